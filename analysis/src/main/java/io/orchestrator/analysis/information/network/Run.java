package io.orchestrator.analysis.information.network;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/** Threads, progress and end of one inference. Results do not depend on the number of threads. */
public final class Run {
  /** Told from the calling thread and from helpers. */
  @FunctionalInterface
  public interface Progress {
    /**
     * @param share of the targets that are done, 0 to 1, rising
     * @param what is done now, for people
     */
    void at(double share, String what);
  }

  /** The time budget is used up. */
  public static final class OutOfTime extends CancellationException {
    private static final long serialVersionUID = 1L;

    OutOfTime() {
      super("the inference ran out of its time budget");
    }
  }

  private final ExecutorService helpers;
  private final int threads;
  private final BooleanSupplier cancelled;
  private final InstantSource clock;
  private final long deadline;
  private final Progress progress;
  private final double share;

  /**
   * @param helpers threads beside the caller's; not closed here
   * @param threads in all, at least 1; 1 uses the caller's only
   * @param cancelled asked often
   * @param budget how long it may take
   */
  public Run(
      ExecutorService helpers,
      int threads,
      BooleanSupplier cancelled,
      InstantSource clock,
      Duration budget,
      Progress progress) {
    if (threads < 1) {
      throw new IllegalArgumentException("at least one thread, not " + threads);
    }
    this.helpers = helpers;
    this.threads = threads;
    this.cancelled = cancelled;
    this.clock = clock;
    this.deadline = clock.millis() + budget.toMillis();
    this.progress = progress;
    this.share = 0;
  }

  private Run(Run whole, double share) {
    this.helpers = whole.helpers;
    this.threads = whole.threads;
    this.cancelled = whole.cancelled;
    this.clock = whole.clock;
    this.deadline = whole.deadline;
    this.progress = whole.progress;
    this.share = share;
  }

  /** On the caller's thread, without an end. */
  public static Run alone() {
    return new Run(
        null, 1, () -> false, InstantSource.system(), Duration.ofDays(365), (share, what) -> {});
  }

  /** The same with so much done already. */
  Run from(double done) {
    return new Run(this, done);
  }

  /** What is done now. */
  void told(String what) {
    progress.at(share, what);
  }

  void done() {
    progress.at(1, "done");
  }

  /**
   * @throws CancellationException cancelled, or out of time
   */
  void goOn() {
    if (cancelled.getAsBoolean() || Thread.currentThread().isInterrupted()) {
      throw new CancellationException("the inference was cancelled");
    }
    if (clock.millis() > deadline) {
      throw new OutOfTime();
    }
  }

  /** Calls {@code body} with 0 … count−1, in any order and on any thread. */
  void forEach(int count, IntConsumer body) {
    countUntil(
        count,
        i -> {
          body.accept(i);
          return false;
        },
        Integer.MAX_VALUE);
  }

  /**
   * How many of 0 … count−1 pass, or {@code enough} as soon as so many have: the answer is the same
   * whatever was tried first.
   */
  int countUntil(int count, IntPredicate test, int enough) {
    AtomicInteger next = new AtomicInteger();
    AtomicInteger passed = new AtomicInteger();
    AtomicBoolean failed = new AtomicBoolean();
    Runnable work =
        () -> {
          int i;
          while (!failed.get() && passed.get() < enough && (i = next.getAndIncrement()) < count) {
            goOn();
            if (test.test(i)) {
              passed.incrementAndGet();
            }
          }
        };
    List<Future<?>> helping = new ArrayList<>();
    for (int t = 1; t < Math.min(threads, count); t++) {
      helping.add(helpers.submit(work));
    }
    try {
      work.run();
    } catch (RuntimeException e) {
      failed.set(true);
      throw e;
    } finally {
      join(helping, failed);
    }
    return Math.min(passed.get(), enough);
  }

  private static void join(List<Future<?>> helping, AtomicBoolean failed) {
    RuntimeException first = null;
    for (Future<?> helper : helping) {
      try {
        helper.get();
      } catch (ExecutionException e) {
        failed.set(true);
        first = e.getCause() instanceof RuntimeException r ? r : new IllegalStateException(e);
      } catch (InterruptedException e) {
        failed.set(true);
        Thread.currentThread().interrupt();
        first = new CancellationException("the inference was interrupted");
      }
    }
    if (first != null) {
      throw first;
    }
  }
}

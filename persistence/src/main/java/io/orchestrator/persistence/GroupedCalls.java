package io.orchestrator.persistence;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Group commit: what is asked while the database is at work waits, and goes to it together as one
 * transaction. The first call of a quiet moment waits for nobody. Thread-safe.
 *
 * @param <I> what one call asks
 * @param <O> what it is answered
 */
public final class GroupedCalls<I, O> {
  private static final Duration THREAD_KEPT = Duration.ofSeconds(30);

  /** One round trip for many calls. */
  public interface Together<I, O> {
    /**
     * @return one answer for each item, in their order
     * @throws Exception the failure of every call
     */
    List<O> call(List<I> items) throws Exception;
  }

  private record Waiting<I, O>(I item, CompletableFuture<O> answer) {}

  private final Together<I, O> together;
  private final int mostWorkers;
  private final int mostItems;
  private final int mostWaiting;
  private final ExecutorService threads;
  private final Queue<Waiting<I, O>> waiting = new ArrayDeque<>();
  private int workers;

  /**
   * @param name of its threads
   * @param mostWorkers round trips at the same time, each on a thread of its own that ends when
   *     there is nothing to do
   * @param mostItems calls of one round trip
   * @param mostWaiting calls that wait; more are refused
   */
  public GroupedCalls(
      String name, int mostWorkers, int mostItems, int mostWaiting, Together<I, O> together) {
    this.together = together;
    this.mostWorkers = mostWorkers;
    this.mostItems = mostItems;
    this.mostWaiting = mostWaiting;
    this.threads =
        new ThreadPoolExecutor(
            0,
            // Workers are counted above; one that has gone may still be on its way to rest.
            Integer.MAX_VALUE,
            THREAD_KEPT.toSeconds(),
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name(name + "-", 0).factory());
  }

  /** Fails with what the round trip failed with, or at once when too many wait. */
  public CompletableFuture<O> call(I item) {
    var call = new Waiting<I, O>(item, new CompletableFuture<>());
    synchronized (waiting) {
      if (waiting.size() >= mostWaiting) {
        return CompletableFuture.failedFuture(
            new IllegalStateException(mostWaiting + " calls wait for the database already"));
      }
      waiting.add(call);
      if (workers == mostWorkers) {
        return call.answer();
      }
      workers++;
    }
    threads.execute(this::work);
    return call.answer();
  }

  private void work() {
    List<Waiting<I, O>> group = next();
    while (!group.isEmpty()) {
      answer(group);
      group = next();
    }
  }

  /** Empty: this worker has gone. */
  private List<Waiting<I, O>> next() {
    synchronized (waiting) {
      var group = new ArrayList<Waiting<I, O>>(Math.min(waiting.size(), mostItems));
      while (!waiting.isEmpty() && group.size() < mostItems) {
        group.add(waiting.remove());
      }
      workers -= group.isEmpty() ? 1 : 0;
      return group;
    }
  }

  private void answer(List<Waiting<I, O>> group) {
    try {
      List<O> answers = together.call(group.stream().map(Waiting::item).toList());
      for (int i = 0; i < group.size(); i++) {
        group.get(i).answer().complete(answers.get(i));
      }
    } catch (Throwable e) {
      group.forEach(call -> call.answer().completeExceptionally(e));
    }
  }
}

package io.orchestrator.bench.workflows;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * One contender in a process of its own. Reads orders from its input, a line each, and answers each
 * with a line that begins with {@code >}.
 */
public final class ContenderProcess {
  private static final int CALLERS = 50;
  private static final int MOST_RUNS = 1 << 20;

  private final Contender contender;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  /** Of the last closed loop. */
  private int lastRuns;

  private ContenderProcess(Contender contender) {
    this.contender = contender;
  }

  /**
   * @param args name and database URL; for {@code heavy-steps} own port and that of the seed, too
   */
  public static void main(String[] args) throws Exception {
    try (Contender contender = open(args)) {
      var process = new ContenderProcess(contender);
      var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      System.out.println("> ready");
      String line = in.readLine();
      while (line != null && !line.equals("end")) {
        System.out.println("> " + process.obey(line.split(" ")));
        line = in.readLine();
      }
    }
    System.exit(0);
  }

  private static Contender open(String[] args) throws Exception {
    String name = args[0];
    String url = args[1];
    return switch (name) {
      case "heavy-steps" ->
          new HeavySteps(url, Integer.parseInt(args[2]), Integer.parseInt(args[3]));
      case "orchestrator" -> new Ours(url);
      case "dbos" -> new Dbos(url);
      case "flowable" -> new Flowable(url);
      case "jdbc" -> new PlainJdbc(url);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private String obey(String[] words) throws Exception {
    return switch (words[0]) {
      case "closed" -> closedLoop(Double.parseDouble(words[1]));
      case "cpu" -> String.format(Locale.ROOT, "%.1f", cpuNanos() / 1e6);
      case "runs" -> Integer.toString(lastRuns);
      case "rate" -> fixedRate(Double.parseDouble(words[1]), Double.parseDouble(words[2]));
      case "open" -> openRuns(Integer.parseInt(words[1]));
      default -> throw new IOException("what is " + words[0]);
    };
  }

  /** Each of fifty callers starts the next workflow when its last one ended. */
  private String closedLoop(double seconds) throws Exception {
    long[] nanos = new long[MOST_RUNS];
    var done = new AtomicInteger();
    long cpu = cpuNanos();
    long began = System.nanoTime();
    long end = began + (long) (seconds * 1e9);
    try (var callers = Executors.newFixedThreadPool(CALLERS)) {
      for (int i = 0; i < CALLERS; i++) {
        callers.execute(
            () -> {
              while (System.nanoTime() < end && failure.get() == null) {
                long start = System.nanoTime();
                run();
                nanos[done.getAndIncrement()] = System.nanoTime() - start;
              }
            });
      }
    }
    check();
    double took = (System.nanoTime() - began) / 1e9;
    lastRuns = done.get();
    long[] sorted = Arrays.copyOf(nanos, done.get());
    Arrays.sort(sorted);
    return String.format(
        Locale.ROOT,
        "%.1f %.1f %.1f %.2f",
        done.get() / took,
        Latencies.millis(sorted, 0.5),
        Latencies.millis(sorted, 0.99),
        (cpuNanos() - cpu) / 1e6 / done.get());
  }

  private void run() {
    try {
      contender.runOne();
    } catch (Exception e) {
      failure.compareAndSet(null, e);
    }
  }

  private void check() throws Exception {
    if (failure.get() != null) {
      throw failure.get();
    }
  }

  /** Starts on a fixed schedule, whatever becomes of the earlier ones; quantiles of a step. */
  private String fixedRate(double perSecond, double seconds) throws Exception {
    StepTimes times = ((Ours) contender).times();
    times.reset();
    int count = (int) (perSecond * seconds);
    var left = new CountDownLatch(count);
    long began = System.nanoTime();
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        long due = began + (long) (i * 1e9 / perSecond);
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        callers.execute(
            () -> {
              run();
              left.countDown();
            });
      }
      left.await(5, TimeUnit.MINUTES);
    }
    check();
    return String.format(
        Locale.ROOT,
        "%.1f %.1f %.1f",
        times.quantile(0.5),
        times.quantile(0.99),
        count / ((System.nanoTime() - began) / 1e9));
  }

  /** Begins so many workflows that stay open; heap after a full collection, and whole process. */
  private String openRuns(int count) throws Exception {
    long began = System.nanoTime();
    var next = new AtomicInteger();
    try (var callers = Executors.newFixedThreadPool(CALLERS)) {
      for (int i = 0; i < CALLERS; i++) {
        callers.execute(
            () -> {
              while (next.getAndIncrement() < count && failure.get() == null) {
                open();
              }
            });
      }
    }
    check();
    double took = (System.nanoTime() - began) / 1e9;
    System.gc();
    var runtime = Runtime.getRuntime();
    return String.format(
        Locale.ROOT,
        "%.1f %.0f",
        took,
        (runtime.totalMemory() - runtime.freeMemory()) / (double) (1 << 20));
  }

  private void open() {
    try {
      ((Ours) contender).open();
    } catch (Exception e) {
      failure.compareAndSet(null, e);
    }
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }
}

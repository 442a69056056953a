package io.orchestrator.analysis.backtest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;

/**
 * Tries parameters of a strategy, over all cores. The same seed tries the same points in the same
 * order, whatever the number of cores, and goes on where a {@link TrialStore} ends.
 */
public final class Search {
  /** How points are chosen. */
  public enum Kind {
    GRID,
    RANDOM,
    /**
     * Tree-structured Parzen estimator: J. Bergstra et al., "Algorithms for hyper-parameter
     * optimization" (2011).
     */
    TPE;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @param parameters tried
   * @param returns of equity by day
   * @param sharpe a year
   */
  public record Trial(double[] parameters, double[] returns, double sharpe) {}

  /** The search was told to stop. */
  public static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stopped() {
      super("stopped", null, false, false);
    }
  }

  /** Points between two looks of TPE at the results: the same on every machine. */
  private static final int BATCH = 16;

  private static final double GOOD_SHARE = 0.25;
  private static final int CANDIDATES = 24;

  private final Backtest backtest;
  private final Strategies strategy;
  private final int threads;
  private final BooleanSupplier stop;
  private final DoubleConsumer progress;

  /**
   * @param stop asked between back-tests
   * @param progress told a share, 0 to 1
   */
  public Search(
      Backtest backtest,
      Strategies strategy,
      int threads,
      BooleanSupplier stop,
      DoubleConsumer progress) {
    this.backtest = backtest;
    this.strategy = strategy;
    this.threads = threads;
    this.stop = stop;
    this.progress = progress;
  }

  /**
   * @param iterations at least 1; a grid has about so many points
   * @param store has what an earlier attempt of the same search has tried, and gets the rest
   * @throws Stopped when told to
   */
  public List<Trial> run(Kind kind, int iterations, long seed, TrialStore store) {
    var random = new SplittableRandom(seed);
    ParameterSpace space = strategy.space();
    var trials = new ArrayList<Trial>();
    List<double[]> points = kind == Kind.GRID ? space.grid(iterations) : List.of();
    int all = kind == Kind.GRID ? points.size() : iterations;
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      while (trials.size() < all) {
        int from = trials.size();
        int to = Math.min(all, from + BATCH);
        var batch = new ArrayList<double[]>();
        for (int i = from; i < to; i++) {
          batch.add(
              switch (kind) {
                case GRID -> points.get(i);
                case RANDOM -> space.random(random);
                case TPE -> i < 2 * BATCH ? space.random(random) : parzen(space, trials, random);
              });
        }
        trials.addAll(tried(pool, batch, from, store));
        progress.accept((double) trials.size() / all);
      }
    }
    return trials;
  }

  private List<Trial> tried(
      ExecutorService pool, List<double[]> batch, int from, TrialStore store) {
    var waiting = new ArrayList<Future<Trial>>();
    for (int i = 0; i < batch.size(); i++) {
      double[] p = batch.get(i);
      int number = from + i;
      Callable<Trial> work = () -> store.find(number, p).orElseGet(() -> test(p));
      waiting.add(pool.submit(work));
    }
    var done = new ArrayList<Trial>();
    try {
      for (Future<Trial> f : waiting) {
        Trial trial = f.get();
        store.keep(from + done.size(), trial);
        done.add(trial);
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException known
          ? known
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Stopped();
    } finally {
      waiting.forEach(f -> f.cancel(true));
    }
    return done;
  }

  private Trial test(double[] p) {
    if (stop.getAsBoolean()) {
      throw new Stopped();
    }
    double[] returns = backtest.run(strategy.make(p)).returns();
    return new Trial(p, returns, Metrics.sharpe(returns));
  }

  /** Of some draws around good points the one that looks most like good and least like others. */
  private static double[] parzen(
      ParameterSpace space, List<Trial> trials, SplittableRandom random) {
    List<Trial> sorted =
        trials.stream().sorted(Comparator.comparingDouble((Trial t) -> -t.sharpe())).toList();
    int good = Math.max(2, (int) (GOOD_SHARE * sorted.size()));
    var chosen = new double[space.ranges().size()];
    for (int d = 0; d < chosen.length; d++) {
      var range = space.ranges().get(d);
      int at = d;
      double[] better =
          sorted.subList(0, good).stream()
              .mapToDouble(t -> range.unit(t.parameters()[at]))
              .toArray();
      double[] worse =
          sorted.subList(good, sorted.size()).stream()
              .mapToDouble(t -> range.unit(t.parameters()[at]))
              .toArray();
      double width = Math.max(0.05, 1.06 * spread(better) * Math.pow(better.length, -0.2));
      double most = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < CANDIDATES; c++) {
        double x =
            Math.clamp(
                better[random.nextInt(better.length)] + width * random.nextGaussian(), 0.0, 1.0);
        double ratio = density(better, x, width) / density(worse, x, width);
        if (ratio > most) {
          most = ratio;
          chosen[d] = range.fit(range.lowest() + x * (range.highest() - range.lowest()));
        }
      }
    }
    return chosen;
  }

  private static double spread(double[] v) {
    double mean = Arrays.stream(v).average().orElse(0);
    return Math.sqrt(Arrays.stream(v).map(x -> (x - mean) * (x - mean)).average().orElse(0));
  }

  /** A tenth of it is everywhere the same, so that nothing is impossible. */
  private static double density(double[] points, double x, double width) {
    double sum = 0;
    for (double p : points) {
      double z = (x - p) / width;
      sum += Math.exp(-z * z / 2) / (width * 2.5066282746310002);
    }
    return 0.1 + 0.9 * sum / points.length;
  }
}

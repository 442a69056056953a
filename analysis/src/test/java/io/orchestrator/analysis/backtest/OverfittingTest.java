package io.orchestrator.analysis.backtest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.analysis.backtest.Search.Kind;
import io.orchestrator.analysis.backtest.Search.Trial;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverfittingTest {
  /** Promotion of noise, stated in docs/backtest.md. */
  private static final double STATED_LEVEL = 0.05;

  /** Bailey and López de Prado 2014: 2.5 a year over 1,250 days, skew −3, kurtosis 10. */
  @Test
  void deflatedSharpeOfThePaper() {
    double benchmark = Overfitting.expectedMaximum(100, 0.5 / 250);
    assertEquals(.113172, benchmark, 1e-6);
    double sharpe = 2.5 / Math.sqrt(250);
    assertEquals(.900397, Overfitting.probabilisticSharpe(sharpe, benchmark, 1_250, -3, 10), 1e-5);
    assertEquals(
        .950502,
        Overfitting.probabilisticSharpe(
            sharpe, Overfitting.expectedMaximum(46, 0.5 / 250), 1_250, -3, 10),
        1e-5);
  }

  private static List<Trial> search(Backtest backtest, Strategies strategy, int n, long seed) {
    return new Search(backtest, strategy, 2, () -> false, p -> {})
        .run(Kind.RANDOM, n, seed, TrialStore.none());
  }

  private static Evidence evidence(PriceTable table, Strategies strategy, long seed) {
    Backtest backtest = new Backtest(table, Costs.DEFAULT, 1e6);
    List<Trial> trials = search(backtest, strategy, 40, seed);
    return Evidence.of(backtest, strategy, trials, Evidence.Rules.DEFAULT, seed);
  }

  @Test
  void randomWalksAreRarelyPromoted() {
    int promoted = 0;
    for (int seed = 1; seed <= 100; seed++) {
      Strategies strategy =
          seed % 2 == 0 ? Strategies.MEAN_REVERSION : Strategies.MOVING_AVERAGE_CROSS;
      // The drift takes the curvature back: no merit in holding either.
      PriceTable walk = BacktestTest.walks(1, 756, seed, -0.5 * 0.012 * 0.012);
      promoted += evidence(walk, strategy, seed).promotable() ? 1 : 0;
    }
    assertTrue(promoted <= 100 * STATED_LEVEL, promoted + " of 100 random walks were promoted");
  }

  /** Holding earns a Sharpe ratio of 0.8 here; being in the market at times is no merit. */
  @Test
  void walksThatDriftUpwardsAreRarelyPromotedEither() {
    int promoted = 0;
    for (int seed = 1; seed <= 100; seed++) {
      Strategies strategy =
          seed % 2 == 0 ? Strategies.MEAN_REVERSION : Strategies.MOVING_AVERAGE_CROSS;
      PriceTable walk = BacktestTest.walks(1, 756, 1_000 + seed, 0.0006);
      promoted += evidence(walk, strategy, seed).promotable() ? 1 : 0;
    }
    assertTrue(promoted <= 100 * STATED_LEVEL, promoted + " of 100 drifting walks were promoted");
  }

  @Test
  void aChoiceThatIsWorseThanNotChoosingIsSeen() {
    // All earn alike; each has one block in which it was lucky, and pays for it in the others.
    var random = new SplittableRandom(6);
    var trials = new double[10][1_000];
    for (int k = 0; k < 10; k++) {
      for (int t = 0; t < 1_000; t++) {
        double luck = t / 100 == k ? 0.02 : -0.002;
        trials[k][t] = 0.003 + luck + 0.002 * random.nextGaussian();
      }
    }
    var symmetric = Overfitting.symmetric(trials, 10);
    assertTrue(symmetric.overfitting() > 0.9 && symmetric.shortfall() > 0.1, symmetric.toString());
  }

  @Test
  void plantedPredictabilityIsPromoted() {
    // Log prices that go back to their mean by a tenth a day: what mean reversion lives on.
    var random = new SplittableRandom(77);
    int n = 1_500;
    var open = new double[1][n];
    var close = new double[1][n];
    var volume = new double[1][n];
    double log = 0;
    for (int t = 0; t < n; t++) {
      open[0][t] = 100 * Math.exp(log);
      log = 0.9 * log + 0.02 * random.nextGaussian();
      close[0][t] = 100 * Math.exp(log);
      volume[0][t] = 1e9;
    }
    PriceTable table = PriceTable.of(List.of("A"), BacktestTest.days(n), open, close, volume);
    Evidence e = evidence(table, Strategies.MEAN_REVERSION, 1);
    assertTrue(e.promotable(), e.failures().toString());
  }

  @Test
  void overfittingIsLikelyInNoiseAndUnlikelyWithOneThatIsBetter() {
    var random = new SplittableRandom(5);
    var noise = new double[50][1_000];
    for (double[] row : noise) {
      for (int t = 0; t < row.length; t++) {
        row[t] = 0.01 * random.nextGaussian();
      }
    }
    var symmetric = Overfitting.symmetric(noise, 10);
    assertTrue(symmetric.overfitting() > 0.2, symmetric.toString());
    for (int t = 0; t < 1_000; t++) {
      noise[7][t] += 0.004;
    }
    symmetric = Overfitting.symmetric(noise, 10);
    assertTrue(symmetric.overfitting() < 0.05 && symmetric.loss() < 0.05, symmetric.toString());
  }

  @Test
  void purgedTrainingKeepsItsDistanceFromTheTest() {
    boolean[] train = Overfitting.training(100, 10, 1 << 4, 3, 5);
    for (int t = 0; t < 100; t++) {
      assertEquals(t < 37 || t > 57, train[t], "day " + t);
    }
  }

  @Test
  void walkForwardUsesOnlyThePast() {
    // Trial 0 is good in the first half, trial 1 in the second: the choice follows a window later.
    var trials = new double[2][400];
    for (int t = 0; t < 400; t++) {
      trials[0][t] = (t < 200 ? 0.01 : -0.01) + (t % 2 == 0 ? 1e-4 : -1e-4);
      trials[1][t] = -trials[0][t];
    }
    WalkForward forward = WalkForward.of(trials, 100, 50, false);
    double[] r = forward.returns();
    assertEquals(0.01, r[50], 2e-4);
    assertEquals(-0.01, r[110], 2e-4);
    assertEquals(0.01, r[250], 2e-4);
    List<Integer> chosen = forward.windows().stream().map(w -> w.trial()).toList();
    assertEquals(List.of(0, 0, 0), chosen.subList(0, 3));
    assertEquals(List.of(1, 1), chosen.subList(4, 6), "the fourth has seen as much of either half");
    WalkForward.Window third = forward.windows().get(2);
    assertEquals(List.of(100, 200, 250), List.of(third.begin(), third.from(), third.to()));
    assertTrue(third.trainSharpe() > 0 && third.testSharpe() < 0, third::toString);
    assertEquals(Math.pow(0.99, 50) - 1, third.testReturn(), 1e-3);
  }

  @Test
  void thePictureOfASearchHasItsTrialsAndTheWindowsThatMakeTheWalkForward() {
    Evidence found = evidence(BacktestTest.walks(1, 756, 3, 0), Strategies.MEAN_REVERSION, 3);
    Map<?, ?> search = (Map<?, ?>) found.row().get("search");
    List<?> points = (List<?>) search.get("points");
    int names = ((List<?>) search.get("ranges")).size();
    assertEquals(40, points.size());
    List<?> best =
        points.stream()
            .map(p -> (List<?>) p)
            .max(Comparator.comparingDouble(p -> (Double) p.get(names)))
            .orElseThrow();
    int i = 0;
    for (double value : found.parameters().values()) {
      assertEquals(value, (Double) best.get(i++), 1e-4 * Math.abs(value));
    }
    List<?> windows = (List<?>) found.row().get("walk_forward_windows");
    assertEquals(8, windows.size(), "755 returns, the first 252 to learn from, 63 to trade");
    double grown = 1;
    for (Object window : windows) {
      grown *= 1 + (Double) ((Map<?, ?>) window).get("test_return");
    }
    List<?> equity = (List<?>) found.row().get("walk_forward_equity");
    assertEquals((Double) equity.getLast(), grown, 1e-3);
  }

  @Test
  void theSameSeedTriesTheSamePointsOnAnyNumberOfCores() {
    Backtest backtest = new Backtest(BacktestTest.walks(2, 520, 9, 0), Costs.DEFAULT, 1e5);
    for (Kind kind : Kind.values()) {
      var runs = new ArrayList<List<double[]>>();
      for (int threads : new int[] {1, 3}) {
        runs.add(
            new Search(backtest, Strategies.MOMENTUM, threads, () -> false, p -> {})
                .run(kind, 64, 42, TrialStore.none()).stream().map(Trial::parameters).toList());
      }
      for (int i = 0; i < runs.get(0).size(); i++) {
        assertArrayEquals(runs.get(0).get(i), runs.get(1).get(i), 0);
      }
    }
  }

  @Test
  void parzenTriesWhereItIsGood() {
    // In an index that rises and falls with a period of 80 days the best look-back is not random.
    int n = 1_000;
    var price = new double[1][n];
    var volume = new double[1][n];
    for (int t = 0; t < n; t++) {
      price[0][t] = 100 * Math.exp(0.2 * Math.sin(2 * Math.PI * t / 80));
      volume[0][t] = 1e9;
    }
    Backtest backtest =
        new Backtest(
            PriceTable.of(List.of("A"), BacktestTest.days(n), price, price, volume),
            Costs.NONE,
            1e6);
    double parzen = typical(backtest, Kind.TPE);
    double random = typical(backtest, Kind.RANDOM);
    assertTrue(parzen > random, parzen + " against " + random);
  }

  /** Mean of the trials after those by which the estimator learns. */
  private static double typical(Backtest backtest, Kind kind) {
    return new Search(backtest, Strategies.MOMENTUM, 2, () -> false, p -> {})
        .run(kind, 128, 3, TrialStore.none()).stream()
            .skip(32)
            .mapToDouble(Trial::sharpe)
            .average()
            .orElseThrow();
  }

  @Test
  void aBrokenOffSearchGoesOnAndEndsTheSame(@TempDir Path folder) throws Exception {
    Backtest backtest = new Backtest(BacktestTest.walks(2, 520, 9, 0), Costs.DEFAULT, 1e5);
    Path file = folder.resolve("trials");
    var asked = new AtomicInteger();
    var first =
        new Search(backtest, Strategies.MOMENTUM, 2, () -> asked.incrementAndGet() > 40, p -> {});
    try (TrialStore store = TrialStore.open(file, "x")) {
      first.run(Kind.TPE, 80, 7, store);
    } catch (Search.Stopped expected) {
      assertTrue(Files.size(file) > 0);
    }
    // The last record is torn, as by a power cut.
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 5));
    var whole =
        new Search(backtest, Strategies.MOMENTUM, 2, () -> false, p -> {})
            .run(Kind.TPE, 80, 7, TrialStore.none());
    try (TrialStore store = TrialStore.open(file, "x")) {
      assertTrue(store.earlier() >= 16, "nothing was kept");
      var resumed =
          new Search(backtest, Strategies.MOMENTUM, 2, () -> false, p -> {})
              .run(Kind.TPE, 80, 7, store);
      for (int i = 0; i < whole.size(); i++) {
        assertArrayEquals(whole.get(i).returns(), resumed.get(i).returns(), 0);
      }
    }
    try (TrialStore other = TrialStore.open(file, "y")) {
      assertEquals(0, other.earlier());
    }
  }

  @Test
  void trialsThatNobodyGoesOnWithAreForgotten(@TempDir Path folder) throws Exception {
    Path old = Files.writeString(folder.resolve("old"), "x");
    Path young = Files.writeString(folder.resolve("young"), "x");
    Instant eightDaysAgo = Instant.now().minus(Duration.ofDays(8));
    Files.setLastModifiedTime(old, FileTime.from(eightDaysAgo));
    TrialStore.forgetOlder(folder, Duration.ofDays(7));
    assertEquals(
        List.of(young), List.of(folder.toFile().listFiles()).stream().map(File::toPath).toList());
    TrialStore.forgetOlder(folder.resolve("none"), Duration.ofDays(7));
  }
}

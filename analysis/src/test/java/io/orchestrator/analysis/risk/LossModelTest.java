package io.orchestrator.analysis.risk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.port.Accelerator;
import io.orchestrator.domain.risk.measure.MethodFigures;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Every method against published numbers, a closed form, or a plain second implementation. */
class LossModelTest {
  private static final Garch GARCH = new Garch(0.02, 0.08, 0.9, 1);

  private static List<LossModel> models() {
    return List.of(
        HistoricalModel.plain(),
        HistoricalModel.weighted(0.99),
        HistoricalModel.filtered(GARCH),
        new NormalModel(),
        new CornishFisherModel(),
        new MonteCarloModel(5_000, 3, Accelerator.NONE));
  }

  /** Losses of 1 to 100 USD: numpy.quantile(range(1,101), .95) = 95.05, .99 = 99.01. */
  @Test
  void lossesOfOneToHundred() {
    MethodFigures f = HistoricalModel.plain().figures(oneToHundred(10_000));
    assertEquals(95.05, f.var95(), 1e-9);
    assertEquals(99.01, f.var99(), 1e-9);
    assertEquals(98.0, f.expectedShortfall(), 1e-9); // mean of 96..100
  }

  private static PortfolioScenarios oneToHundred(double... exposures) {
    double[][] returns = new double[100][exposures.length];
    for (int t = 0; t < 100; t++) {
      Arrays.fill(returns[t], -((t * 37) % 100 + 1) / 10_000.0); // shuffled: order must not matter
    }
    return PortfolioScenarios.of(returns, exposures);
  }

  /** The quantile lies between the losses of 95 and 96; days and weights say so. */
  @Test
  void theDaysThatDriveTheNumber() {
    var drivers = HistoricalModel.plain().drivers(oneToHundred(10_000)).orElseThrow();
    assertArrayEquals(new double[] {96, 95}, drivers.losses(), 1e-9);
    assertArrayEquals(new double[] {0.05, 0.95}, drivers.weights(), 1e-9);
    for (int k = 0; k < 2; k++) {
      assertEquals(drivers.losses()[k], (drivers.periods()[k] * 37) % 100 + 1, 1e-9);
    }
  }

  /** A short position gains where a long one loses; a hedge cancels. */
  @Test
  void signsOfExposures() {
    assertEquals(0, HistoricalModel.plain().figures(oneToHundred(-10_000)).var95());
    assertEquals(
        0, HistoricalModel.plain().figures(oneToHundred(10_000, -10_000)).expectedShortfall());
    assertEquals(
        190.1, HistoricalModel.plain().figures(oneToHundred(10_000, 10_000)).var95(), 1e-9);
  }

  /** Normal returns: multipliers 1.644854, 2.326348 and 2.062713 of the normal distribution. */
  @Test
  void historicalConvergesToNormalMultipliers() {
    MethodFigures f = HistoricalModel.plain().figures(gaussian(400_000, 7, 0, 1));
    assertEquals(1.644854, f.var95(), 0.01);
    assertEquals(2.326348, f.var99(), 0.02);
    assertEquals(2.062713, f.expectedShortfall(), 0.015);
  }

  private static PortfolioScenarios gaussian(int n, long seed, double mean, double deviation) {
    Random random = new Random(seed);
    double[][] returns = new double[n][1];
    for (double[] row : returns) {
      row[0] = mean + deviation * random.nextGaussian();
    }
    return PortfolioScenarios.of(returns, new double[] {1});
  }

  /** Sums of weights over fully sorted losses. */
  @Property(tries = 50)
  void weightedHistoricalAgreesWithAPlainSum(@ForAll @IntRange(min = 60, max = 400) int n) {
    PortfolioScenarios s = gaussian(n, n, 0, 1);
    double decay = 0.98;
    Integer[] byLoss = IntStream.range(0, n).boxed().toArray(Integer[]::new);
    Arrays.sort(byLoss, Comparator.comparingDouble(i -> s.pnl()[i]));
    double total = IntStream.range(0, n).mapToDouble(age -> Math.pow(decay, age)).sum();
    double mass = 0;
    double shortfall = 0;
    double var = Double.NaN;
    for (int i : byLoss) {
      double weight = Math.pow(decay, n - 1 - i) / total;
      double inside = Math.max(0, Math.min(weight, 0.05 - mass));
      shortfall += inside * -s.pnl()[i] / 0.05;
      mass += weight;
      if (Double.isNaN(var) && mass >= 0.05) {
        var = -s.pnl()[i];
      }
    }
    MethodFigures f = HistoricalModel.weighted(decay).figures(s);
    assertEquals(Math.max(0, var), f.var95(), 1e-9);
    assertEquals(shortfall, f.expectedShortfall(), 1e-9);
  }

  /** A calm past before a wild week: the filter scales the past up, the plain method does not. */
  @Test
  void filteredHistoricalAgreesWithAPlainRecursion() {
    PortfolioScenarios calm = gaussian(500, 11, 0, 1);
    double[][] returns = calm.returns();
    for (int t = 495; t < 500; t++) {
      returns[t][0] = t % 2 == 0 ? 6 : -6;
    }
    PortfolioScenarios s = PortfolioScenarios.of(returns, new double[] {2});
    double sample = 0;
    for (double[] row : returns) {
      sample += 4 * row[0] * row[0] / 500;
    }
    double variance = sample;
    double[] standardised = new double[500];
    for (int t = 0; t < 500; t++) {
      standardised[t] = 2 * returns[t][0] / Math.sqrt(variance);
      variance = 0.02 * sample + 0.08 * 4 * returns[t][0] * returns[t][0] + 0.9 * variance;
    }
    double next = Math.sqrt(variance);
    double[] losses = Arrays.stream(standardised).map(z -> -z * next).sorted().toArray();
    MethodFigures f = HistoricalModel.filtered(GARCH).figures(s);
    assertEquals(RiskMeasures.quantile(losses, 0.95), f.var95(), 1e-9);
    assertEquals(RiskMeasures.quantile(losses, 0.99), f.var99(), 1e-9);
    assertEquals(RiskMeasures.tailMean(losses, 0.05), f.expectedShortfall(), 1e-9);
    assertTrue(f.var95() > 1.5 * HistoricalModel.plain().figures(s).var95());
  }

  @Test
  void normalMultipliers() {
    assertEquals(1.644854, NormalModel.varMultiplier(0.05), 5e-7);
    assertEquals(1.959964, NormalModel.varMultiplier(0.025), 5e-7);
    assertEquals(2.326348, NormalModel.varMultiplier(0.01), 5e-7);
    assertEquals(2.062713, NormalModel.shortfallMultiplier(0.05), 5e-7);
    assertEquals(2.337803, NormalModel.shortfallMultiplier(0.025), 5e-7);
    assertEquals(2.665214, NormalModel.shortfallMultiplier(0.01), 5e-7);
  }

  /** Mean 0.0005, deviation 0.02, skewness −0.5, excess kurtosis 3: golden vector. */
  @Test
  void cornishFisherGoldenVector() {
    assertEquals(0.065526, -0.0005 - 0.02 * CornishFisherModel.quantile(0.01, -0.5, 3), 5e-7);
    assertEquals(0.033935, -0.0005 - 0.02 * CornishFisherModel.quantile(0.05, -0.5, 3), 5e-7);
    assertEquals(0.046027, -0.0005 - 0.02 * CornishFisherModel.quantile(0.01, 0, 0), 5e-7);
    assertEquals(0.032397, -0.0005 - 0.02 * CornishFisherModel.quantile(0.05, 0, 0), 5e-7);
    assertTrue(CornishFisherModel.inDomain(-0.5, 3));
  }

  /** Closed form against the mean of the quantile function over the tail, by small steps. */
  @Test
  void cornishFisherShortfallAgreesWithItsIntegral() {
    int steps = 200_000;
    double sum = 0;
    for (int i = 0; i < steps; i++) {
      sum += CornishFisherModel.quantile(0.05 * (i + 0.5) / steps, -0.5, 3) / steps;
    }
    assertEquals(sum, CornishFisherModel.tailMean(0.05, -0.5, 3), 1e-4);
  }

  /** The domain is where the quantile never falls, looked at point by point. */
  @Property(tries = 300)
  void cornishFisherDomainIsWhereTheQuantileRises(
      @ForAll @IntRange(min = -20, max = 20) int s, @ForAll @IntRange(min = -4, max = 24) int k) {
    double skewness = s / 10.0 + 0.013;
    double kurtosis = k / 2.0 + 0.017;
    boolean rises = true;
    double before = Double.NEGATIVE_INFINITY;
    for (double z = -60; z <= 60; z += 0.01) {
      double w =
          z
              + (z * z - 1) * skewness / 6
              + (z * z * z - 3 * z) * kurtosis / 24
              - (2 * z * z * z - 5 * z) * skewness * skewness / 36;
      rises &= w >= before;
      before = w;
    }
    assertEquals(rises, CornishFisherModel.inDomain(skewness, kurtosis), s + " " + k);
  }

  @Test
  void outsideItsDomainCornishFisherGivesAReasonAndNoNumber() {
    PortfolioScenarios s = gaussian(300, 5, 0, 1);
    s.returns()[0][0] = -40;
    MethodFigures f =
        new CornishFisherModel().figures(PortfolioScenarios.of(s.returns(), s.exposures()));
    assertFalse(f.known());
    assertTrue(f.unavailable().orElseThrow().startsWith("risk.outside_domain"));
    assertEquals(0, f.var95());
  }

  /**
   * Golden vector: covariance [[.04,.006,0],[.006,.09,.018],[0,.018,.16]], weights (.5,.3,.2):
   * component VaR 99 (.150309,.139001,.103148), sum .392457.
   */
  @Test
  void componentValueAtRiskGoldenVector() {
    double[][] root = {{0.2, 0, 0}, {0.03, Math.sqrt(0.0891), 0}, {0, 0, 0}};
    root[2][1] = 0.018 / root[1][1];
    root[2][2] = Math.sqrt(0.16 - root[2][1] * root[2][1]);
    double[][] returns = new double[6][3];
    for (int k = 0; k < 3; k++) {
      for (int a = 0; a < 3; a++) {
        returns[k][a] = Math.sqrt(3) * root[a][k];
        returns[k + 3][a] = -returns[k][a];
      }
    }
    double[] weights = {0.5, 0.3, 0.2};
    PortfolioScenarios s = PortfolioScenarios.of(returns, weights);
    double[] marginal = NormalModel.sensitivities(s, 0.01);
    double[] components = new double[3];
    Arrays.setAll(components, a -> marginal[a] * weights[a]);
    assertArrayEquals(new double[] {0.150309, 0.139001, 0.103148}, components, 1e-6);
    assertEquals(0.392457, Arrays.stream(components).sum(), 1e-6);
    assertEquals(0.392457, new NormalModel().figures(s).var99(), 1e-6);
  }

  /** Euler: exposures times sensitivities are the Value at Risk, whatever the method. */
  @Property(tries = 60)
  void componentsSumToTheValueAtRisk(
      @ForAll @IntRange(min = 1, max = 1_000_000) int seed,
      @ForAll @IntRange(min = 1, max = 6) int assets) {
    PortfolioScenarios s = random(seed, assets);
    for (LossModel model : models()) {
      double[] marginal = model.sensitivities(s);
      double sum = 0;
      for (int a = 0; a < assets; a++) {
        sum += marginal[a] * s.exposures()[a];
      }
      double var =
          model.method().key().equals("monte-carlo")
              ? model.figures(s).var95()
              : model.var95(s.pnl());
      assertEquals(var, sum, 1e-6 * Math.max(1, Math.abs(var)), model.method() + " " + seed);
    }
  }

  /** Sensitivities of the smooth methods are the slopes of their Value at Risk. */
  @Property(tries = 40)
  void sensitivitiesAreSlopes(@ForAll @IntRange(min = 1, max = 1_000_000) int seed) {
    PortfolioScenarios s = random(seed, 4);
    for (LossModel model : List.of(new NormalModel(), new CornishFisherModel())) {
      double[] marginal = model.sensitivities(s);
      for (int a = 0; a < 4; a++) {
        double[] up = s.exposures().clone();
        double[] down = s.exposures().clone();
        up[a] += 1;
        down[a] -= 1;
        double slope =
            (model.var95(RiskMeasures.portfolioPnl(s.returns(), up))
                    - model.var95(RiskMeasures.portfolioPnl(s.returns(), down)))
                / 2;
        assertEquals(slope, marginal[a], 1e-6, model.method() + " " + seed);
      }
    }
  }

  /** Twice the positions, twice the risk; and what is not held does not matter. */
  @Property(tries = 40)
  void homogeneousOfDegreeOne(@ForAll @IntRange(min = 1, max = 1_000_000) int seed) {
    PortfolioScenarios s = random(seed, 3);
    double[] doubled = Arrays.stream(s.exposures()).map(e -> 2 * e).toArray();
    for (LossModel model : models()) {
      MethodFigures once = model.figures(s);
      MethodFigures twice = model.figures(PortfolioScenarios.of(s.returns(), doubled));
      assertEquals(2 * once.var95(), twice.var95(), 1e-6 * (1 + twice.var95()));
      assertTrue(once.var99() >= once.var95() - 1e-9, model.method() + " " + seed);
      assertTrue(once.expectedShortfall() >= once.var95() - 1e-9, model.method() + " " + seed);
    }
  }

  private static PortfolioScenarios random(long seed, int assets) {
    Random random = new Random(seed);
    double[][] returns = new double[300][assets];
    for (double[] row : returns) {
      double market = random.nextGaussian();
      for (int a = 0; a < assets; a++) {
        row[a] = 0.01 * (market + random.nextGaussian());
      }
    }
    double[] exposures = new double[assets];
    Arrays.setAll(exposures, a -> 1_000 * (random.nextDouble() * 3 - 1) + (a == 0 ? 3_000 : 0));
    return PortfolioScenarios.of(returns, exposures);
  }

  /** Simulated t with the sample's covariance: the exact quantile within five standard errors. */
  @Test
  void monteCarloAgreesWithTheExactQuantile() {
    PortfolioScenarios s = gaussian(2_000, 21, 0, 1);
    MonteCarloModel model = new MonteCarloModel(200_000, 9, Accelerator.NONE);
    Moments m = Moments.of(s.pnl());
    double excess = m.excessKurtosis();
    double degrees = excess > 0 ? 4 + 6 / excess : 1e9;
    double unit = Math.sqrt(degrees > 1e6 ? 1 : (degrees - 2) / degrees);
    double exact =
        -m.mean()
            - m.deviation()
                * unit
                * new org.hipparchus.distribution.continuous.TDistribution(degrees)
                    .inverseCumulativeProbability(0.05);
    assertEquals(exact, model.figures(s).var95(), 0.02 * exact);
  }

  @Test
  void anAllButConstantPortfolioIsRiskless() {
    PortfolioScenarios s = PortfolioScenarios.of(new double[100][2], new double[] {5, -3});
    for (LossModel model : models()) {
      MethodFigures f = model.figures(s);
      assertTrue(f.known(), model.method() + ": " + f.unavailable());
      assertEquals(0, f.var99(), model.method().key());
    }
  }
}

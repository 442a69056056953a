package io.orchestrator.analysis.information;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.analysis.TestData;
import io.orchestrator.domain.analysis.AnalysisRequest;
import io.orchestrator.domain.analysis.EngineResult;
import io.orchestrator.domain.analysis.Prediction;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.port.AnalysisEngine.AnalysisFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class InformationTheoryEngineTest {
  private final InformationTheoryEngine engine =
      new InformationTheoryEngine(InformationTheorySettings.DEFAULT);

  private EngineResult analyse(Map<Symbol, List<Bar>> bars, Map<String, Object> parameters) {
    List<Double> told = new ArrayList<>();
    EngineResult result =
        engine.analyse(new AnalysisRequest(bars, Timeframe.D1, 42, parameters), told::add);
    assertEquals(told.stream().sorted().toList(), told, "progress rises");
    return result;
  }

  private static Map<Symbol, List<Bar>> batch(double[][] returns, double factor) {
    Map<Symbol, List<Bar>> bars = new HashMap<>();
    for (int s = 0; s < returns.length; s++) {
      String name = "S" + s;
      bars.put(Symbol.of(name), TestData.bars(name, TestData.scaled(returns[s], factor)));
    }
    return bars;
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> edges(EngineResult result) {
    return (List<Map<String, Object>>) result.details().get("network");
  }

  private static Prediction of(EngineResult result, String symbol) {
    return result.predictions().stream()
        .filter(p -> p.symbol().equals(symbol))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void findsTheDriverAndNotTheReverse() {
    EngineResult result = analyse(batch(TestData.coupledAr1(.2, .2, .6, 800, 1), .01), Map.of());
    assertEquals(1, edges(result).size(), () -> edges(result).toString());
    Map<String, Object> edge = edges(result).get(0);
    assertEquals("S0", edge.get("source"));
    assertEquals("S1", edge.get("target"));
    assertEquals(1, edge.get("lag"));
    assertTrue(of(result, "S1").confidence() > 0.9, "skill on unseen returns");
  }

  /** A squared coupling has no correlation: only nearest neighbours find it. */
  @Test
  void findsANonLinearDriverByNearestNeighbours() {
    Random random = new Random(5);
    double[][] returns = new double[2][400];
    for (int t = 1; t < 400; t++) {
      returns[0][t] = random.nextGaussian();
      returns[1][t] = returns[0][t - 1] * returns[0][t - 1] - 1 + 0.3 * random.nextGaussian();
    }
    assertEquals(List.of(), edges(analyse(batch(returns, .01), Map.of("max_lag", 1))));
    EngineResult found = analyse(batch(returns, .01), Map.of("max_lag", 1, "estimator", "ksg"));
    assertEquals(1, edges(found).size(), () -> edges(found).toString());
    assertEquals("S1", edges(found).get(0).get("target"));
    assertEquals("kraskov", found.details().get("estimator"));
    AnalysisFailure refused =
        assertThrows(
            AnalysisFailure.class, () -> analyse(batch(returns, .01), Map.of("estimator", "best")));
    assertTrue(refused.getMessage().contains("one of [gaussian, ksg]"), refused.getMessage());
  }

  /** The forecast must use the newest return of the driver: its sign turns the probability. */
  @Test
  void followsTheNewestReturnOfTheDriver() {
    double[][] data = TestData.coupledAr1(0, 0, .8, 600, 2);
    data[0][599] = 2.5;
    double up = of(analyse(batch(data, .01), Map.of()), "S1").probabilityUp();
    data[0][599] = -2.5;
    double down = of(analyse(batch(data, .01), Map.of()), "S1").probabilityUp();
    assertTrue(up > 0.9 && down < 0.1, up + " and " + down);
  }

  /** Five nodes with known links; IDTxl finds exactly these five in this file. */
  @Test
  void findsTheTrueLinksOfTheFiveNodeNetwork() {
    double[][] data = TestData.columns("information/lin5.csv");
    NetworkSettings fiveLags = new NetworkSettings(5, .05, NetworkSettings.Estimator.GAUSSIAN, 100);
    DriverNetwork network = DriverNetwork.of(data, fiveLags, 1, p -> {});
    TreeSet<String> found = new TreeSet<>();
    for (DriverNetwork.Target target : network.targets()) {
      target.drivers().forEach(l -> found.add(l.source() + ">" + target.index() + "@" + l.lag()));
    }
    assertEquals(new TreeSet<>(List.of("0>1@2", "0>2@3", "0>3@2", "4>3@1", "3>4@1")), found);
    // IDTxl: active information storage of node 0 with lags {4,1,2}.
    DriverNetwork.Target first = network.targets().get(0);
    assertEquals(List.of(4, 1, 2), first.ownLags());
    assertEquals(1.1917354180161304, first.storageNats(), 1e-9);
  }

  /**
   * Ten planted links among twenty series are found; of the same returns in random order none is.
   */
  @Test
  void plantedLeadsAreFoundAndShuffledOnesAreNot() {
    int pairs = 10;
    double[][] returns = new double[2 * pairs][];
    for (int p = 0; p < pairs; p++) {
      double[][] pair = TestData.coupledAr1(.1, .1, .4, 700, 50 + p);
      returns[2 * p] = pair[0];
      returns[2 * p + 1] = pair[1];
    }
    TreeSet<String> found = new TreeSet<>();
    for (Map<String, Object> edge : edges(analyse(batch(returns, .01), Map.of()))) {
      found.add(edge.get("source") + ">" + edge.get("target"));
    }
    for (int p = 0; p < pairs; p++) {
      String link = "S" + 2 * p + ">S" + (2 * p + 1);
      assertTrue(found.contains(link), () -> link + " is not in " + found);
    }
    assertTrue(found.size() <= pairs + 1, found::toString);
    Random random = new Random(9);
    for (double[] one : returns) {
      List<Double> order = new ArrayList<>(Arrays.stream(one).boxed().toList());
      Collections.shuffle(order, random);
      Arrays.setAll(one, t -> order.get(t));
    }
    EngineResult shuffled = analyse(batch(returns, .01), Map.of());
    assertEquals(List.of(), edges(shuffled));
  }

  @Test
  void noiseGivesNoOpinion() {
    double[][] noise = new double[20][];
    for (int s = 0; s < noise.length; s++) {
      noise[s] = TestData.noise(400, .01, 100 + s);
    }
    EngineResult result = analyse(batch(noise, 1), Map.of());
    assertTrue(edges(result).size() <= 1, () -> edges(result).toString());
    long opinions = result.predictions().stream().filter(p -> p.confidence() > 0.5).count();
    assertTrue(opinions <= 1);
    assertEquals(20 * 19 * 3L, result.details().get("tested_links"));
  }

  @Test
  void oneSymbolIsJudgedByItsOwnPast() {
    double[] slow = TestData.scaled(TestData.coupledAr1(.6, 0, 0, 600, 3)[0], .01);
    EngineResult result = analyse(Map.of(Symbol.of("ONE"), TestData.bars("ONE", slow)), Map.of());
    Prediction one = of(result, "ONE");
    assertEquals(List.of(1), one.explanation().get("own_past_lags"));
    assertTrue(one.confidence() > 0.9);
    assertTrue(edges(result).isEmpty());
  }

  @Test
  void badSymbolsFailAloneWithAReason() {
    Map<Symbol, List<Bar>> bars = batch(TestData.coupledAr1(.2, .2, .6, 300, 1), .01);
    bars.put(Symbol.of("FLAT"), TestData.bars("FLAT", new double[300]));
    bars.put(Symbol.of("SHORT"), TestData.bars("SHORT", TestData.noise(30, .01, 1)));
    bars.put(Symbol.of("NONE"), List.of());
    double[] wild = TestData.noise(300, .01, 2);
    wild[100] = 20;
    bars.put(Symbol.of("WILD"), TestData.bars("WILD", wild));
    EngineResult result = analyse(bars, Map.of());
    assertEquals(2, result.predictions().size());
    assertTrue(result.failures().get("FLAT").contains("never changes"));
    assertTrue(result.failures().get("SHORT").contains("31 bars"));
    assertTrue(result.failures().get("NONE").contains("0 bars"));
    assertTrue(result.failures().get("WILD").contains("implausible"));
  }

  /** An unadjusted split in the driver must not hide the link. */
  @Test
  void survivesASplit() {
    double[][] data = TestData.coupledAr1(0, 0, .6, 600, 6);
    data[0][300] = -139; // a 4:1 split at a daily volatility of 1 %
    EngineResult result = analyse(batch(data, .01), Map.of());
    assertEquals(1, edges(result).size());
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    Map<Symbol, List<Bar>> bars = batch(TestData.coupledAr1(0, 0, .6, 300, 6), .01);
    AnalysisFailure unknown =
        assertThrows(AnalysisFailure.class, () -> analyse(bars, Map.of("max_lags", 2)));
    assertTrue(unknown.getMessage().contains("max_lags"));
    assertFalse(unknown.retryable());
    assertThrows(AnalysisFailure.class, () -> analyse(bars, Map.of("max_lag", 0)));
    assertThrows(AnalysisFailure.class, () -> analyse(bars, Map.of("alpha", "x")));
    assertThrows(AnalysisFailure.class, () -> analyse(Map.of(), Map.of()));
  }

  @Test
  void sameSeedSameAnswer() {
    Map<Symbol, List<Bar>> bars = batch(TestData.coupledAr1(.2, .2, .3, 400, 9), .01);
    assertEquals(analyse(bars, Map.of()), analyse(bars, Map.of()));
  }

  @Test
  void probeWorks() {
    assertTrue(engine.probe().reachable());
  }
}

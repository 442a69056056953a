package io.orchestrator.analysis.risk;

import io.orchestrator.domain.risk.measure.RiskMethod;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How risk is measured.
 *
 * @param method whose Value at Risk and expected shortfall are the portfolio's
 * @param fallback methods that succeed it, best first, when it cannot compute or its own forecasts
 *     failed; those not named follow in their usual order
 * @param window past days behind the numbers, at most
 * @param minObservations fewer returns than this give no number
 * @param ageDecay weight of a day over that of the next newer one, for the weighted method
 * @param ewmaDecay RiskMetrics' lambda, in (0, 1)
 * @param shortWindow last days for spike, correlation shift and average volume
 * @param periodsPerYear returns per year, for annualisation
 * @param maxAbsoluteReturn a return beyond this is a data error (an unadjusted split, a wrong tick)
 *     and makes the numbers unavailable
 * @param turbulentRank share of past days with lower volatility from which today is turbulent
 * @param benchmark symbol of beta
 * @param participation share of the average daily volume that can be traded
 * @param paths of the Monte-Carlo method
 * @param seed of the paths
 * @param gradingWindow forecasts that a method is judged by, the newest
 * @param sectors {@code Technology: AAPL MSFT}
 * @param stressDates {@link StressScenario#historic(String)}
 * @param stressShocks {@link StressScenario#shock(String)}
 */
public record RiskSettings(
    RiskMethod method,
    List<String> fallback,
    int window,
    int minObservations,
    double ageDecay,
    double ewmaDecay,
    int shortWindow,
    double periodsPerYear,
    double maxAbsoluteReturn,
    double turbulentRank,
    String benchmark,
    double participation,
    int paths,
    int seed,
    int gradingWindow,
    List<String> sectors,
    List<String> stressDates,
    List<String> stressShocks) {

  /** Sector of symbols that no line names. */
  public static final String NO_SECTOR = "other";

  public static final RiskSettings DEFAULT =
      new RiskSettings(
          RiskMethod.FILTERED_HISTORICAL,
          List.of("weighted-historical", "historical", "monte-carlo"),
          1000,
          60,
          0.995,
          0.94,
          20,
          252,
          0.6,
          0.95,
          "SPY",
          0.1,
          100_000,
          1,
          250,
          List.of(
              "Technology: AAPL MSFT",
              "Communication: GOOG GOOGL",
              "Consumer: AMZN",
              "Market: SPY QQQ IWM"),
          List.of(
              "Lehman to the low of 2008: 2008-09-12..2008-11-20 -0.392",
              "Flash crash 2010: 2010-05-05..2010-05-06 -0.035",
              "Volatility shock 2018: 2018-02-01..2018-02-08 -0.085",
              "Covid crash: 2020-02-19..2020-03-23 -0.337"),
          List.of(
              "Market falls by 10 %: * -0.10",
              "Market falls by 20 %: * -0.20",
              "Technology falls: Technology -0.25, * -0.05",
              "Market rises by 10 %: * 0.10"));

  public RiskSettings {
    fallback = List.copyOf(fallback);
    sectors = List.copyOf(sectors);
    stressDates = List.copyOf(stressDates);
    stressShocks = List.copyOf(stressShocks);
    require(minObservations >= 20, "min-observations must be at least 20");
    require(window >= minObservations, "window must be at least min-observations");
    require(window <= 5_000, "window must be at most 5000");
    require(ageDecay > 0.9 && ageDecay < 1, "age-decay must be in (0.9, 1)");
    require(ewmaDecay > 0 && ewmaDecay < 1, "ewma-decay must be in (0, 1)");
    require(
        shortWindow >= 2 && shortWindow <= minObservations,
        "short-window must be between 2 and min-observations");
    require(periodsPerYear > 0, "periods-per-year must be positive");
    require(maxAbsoluteReturn > 0, "max-absolute-return must be positive");
    require(turbulentRank > 0 && turbulentRank < 1, "turbulent-rank must be in (0, 1)");
    require(participation > 0 && participation <= 1, "participation must be in (0, 1]");
    require(paths >= 1_000 && paths <= 10_000_000, "paths must be 1000 to 10000000");
    require(gradingWindow >= 20 && gradingWindow <= 500, "grading-window must be 20 to 500");
    checkMethods(fallback);
    sectorBySymbol(sectors);
    stressDates.forEach(StressScenario::historic);
    stressShocks.forEach(StressScenario::shock);
  }

  /** Every method once: the configured one, then those named, then the rest. */
  public List<RiskMethod> order() {
    List<RiskMethod> order = new ArrayList<>(List.of(method));
    fallback.stream().map(RiskMethod::of).filter(m -> !order.contains(m)).forEach(order::add);
    EnumSet.allOf(RiskMethod.class).stream().filter(m -> !order.contains(m)).forEach(order::add);
    return List.copyOf(order);
  }

  public Map<String, String> sectorBySymbol() {
    return sectorBySymbol(sectors);
  }

  public List<StressScenario> scenarios() {
    List<StressScenario> all = new ArrayList<>();
    stressDates.forEach(text -> all.add(StressScenario.historic(text)));
    stressShocks.forEach(text -> all.add(StressScenario.shock(text)));
    return all;
  }

  public RiskSettings withMethod(RiskMethod other) {
    return with(other, window, paths);
  }

  public RiskSettings withWindow(int days) {
    return with(method, days, paths);
  }

  public RiskSettings withPaths(int number) {
    return with(method, window, number);
  }

  private RiskSettings with(RiskMethod leading, int days, int simulated) {
    return new RiskSettings(
        leading,
        fallback,
        days,
        minObservations,
        ageDecay,
        ewmaDecay,
        shortWindow,
        periodsPerYear,
        maxAbsoluteReturn,
        turbulentRank,
        benchmark,
        participation,
        simulated,
        seed,
        gradingWindow,
        sectors,
        stressDates,
        stressShocks);
  }

  private static Map<String, String> sectorBySymbol(List<String> lines) {
    Map<String, String> sectors = new HashMap<>();
    for (String line : lines) {
      int colon = line.indexOf(':');
      require(colon > 0, "sectors: '" + line + "' is not 'SECTOR: SYMBOL SYMBOL …'");
      for (String symbol : line.substring(colon + 1).strip().split("\\s+")) {
        String other = sectors.put(symbol, line.substring(0, colon).strip());
        require(other == null, "sectors: " + symbol + " is in two sectors");
      }
    }
    return sectors;
  }

  private static void checkMethods(List<String> fallback) {
    try {
      fallback.forEach(RiskMethod::of);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("fallback: " + e.getMessage(), e);
    }
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}

package io.orchestrator.analysis.backtest;

import io.orchestrator.analysis.backtest.ParameterSpace.Range;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The strategies that can be tested, with the ranges of their parameters. */
public enum Strategies {
  MOVING_AVERAGE_CROSS(
      MovingAverageCross::new, whole("fast", 2, 60, 20), whole("slow", 20, 250, 100)),
  MOMENTUM(Momentum::new, whole("lookback", 20, 250, 126), number("threshold", -0.05, 0.2, 0)),
  MEAN_REVERSION(MeanReversion::new, whole("window", 5, 60, 20), number("entry", 0.5, 3, 1.5)),
  PAIRS(Pairs::new, whole("window", 20, 120, 60), number("entry", 1, 3, 2)),
  BREAKOUT(Breakout::new, whole("enter", 10, 120, 55), whole("leave", 5, 60, 20)),
  LEAD_LAG(LeadLag::new, whole("window", 60, 500, 250), number("significance", 0.001, 0.1, 0.01)),
  VOLATILITY_TARGET(
      VolatilityTarget::new, number("target", 0.05, 0.3, 0.12), whole("window", 10, 120, 20));

  private final Function<double[], Strategy> maker;
  private final ParameterSpace space;

  Strategies(Function<double[], Strategy> maker, Range... ranges) {
    this.maker = maker;
    this.space = new ParameterSpace(List.of(ranges));
  }

  private static Range whole(String name, double lowest, double highest, double preset) {
    return new Range(name, lowest, highest, true, preset);
  }

  private static Range number(String name, double lowest, double highest, double preset) {
    return new Range(name, lowest, highest, false, preset);
  }

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public ParameterSpace space() {
    return space;
  }

  /** A fresh one, with no memory of another run. */
  public Strategy make(double[] parameters) {
    return maker.apply(parameters);
  }

  public static Optional<Strategies> parse(String wireName) {
    return Arrays.stream(values()).filter(s -> s.wireName().equals(wireName)).findFirst();
  }
}

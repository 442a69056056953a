package io.orchestrator.analysis.features;

import io.orchestrator.analysis.information.DriverNetwork;
import io.orchestrator.analysis.information.NetworkSettings;
import io.orchestrator.analysis.series.ReturnPanel;
import io.orchestrator.analysis.series.RobustScale;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Chooses drivers by the transfer entropy network of the returns that are known at a time. Of a
 * large batch only the {@value #MOST_SYMBOLS} symbols that trade for most money are searched: the
 * time grows with the square of their number.
 */
public final class DriverSearch {
  private static final int MOST_SYMBOLS = 60;
  private static final int MOST_RETURNS = 1_000;
  private static final int FEWEST_BARS = 60;
  private static final NetworkSettings SETTINGS = NetworkSettings.DEFAULT;

  private DriverSearch() {}

  /**
   * @param bars per symbol, oldest first
   * @param until bars that begin later are not looked at
   * @return none where the batch has fewer than two sound symbols or too few common bars
   */
  public static Drivers run(
      Map<String, List<Bar>> bars, Timeframe timeframe, Instant until, long seed) {
    Map<Symbol, List<Bar>> known = new HashMap<>();
    bars.forEach((symbol, series) -> known.put(Symbol.of(symbol), before(series, until)));
    ReturnPanel panel = ReturnPanel.align(mostTraded(known), timeframe, FEWEST_BARS, MOST_RETURNS);
    if (panel.symbols().size() < 2) {
      return Drivers.NONE;
    }
    double[][] scaled = new double[panel.symbols().size()][];
    for (int s = 0; s < scaled.length; s++) {
      double[] raw = panel.returns()[s];
      scaled[s] = RobustScale.fit(raw, 0, raw.length).apply(raw);
    }
    DriverNetwork network = DriverNetwork.of(scaled, SETTINGS, seed, done -> {});
    Map<String, List<Drivers.Link>> links = new HashMap<>();
    for (DriverNetwork.Target target : network.targets()) {
      List<Drivers.Link> found = new ArrayList<>();
      for (DriverNetwork.Driver link : target.drivers()) {
        found.add(
            new Drivers.Link(
                panel.symbols().get(link.source()).value(),
                link.lag(),
                link.nats(),
                sign(scaled[link.source()], scaled[target.index()], link.lag())));
      }
      if (!found.isEmpty()) {
        found.sort(Comparator.comparingDouble(Drivers.Link::nats).reversed());
        links.put(
            panel.symbols().get(target.index()).value(),
            List.copyOf(found.subList(0, Math.min(Drivers.MOST, found.size()))));
      }
    }
    return new Drivers(links);
  }

  private static List<Bar> before(List<Bar> bars, Instant until) {
    return bars.stream().filter(bar -> !bar.start().isAfter(until)).toList();
  }

  private static Map<Symbol, List<Bar>> mostTraded(Map<Symbol, List<Bar>> bars) {
    if (bars.size() <= MOST_SYMBOLS) {
      return bars;
    }
    Map<Symbol, List<Bar>> kept = new HashMap<>();
    Map<Symbol, Double> turnover = new HashMap<>();
    bars.forEach(
        (symbol, series) ->
            turnover.put(
                symbol, series.stream().mapToDouble(bar -> bar.close() * bar.volume()).sum()));
    bars.keySet().stream()
        .sorted(
            Comparator.comparing((Symbol symbol) -> -turnover.get(symbol))
                .thenComparing(Comparator.naturalOrder()))
        .limit(MOST_SYMBOLS)
        .forEach(symbol -> kept.put(symbol, bars.get(symbol)));
    return kept;
  }

  private static int sign(double[] source, double[] target, int lag) {
    double product = 0;
    for (int t = lag; t < target.length; t++) {
      product += source[t - lag] * target[t];
    }
    return product < 0 ? -1 : 1;
  }
}

package io.orchestrator.catalogue;

import io.orchestrator.actors.workflow.StepContext;
import io.orchestrator.analysis.portfolio.CovarianceEstimator;
import io.orchestrator.analysis.portfolio.PositionSizing;
import io.orchestrator.analysis.portfolio.PositionSizing.Sized;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.portfolio.Portfolio;
import io.orchestrator.domain.portfolio.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Gives signals the weights that they are to have in the portfolio, for the methods that look at
 * all of them together. A name whose bars do not fit is left out; the others go on.
 */
final class SignalSizing {
  private static final int FEWEST_RETURNS = 30;
  private static final double TRADING_DAYS = 252;
  private static final double SESSION_HOURS = 6.5;

  private final OrderPlanner desk;

  SignalSizing(OrderPlanner desk) {
    this.desk = desk;
  }

  static boolean wanted(TradeParameters p) {
    return p.method().equals(TradeParameters.VOLATILITY_TARGET)
        || p.method().equals(TradeParameters.CAPPED_KELLY);
  }

  /** Bars of a year of this length. */
  static double barsAYear(Timeframe timeframe) {
    double hours = timeframe.length().toSeconds() / 3_600.0;
    return timeframe == Timeframe.D1 ? TRADING_DAYS : TRADING_DAYS * SESSION_HOURS / hours;
  }

  /**
   * Writes {@code weight} into each row that has a direction.
   *
   * @return how it was done, for the reader
   */
  Map<String, Object> size(
      StepContext context,
      TradeParameters p,
      List<Map<String, Object>> signals,
      Map<Symbol, List<Bar>> bars) {
    Portfolio portfolio = desk.portfolio(context);
    double net = portfolio.netLiquidation().doubleValue();
    var held = new HashMap<String, Double>();
    for (Position x : portfolio.positions()) {
      held.put(x.symbol(), net > 0 ? x.marketValue().doubleValue() / net : 0);
    }
    var rows = new TreeMap<String, Map<String, Object>>();
    signals.stream()
        .filter(s -> Json.whole(s, "direction") != 0)
        .forEach(s -> rows.put(Json.text(s, "symbol"), s));
    var seen = new TreeMap<Symbol, List<Bar>>();
    bars.forEach(
        (symbol, series) -> {
          boolean matters =
              rows.containsKey(symbol.value()) || held.getOrDefault(symbol.value(), 0.0) != 0;
          if (matters) {
            seen.put(symbol, series);
          }
        });
    var left = leftOut(seen);
    rows.keySet().removeIf(name -> !seen.containsKey(Symbol.of(name)));
    if (rows.isEmpty()) {
      return Json.row("method", p.method(), "left_out", left, "notes", List.of());
    }
    Sized sized = sized(context.parameters(), p, rows, List.copyOf(seen.keySet()), held, seen);
    int i = 0;
    for (Symbol symbol : seen.keySet()) {
      Map<String, Object> row = rows.get(symbol.value());
      if (row != null) {
        row.put("weight", sized.weights()[i]);
      }
      i++;
    }
    List<String> outside =
        held.entrySet().stream()
            .filter(e -> e.getValue() != 0 && !seen.containsKey(Symbol.of(e.getKey())))
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    return Json.row(
        "method",
        p.method(),
        "volatility",
        sized.volatility() * Math.sqrt(barsAYear(p.timeframe())),
        "notes",
        sized.notes(),
        "left_out",
        left,
        "held_outside_the_batch",
        outside);
  }

  private static Sized sized(
      Map<String, Object> parameters,
      TradeParameters p,
      Map<String, Map<String, Object>> rows,
      List<Symbol> names,
      Map<String, Double> held,
      Map<Symbol, List<Bar>> bars) {
    int n = names.size();
    var direction = new int[n];
    var edge = new double[n];
    var now = new double[n];
    for (int i = 0; i < n; i++) {
      String name = names.get(i).value();
      now[i] = held.getOrDefault(name, 0.0);
      Map<String, Object> row = rows.get(name);
      if (row != null) {
        direction[i] = (int) Json.whole(row, "direction");
        edge[i] = Json.number(row, "strength") * Json.number(row, "confidence");
      }
    }
    var sizing =
        new PositionSizing(
            CovarianceEstimator.LEDOIT_WOLF.estimate(returns(bars)),
            direction,
            edge,
            now,
            p.maxPositionFraction());
    return p.method().equals(TradeParameters.CAPPED_KELLY)
        ? sizing.cappedKelly(Json.number(parameters, "kelly_fraction"), 1)
        : sizing.volatilityTarget(
            Json.number(parameters, "volatility_target") / Math.sqrt(barsAYear(p.timeframe())));
  }

  /** The youngest names, until the others have days enough in common. */
  private static List<String> leftOut(Map<Symbol, List<Bar>> seen) {
    var out = new ArrayList<String>();
    while (seen.size() > 1 && common(seen).size() <= FEWEST_RETURNS) {
      Symbol youngest =
          seen.entrySet().stream()
              .max(java.util.Comparator.comparing(e -> e.getValue().getFirst().start()))
              .orElseThrow()
              .getKey();
      seen.remove(youngest);
      out.add(youngest.value());
    }
    return out;
  }

  private static TreeSet<Instant> common(Map<Symbol, List<Bar>> bars) {
    var times = new TreeSet<Instant>();
    boolean first = true;
    for (List<Bar> series : bars.values()) {
      var own = new TreeSet<Instant>();
      series.forEach(b -> own.add(b.start()));
      if (first) {
        times.addAll(own);
        first = false;
      } else {
        times.retainAll(own);
      }
    }
    return times;
  }

  private static double[][] returns(Map<Symbol, List<Bar>> bars) {
    TreeSet<Instant> times = common(bars);
    var returns = new double[Math.max(0, times.size() - 1)][bars.size()];
    int column = 0;
    for (List<Bar> series : bars.values()) {
      double before = Double.NaN;
      int t = -1;
      for (Bar b : series) {
        if (times.contains(b.start())) {
          if (t >= 0) {
            returns[t][column] = Math.log(b.close() / before);
          }
          before = b.close();
          t++;
        }
      }
      column++;
    }
    return returns;
  }
}

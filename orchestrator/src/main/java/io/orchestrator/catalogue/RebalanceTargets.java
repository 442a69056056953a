package io.orchestrator.catalogue;

import io.orchestrator.actors.workflow.StepContext;
import io.orchestrator.actors.workflow.StepFailure;
import io.orchestrator.analysis.portfolio.PortfolioConstruction;
import io.orchestrator.analysis.portfolio.PortfolioConstruction.Problem;
import io.orchestrator.analysis.portfolio.PortfolioConstruction.Target;
import io.orchestrator.analysis.portfolio.WeightLimits;
import io.orchestrator.analysis.portfolio.WeightLimits.Group;
import io.orchestrator.analysis.portfolio.WeightMethod;
import io.orchestrator.analysis.portfolio.Weights;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Target weights from the bars, the positions and the limits. */
final class RebalanceTargets {
  private static final int VOLUME_DAYS = 20;
  private static final int FEWEST_RETURNS = 30;

  private final MarketHistory history;
  private final PromotedWeights promoted;

  RebalanceTargets(MarketHistory history, PromotedWeights promoted) {
    this.history = history;
    this.promoted = promoted;
  }

  Map<String, Object> calculate(
      StepContext context, RebalanceParameters p, Map<String, Object> analysed) {
    var changed = new ArrayList<String>();
    Map<Symbol, List<Bar>> bars =
        history.load(context, p.trade(), Json.map(analysed, "data"), changed);
    List<String> names = bars.keySet().stream().map(Symbol::value).toList();
    var notes = new ArrayList<String>();
    Json.map(Json.map(analysed, "data"), "failures")
        .forEach((symbol, why) -> notes.add(symbol + " gets no weight: " + why));
    double[][] covariance = p.covariance().estimate(returns(bars));
    Map<String, Double> held = heldWeights(analysed);
    double[] current = names.stream().mapToDouble(n -> held.getOrDefault(n, 0.0)).toArray();
    double outside = keptOutside(p, names, held);
    Target target =
        p.method()
            .map(m -> solved(m, p, names, covariance, current, outside, notes))
            .orElseGet(
                () ->
                    promoted.of(
                        context,
                        p,
                        bars,
                        Json.number(analysed, "net_liquidation"),
                        current,
                        invested(p, outside)));
    notes.addAll(target.notes());
    history.forget(context.workflowId());
    return result(p, bars, names, covariance, current, target, notes, changed);
  }

  private static Target solved(
      WeightMethod method,
      RebalanceParameters p,
      List<String> names,
      double[][] covariance,
      double[] current,
      double outside,
      List<String> notes) {
    try {
      return PortfolioConstruction.solve(
          new Problem(
              method,
              covariance,
              p.marketCaps(names),
              p.views(names, notes),
              current,
              limits(p, names, current, outside)));
    } catch (IllegalArgumentException e) {
      throw StepFailure.permanent("The limits contradict each other: " + e.getMessage());
    }
  }

  private static Map<String, Object> result(
      RebalanceParameters p,
      Map<Symbol, List<Bar>> bars,
      List<String> names,
      double[][] covariance,
      double[] current,
      Target target,
      List<String> notes,
      List<String> changed) {
    double[] before = Weights.riskContributions(covariance, current);
    double[] after = Weights.riskContributions(covariance, target.weights());
    var rows = new ArrayList<Map<String, Object>>();
    int i = 0;
    for (List<Bar> series : bars.values()) {
      rows.add(
          Json.row(
              "symbol", names.get(i),
              "current_weight", current[i],
              "target_weight", target.weights()[i],
              "risk_before", before[i],
              "risk_after", after[i],
              "daily_volatility", Math.sqrt(covariance[i][i]),
              "daily_volume", medianVolume(series)));
      i++;
    }
    return Json.row(
        "method", p.methodName(),
        "used_method", target.used(),
        "covariance", p.covariance().wireName(),
        "targets", rows,
        "notes", notes,
        "data_changed", changed,
        "turnover", Weights.turnover(current, target.weights()),
        "daily_volatility_before", Weights.volatility(covariance, current),
        "daily_volatility_after", Weights.volatility(covariance, target.weights()),
        "covariance_matrix", matrix(covariance));
  }

  /** Small portfolios only: what a reader of the journal can still use. */
  private static List<List<Double>> matrix(double[][] covariance) {
    return covariance.length > 25
        ? List.of()
        : Arrays.stream(covariance).map(row -> Arrays.stream(row).boxed().toList()).toList();
  }

  private static double medianVolume(List<Bar> series) {
    long[] last =
        series.stream()
            .skip(Math.max(0, series.size() - VOLUME_DAYS))
            .mapToLong(Bar::volume)
            .sorted()
            .toArray();
    return last[last.length / 2];
  }

  /** Log returns between the days that every name has. */
  private static double[][] returns(Map<Symbol, List<Bar>> bars) {
    var days = new TreeSet<Instant>();
    var first = true;
    for (List<Bar> series : bars.values()) {
      List<Instant> own = series.stream().map(Bar::start).toList();
      if (first) {
        days.addAll(own);
        first = false;
      } else {
        days.retainAll(new TreeSet<>(own));
      }
    }
    if (days.size() <= FEWEST_RETURNS) {
      throw StepFailure.permanent(
          "The names have only %d days in common; %d are needed. Leave out the youngest name or ask for more bars."
              .formatted(days.size(), FEWEST_RETURNS + 1));
    }
    var returns = new double[days.size() - 1][bars.size()];
    int column = 0;
    for (List<Bar> series : bars.values()) {
      double[] closes =
          series.stream().filter(b -> days.contains(b.start())).mapToDouble(Bar::close).toArray();
      for (int t = 1; t < closes.length; t++) {
        returns[t - 1][column] = Math.log(closes[t] / closes[t - 1]);
      }
      column++;
    }
    return returns;
  }

  private static Map<String, Double> heldWeights(Map<String, Object> analysed) {
    var held = new HashMap<String, Double>();
    for (Map<String, Object> row : Json.rows(analysed, "positions")) {
      held.put(Json.text(row, "symbol"), Json.number(row, "weight"));
    }
    return held;
  }

  /** Weight of what is held, is no name of ours and stays. */
  private static double keptOutside(
      RebalanceParameters p, List<String> names, Map<String, Double> held) {
    return held.entrySet().stream()
        .filter(e -> !names.contains(e.getKey()))
        .filter(e -> !p.flag("sell_others") || p.locked().contains(e.getKey()))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  private static double invested(RebalanceParameters p, double outside) {
    return Math.max(0, 1 - p.number("cash_weight") - outside);
  }

  private static WeightLimits limits(
      RebalanceParameters p, List<String> names, double[] current, double outside) {
    int n = names.size();
    double invested = invested(p, outside);
    var lower = new double[n];
    var upper = new double[n];
    Arrays.fill(lower, p.number("min_weight"));
    Arrays.fill(upper, p.number("max_weight"));
    for (int i = 0; i < n; i++) {
      if (p.locked().contains(names.get(i))) {
        lower[i] = current[i];
        upper[i] = current[i];
      }
    }
    var sectors = new TreeMap<String, List<Integer>>();
    p.named("sectors")
        .forEach(
            (symbol, sector) -> {
              if (names.contains(symbol)) {
                sectors.computeIfAbsent(sector, s -> new ArrayList<>()).add(names.indexOf(symbol));
              }
            });
    List<Group> groups =
        sectors.entrySet().stream()
            .map(e -> new Group(e.getKey(), e.getValue(), 0, p.number("max_sector_weight")))
            .toList();
    return new WeightLimits(lower, upper, invested, groups, p.number("max_turnover"));
  }
}

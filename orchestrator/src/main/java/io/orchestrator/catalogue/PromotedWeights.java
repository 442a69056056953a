package io.orchestrator.catalogue;

import io.orchestrator.actors.api.StrategyVersions;
import io.orchestrator.actors.workflow.StepContext;
import io.orchestrator.actors.workflow.StepFailure;
import io.orchestrator.analysis.backtest.Backtest;
import io.orchestrator.analysis.backtest.Costs;
import io.orchestrator.analysis.backtest.PriceTable;
import io.orchestrator.analysis.backtest.Strategies;
import io.orchestrator.analysis.portfolio.PortfolioConstruction.Target;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.strategy.Stage;
import io.orchestrator.domain.strategy.StrategyLine;
import io.orchestrator.domain.strategy.StrategyVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the versions of strategies that have capital want held after the last close, as one
 * portfolio: each its share (pilot 5 %, partial 25 %, champion the rest) of its strategy's capital,
 * within its own limits. A version that was taken back wants nothing, so its positions are sold.
 */
final class PromotedWeights {
  /** Of the rebalancing's parameter {@code method}. */
  static final String METHOD = "promoted_strategies";

  private final StrategyVersions versions;

  PromotedWeights(StrategyVersions versions) {
    this.versions = versions;
  }

  /**
   * Weights being added up.
   *
   * @param names of the portfolio, in the order of the weights
   * @param worth USD of the account
   * @param mostAdded USD that may be added to each name: the largest orders of who wants it
   */
  private record Sum(
      List<String> names, double worth, double[] weights, double[] mostAdded, List<String> notes) {}

  /**
   * @param current weights now
   * @param invested most that the weights may sum to
   * @throws StepFailure if nobody was ever given capital, or a name of a version has no bars
   */
  Target of(
      StepContext context,
      RebalanceParameters p,
      Map<Symbol, List<Bar>> bars,
      double worth,
      double[] current,
      double invested) {
    List<String> names = bars.keySet().stream().map(Symbol::value).toList();
    var sum =
        new Sum(
            names, worth, new double[names.size()], new double[names.size()], new ArrayList<>());
    boolean any = false;
    for (StrategyLine line : context.await(versions.all())) {
      for (StrategyVersion v : line.versions().values()) {
        double share = v.stage() == Stage.SHADOW ? 0 : line.capital(v);
        any |= share > 0 || v.stage() == Stage.RETIRED;
        if (share > 0) {
          add(sum, line.name(), v, share * p.number("strategy_capital"), bars);
        }
      }
    }
    if (!any) {
      throw StepFailure.permanent(
          "No version of a strategy has capital: search with strategy_optimization and promote one");
    }
    return new Target(within(sum, p, current, invested), METHOD, sum.notes());
  }

  private static void add(
      Sum sum, String strategy, StrategyVersion v, double capital, Map<Symbol, List<Bar>> bars) {
    var own = new TreeMap<Symbol, List<Bar>>();
    for (String name : v.symbols()) {
      if (!sum.names().contains(name)) {
        throw StepFailure.permanent(
            "%s of version %d of %s has no bars or is not among the symbols; name all that it trades"
                .formatted(name, v.version(), strategy));
      }
      own.put(Symbol.of(name), bars.get(Symbol.of(name)));
    }
    Strategies rule = Strategies.parse(strategy).orElseThrow();
    double[] wishes =
        new Backtest(PriceTable.of(own), Costs.DEFAULT, capital)
            .run(rule.make(rule.space().values(v.parameters())))
            .wishes();
    int i = 0;
    for (Symbol symbol : own.keySet()) {
      double usd = wishes[i++] * capital;
      double within = Math.clamp(usd, -v.limits().maxPosition(), v.limits().maxPosition());
      int at = sum.names().indexOf(symbol.value());
      sum.weights()[at] += within / sum.worth();
      sum.mostAdded()[at] += within == 0 ? 0 : v.limits().maxOrderValue();
    }
    sum.notes()
        .add(
            "version %d of %s (%s): %.0f USD"
                .formatted(v.version(), strategy, v.stage().wireName(), capital));
  }

  private static double[] within(
      Sum sum, RebalanceParameters p, double[] current, double invested) {
    double[] weights = sum.weights().clone();
    for (int i = 0; i < weights.length; i++) {
      String name = sum.names().get(i);
      if (weights[i] < 0) {
        sum.notes().add(name + ": a short position is not taken");
        weights[i] = 0;
      }
      weights[i] = Math.min(weights[i], p.number("max_weight"));
      double most = Math.max(0, current[i]) + sum.mostAdded()[i] / sum.worth();
      if (weights[i] > most) {
        sum.notes().add(name + ": max_order_value lets a part of the way be gone");
        weights[i] = most;
      }
      if (p.locked().contains(name)) {
        weights[i] = current[i];
      }
    }
    double total = Arrays.stream(weights).sum();
    if (total > invested) {
      sum.notes().add("all are scaled to %.1f %% of the account".formatted(100 * invested));
      for (int i = 0; i < weights.length; i++) {
        weights[i] *= invested / total;
      }
    }
    return weights;
  }
}

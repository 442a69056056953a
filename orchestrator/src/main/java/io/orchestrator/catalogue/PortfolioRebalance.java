package io.orchestrator.catalogue;

import static io.orchestrator.catalogue.StepPolicies.DATA;
import static io.orchestrator.catalogue.StepPolicies.MINUTES;
import static io.orchestrator.catalogue.StepPolicies.NUMBERS;
import static io.orchestrator.catalogue.StepPolicies.ORDERS;

import io.orchestrator.actors.api.Algorithms;
import io.orchestrator.actors.api.Market;
import io.orchestrator.actors.api.StrategyVersions;
import io.orchestrator.actors.api.Trading;
import io.orchestrator.actors.workflow.StepContext;
import io.orchestrator.actors.workflow.WorkflowProgram;
import io.orchestrator.actors.workflow.WorkflowProgram.Pool;
import io.orchestrator.analysis.portfolio.Weights;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.portfolio.Portfolio;
import io.orchestrator.domain.portfolio.Position;
import io.orchestrator.domain.risk.LimitSet;
import io.orchestrator.domain.workflow.WorkflowType;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** From what is held to what should be held: the specification's four steps. */
public final class PortfolioRebalance {
  public static final String ANALYZE_PORTFOLIO = "analyze_portfolio";
  public static final String CALCULATE_TARGETS = "calculate_targets";
  public static final String GENERATE_ORDERS = "generate_orders";
  public static final String EXECUTE_REBALANCE = "execute_rebalance";

  /**
   * @param limits in force, asked for when a plan is made
   * @param clock wall time
   */
  public record Dependencies(
      Market market,
      Trading trading,
      Algorithms algorithms,
      TradingCalendar calendar,
      Supplier<CompletionStage<LimitSet>> limits,
      StrategyVersions strategies,
      InstantSource clock) {}

  private final OrderPlanner desk;
  private final MarketHistory history;
  private final RebalanceTargets targets;
  private final RebalancePlanner planner;
  private final RebalanceExecution execution;

  private PortfolioRebalance(Dependencies d) {
    desk = new OrderPlanner(d.market(), d.trading(), d.calendar(), d.limits(), d.clock());
    history = new MarketHistory(d.market(), d.calendar());
    targets = new RebalanceTargets(history, new PromotedWeights(d.strategies()));
    planner = new RebalancePlanner(d.market(), desk, d.calendar(), d.limits(), d.clock());
    execution =
        new RebalanceExecution(new OrderExecution(d.trading(), d.algorithms(), d.clock()), desk);
  }

  public static WorkflowProgram program(Dependencies dependencies) {
    var w = new PortfolioRebalance(dependencies);
    return WorkflowProgram.of(WorkflowType.PORTFOLIO_REBALANCE, 1, RebalanceParameters.schema())
        .pure(ANALYZE_PORTFOLIO, Pool.WAITING, DATA, MINUTES, w::analyzePortfolio)
        .with(t -> t.gives(o -> o.number("net_liquidation").rows("positions").object("data")))
        .pure(CALCULATE_TARGETS, Pool.ANALYSIS, NUMBERS, MINUTES, w::calculateTargets)
        .with(t -> t.reads(ANALYZE_PORTFOLIO).gives(o -> o.rows("targets")))
        .pure(GENERATE_ORDERS, Pool.WAITING, DATA, MINUTES, w::generateOrders)
        .with(StepPolicies::gate)
        .with(t -> t.reads(ANALYZE_PORTFOLIO, CALCULATE_TARGETS).gives(StepPolicies::plan))
        .idempotent(EXECUTE_REBALANCE, Pool.WAITING, ORDERS, Duration.ofMinutes(45), w::execute)
        .with(StepPolicies::trades)
        .with(t -> t.reads(GENERATE_ORDERS).gives(o -> o.flag("executed").rows("orders")))
        .build();
  }

  /** Positions, values and concentration, and the bars that the targets need. */
  private Map<String, Object> analyzePortfolio(StepContext context) {
    var p = new RebalanceParameters(context.parameters());
    Map<String, Object> data = history.fetch(context, p.trade());
    Portfolio portfolio = desk.portfolio(context);
    double value = portfolio.netLiquidation().doubleValue();
    var rows = new ArrayList<Map<String, Object>>();
    var weights = new ArrayList<Double>();
    for (Position position : portfolio.positions()) {
      double weight = value > 0 ? position.marketValue().doubleValue() / value : 0;
      weights.add(weight);
      rows.add(
          Json.row(
              "symbol", position.symbol(),
              "quantity", position.quantity(),
              "price", position.marketPrice().doubleValue(),
              "market_value", position.marketValue().doubleValue(),
              "weight", weight,
              "unrealized_pnl", position.unrealizedPnl().doubleValue(),
              "lots", lots(position, p)));
    }
    double[] w = weights.stream().mapToDouble(x -> x).toArray();
    double hhi = Weights.concentration(w);
    return Json.row(
        "net_liquidation",
        value,
        "cash",
        portfolio.cash().doubleValue(),
        "reconciled",
        portfolio.reconciled(),
        "positions",
        rows,
        "concentration",
        hhi,
        "effective_positions",
        hhi == 0 ? 0 : 1 / hhi,
        "largest_weight",
        weights.stream().mapToDouble(Math::abs).max().orElse(0),
        "data",
        data);
  }

  private static List<Map<String, Object>> lots(Position position, RebalanceParameters p) {
    return p.lots().sequence(position.lots()).stream()
        .map(
            lot ->
                Json.row(
                    "id", lot.id(),
                    "quantity", lot.quantity(),
                    "price", lot.price().doubleValue(),
                    "opened_at", lot.openedAt().toString()))
        .toList();
  }

  private Map<String, Object> calculateTargets(StepContext context) {
    return targets.calculate(
        context, new RebalanceParameters(context.parameters()), context.output(ANALYZE_PORTFOLIO));
  }

  private Map<String, Object> generateOrders(StepContext context) {
    return planner.plan(
        context,
        new RebalanceParameters(context.parameters()),
        context.output(ANALYZE_PORTFOLIO),
        context.output(CALCULATE_TARGETS));
  }

  private Map<String, Object> execute(StepContext context) {
    return execution.execute(
        context, new RebalanceParameters(context.parameters()), context.output(GENERATE_ORDERS));
  }
}

package io.orchestrator.catalogue;

import io.orchestrator.actors.api.Market;
import io.orchestrator.actors.workflow.StepContext;
import io.orchestrator.actors.workflow.StepFailure;
import io.orchestrator.analysis.portfolio.RebalanceSizing;
import io.orchestrator.analysis.portfolio.RebalanceSizing.Asset;
import io.orchestrator.analysis.portfolio.RebalanceSizing.Plan;
import io.orchestrator.analysis.portfolio.RebalanceSizing.Rules;
import io.orchestrator.analysis.portfolio.RebalanceSizing.Trade;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import io.orchestrator.domain.portfolio.Portfolio;
import io.orchestrator.domain.portfolio.Position;
import io.orchestrator.domain.risk.LimitSet;
import io.orchestrator.domain.risk.OrderLimits;
import io.orchestrator.domain.workflow.WorkflowType;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.hipparchus.util.ArithmeticUtils;

/**
 * Whole orders of target weights, each shown to the gate, and the table that a person decides by.
 */
final class RebalancePlanner {
  /** Room below the limits of one order for the way the price goes meanwhile. */
  private static final double HEADROOM = 0.95;

  private final Market market;
  private final OrderPlanner desk;
  private final TradingCalendar calendar;
  private final Supplier<CompletionStage<LimitSet>> limits;
  private final InstantSource clock;

  RebalancePlanner(
      Market market,
      OrderPlanner desk,
      TradingCalendar calendar,
      Supplier<CompletionStage<LimitSet>> limits,
      InstantSource clock) {
    this.market = market;
    this.desk = desk;
    this.calendar = calendar;
    this.limits = limits;
    this.clock = clock;
  }

  Map<String, Object> plan(
      StepContext context,
      RebalanceParameters p,
      Map<String, Object> analysed,
      Map<String, Object> targets) {
    boolean open = calendar.isOpen(market.now());
    if (!open && p.trade().sends()) {
      throw StepFailure.permanent(
          "The market is closed at " + market.now() + "; dry_run previews with the last quotes.");
    }
    Portfolio portfolio = desk.portfolio(context);
    double value = portfolio.netLiquidation().doubleValue();
    if (!(value > 0)) {
      throw StepFailure.permanent("The portfolio is worth " + value + "; nothing can be bought.");
    }
    var refused = new ArrayList<Map<String, Object>>();
    LimitSet limit = context.await(limits.get());
    List<Asset> assets = assets(context, p, portfolio, limit, targets, open, refused);
    Rules rules = rules(p, value);
    Plan plan = RebalanceSizing.plan(assets, value, portfolio.cash().doubleValue(), rules);
    plan.skipped().forEach(s -> refused.add(refusal(s.symbol(), "rebalance.skipped", s.reason())));
    List<Map<String, Object>> orders = judged(context, p, plan, assets, analysed, refused);
    return Json.row(
        "planned_at", clock.instant().toString(),
        "market_time", market.now().toString(),
        "market_open", open,
        "net_liquidation", value,
        "cash", portfolio.cash().doubleValue(),
        "cash_reserve", rules.reserve(),
        "cash_after", plan.cashAfter(),
        "expected_cost", orders.stream().mapToDouble(o -> Json.number(o, "cost_usd")).sum(),
        "orders", orders,
        "refused", refused,
        "preview", preview(value, assets, orders, targets));
  }

  private Rules rules(RebalanceParameters p, double value) {
    return new Rules(
        p.number("cash_weight") * value,
        p.number("band"),
        p.number("min_trade"),
        p.number("commission_per_share"),
        p.number("min_commission"),
        p.number("max_cost_bps"),
        p.number("max_participation"));
  }

  private List<Asset> assets(
      StepContext context,
      RebalanceParameters p,
      Portfolio portfolio,
      LimitSet limits,
      Map<String, Object> targets,
      boolean open,
      List<Map<String, Object>> refused) {
    var byName = new TreeMap<String, Map<String, Object>>();
    Json.rows(targets, "targets").forEach(row -> byName.put(Json.text(row, "symbol"), row));
    var held = new TreeMap<String, Position>();
    portfolio.positions().forEach(x -> held.put(x.symbol(), x));
    var names = new LinkedHashSet<>(byName.keySet());
    names.addAll(held.keySet());
    var symbols = new LinkedHashSet<Symbol>();
    names.forEach(n -> symbols.add(Symbol.of(n)));
    Map<Symbol, Quote> quotes = desk.quotes(context, symbols);
    var assets = new ArrayList<Asset>();
    for (String name : names) {
      Quote quote = quotes.get(Symbol.of(name));
      Optional<String> bad =
          open || quote == null ? desk.badQuote(quote, p.trade()) : Optional.empty();
      if (bad.isPresent()) {
        refused.add(refusal(name, "market.no_fresh_quote", bad.get()));
      }
      OrderLimits limit = limits.order(name, WorkflowType.PORTFOLIO_REBALANCE.wireName());
      assetOf(
              p,
              name,
              quote,
              bad.isPresent(),
              byName.get(name),
              held.get(name),
              limit,
              portfolio.netLiquidation().doubleValue())
          .ifPresent(assets::add);
    }
    return assets;
  }

  private Optional<Asset> assetOf(
      RebalanceParameters p,
      String name,
      Quote quote,
      boolean bad,
      Map<String, Object> target,
      Position position,
      OrderLimits limit,
      double value) {
    long shares = position == null ? 0 : position.quantity();
    double mark = position == null ? 0 : position.marketPrice().doubleValue();
    double mid = quote != null && quote.twoSided() ? quote.mid() : mark;
    if (!(mid > 0)) {
      return Optional.empty();
    }
    boolean outside = target == null && !p.flag("sell_others");
    double most = limit.maxPosition() * HEADROOM / value;
    boolean priced = quote != null && quote.twoSided();
    return Optional.of(
        new Asset(
            name,
            shares,
            priced
                ? OrderPlanner.marketable(quote, Side.SELL, limit.priceCollar()).doubleValue()
                : mid,
            priced
                ? OrderPlanner.marketable(quote, Side.BUY, limit.priceCollar()).doubleValue()
                : mid,
            mid,
            priced ? (quote.ask() - quote.bid()) / 2 : 0,
            target == null
                ? Math.abs(shares) / p.number("max_participation")
                : Json.number(target, "daily_volume"),
            target == null ? 0 : Json.number(target, "daily_volatility"),
            target == null ? 0 : Math.clamp(Json.number(target, "target_weight"), -most, most),
            Math.min(p.number("max_weight"), most),
            ArithmeticUtils.lcm((long) p.number("lot_size"), limit.lot()),
            bad || outside || p.locked().contains(name),
            limit.maxNotional() * HEADROOM,
            limit.maxQuantity()));
  }

  private static Map<String, Object> refusal(String symbol, String code, String detail) {
    return Json.row("symbol", symbol, "code", code, "detail", detail);
  }

  private List<Map<String, Object>> judged(
      StepContext context,
      RebalanceParameters p,
      Plan plan,
      List<Asset> assets,
      Map<String, Object> analysed,
      List<Map<String, Object>> refused) {
    var mids = new TreeMap<String, Double>();
    assets.forEach(a -> mids.put(a.symbol(), a.mid()));
    var orders = new ArrayList<Map<String, Object>>();
    var budget = new RunBudget(context.parameters());
    for (Trade trade : plan.trades()) {
      OrderRequest request = request(context, p, trade, orders.size());
      // An order of the second wave has its cash only after the first.
      Optional<Refusal> refusal = desk.verdict(context, request);
      if (refusal.isPresent()) {
        refused.add(refusal(trade.symbol(), refusal.get().code(), refusal.get().detail()));
        continue;
      }
      Optional<String> over =
          budget.reserve(trade.wave() == 1, trade.quantity(), trade.worstPrice());
      if (over.isPresent()) {
        refused.add(refusal(trade.symbol(), "workflow.budget", over.get()));
        continue;
      }
      orders.add(row(request, trade, mids.get(trade.symbol()), lots(trade, analysed)));
      context.progress((double) orders.size() / plan.trades().size(), "orders judged by the gate");
    }
    return orders;
  }

  private static OrderRequest request(
      StepContext context, RebalanceParameters p, Trade trade, int index) {
    boolean priced = p.trade().orderType() == OrderType.LIMIT;
    return new OrderRequest(
            ClientOrderId.of(context.workflowId(), PortfolioRebalance.EXECUTE_REBALANCE, index),
            Symbol.of(trade.symbol()),
            trade.side(),
            trade.quantity(),
            p.trade().orderType(),
            priced ? Optional.of(BigDecimal.valueOf(trade.worstPrice())) : Optional.empty(),
            TimeInForce.DAY,
            context.workflowId(),
            "workflow:" + context.workflowId())
        .of(WorkflowType.PORTFOLIO_REBALANCE.wireName());
  }

  private static Map<String, Object> row(
      OrderRequest r, Trade trade, double mid, List<Map<String, Object>> lots) {
    return Json.row(
        "client_order_id", r.clientOrderId().value(),
        "symbol", trade.symbol(),
        "side", r.side(),
        "quantity", r.quantity(),
        "type", r.type(),
        "limit_price", r.limitPrice().map(BigDecimal::toPlainString).orElse(""),
        "mid", mid,
        "wave", trade.wave(),
        "worst_price", trade.worstPrice(),
        "impact_bps", trade.impactBps(),
        "cost_bps", trade.costBps(),
        "cost_usd", trade.costUsd(),
        "cut", trade.cut(),
        "exit", trade.wave() == 1,
        "strategy", r.strategy(),
        "lots", lots);
  }

  /** The lots that a sale is meant to close, in the order of the rule, with the expected gain. */
  private static List<Map<String, Object>> lots(Trade trade, Map<String, Object> analysed) {
    var closed = new ArrayList<Map<String, Object>>();
    long left = trade.side() == Side.SELL ? trade.quantity() : 0;
    for (Map<String, Object> position : Json.rows(analysed, "positions")) {
      if (!Json.text(position, "symbol").equals(trade.symbol())) {
        continue;
      }
      for (Map<String, Object> lot : Json.rows(position, "lots")) {
        long taken = Math.min(left, Math.max(0, Json.whole(lot, "quantity")));
        if (taken > 0) {
          double gain = taken * (trade.worstPrice() - Json.number(lot, "price"));
          closed.add(
              Json.row("id", Json.text(lot, "id"), "quantity", taken, "expected_gain", gain));
          left -= taken;
        }
      }
    }
    return closed;
  }

  private static List<Map<String, Object>> preview(
      double value,
      List<Asset> assets,
      List<Map<String, Object>> orders,
      Map<String, Object> targets) {
    var risk = new TreeMap<String, Map<String, Object>>();
    Json.rows(targets, "targets").forEach(row -> risk.put(Json.text(row, "symbol"), row));
    var rows = new ArrayList<Map<String, Object>>();
    for (Asset a : assets) {
      long change = 0;
      double cost = 0;
      for (Map<String, Object> o : orders) {
        if (Json.text(o, "symbol").equals(a.symbol())) {
          change += Side.valueOf(Json.text(o, "side")).sign() * Json.whole(o, "quantity");
          cost += Json.number(o, "cost_usd");
        }
      }
      Map<String, Object> own = risk.get(a.symbol());
      rows.add(
          Json.row(
              "symbol",
              a.symbol(),
              "shares_before",
              a.held(),
              "shares_after",
              a.held() + change,
              "trade_shares",
              change,
              "trade_usd",
              change * a.mid(),
              "weight_before",
              a.held() * a.mid() / value,
              "target_weight",
              a.target(),
              "weight_after",
              (a.held() + change) * a.mid() / value,
              "cost_usd",
              cost,
              "risk_before",
              own == null ? 0.0 : Json.number(own, "risk_before"),
              "risk_after",
              own == null ? 0.0 : Json.number(own, "risk_after")));
    }
    return rows;
  }
}

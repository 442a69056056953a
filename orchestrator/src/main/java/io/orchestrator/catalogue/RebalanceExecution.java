package io.orchestrator.catalogue;

import io.orchestrator.actors.workflow.StepContext;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.Side;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Two waves: what brings cash, then what spends it. The second is cut to what the first has really
 * brought; that follows from the plan and the ended orders of the first wave alone, so that a
 * repeat after a crash means the same orders.
 */
final class RebalanceExecution {
  private final OrderExecution orders;
  private final OrderPlanner desk;

  RebalanceExecution(OrderExecution orders, OrderPlanner desk) {
    this.orders = orders;
    this.desk = desk;
  }

  Map<String, Object> execute(
      StepContext context, RebalanceParameters p, Map<String, Object> plan) {
    List<Map<String, Object>> planned = Json.rows(plan, "orders");
    if (!p.trade().sends()) {
      String why = p.trade().dryRun() ? "dry_run" : "execute is false";
      return Json.row(
          "executed", false, "reason", why, "orders", List.of(), "planned", planned.size());
    }
    Map<String, Object> sells = wave(context, p, plan, ofWave(planned, 1));
    double budget =
        Json.number(plan, "cash") - Json.number(plan, "cash_reserve") + brought(p, sells);
    var cut = new ArrayList<Map<String, Object>>();
    Map<String, Object> buys =
        wave(context, p, plan, affordable(p, ofWave(planned, 2), budget, cut));
    var done = new ArrayList<>(Json.rows(sells, "orders"));
    done.addAll(Json.rows(buys, "orders"));
    var unsent = new ArrayList<>(Json.rows(sells, "not_sent"));
    unsent.addAll(Json.rows(buys, "not_sent"));
    unsent.addAll(cut);
    Map<String, Object> result =
        Json.row(
            "executed",
            true,
            "orders",
            done,
            "not_sent",
            unsent,
            "wave_1_brought",
            brought(p, sells),
            "filled_notional",
            Json.number(sells, "filled_notional") + Json.number(buys, "filled_notional"),
            "commission",
            Json.number(sells, "commission") + Json.number(buys, "commission"));
    result.putAll(shortfall(context, planned, done));
    return result;
  }

  private static List<Map<String, Object>> ofWave(List<Map<String, Object>> planned, int wave) {
    return planned.stream().filter(o -> Json.whole(o, "wave") == wave).toList();
  }

  private Map<String, Object> wave(
      StepContext context,
      RebalanceParameters p,
      Map<String, Object> plan,
      List<Map<String, Object>> rows) {
    var part = new LinkedHashMap<>(plan);
    part.put("orders", rows);
    return rows.isEmpty()
        ? Json.row(
            "orders", List.of(), "not_sent", List.of(), "filled_notional", 0.0, "commission", 0.0)
        : orders.execute(context, p.trade(), part);
  }

  /** By the fills of the first wave; commissions as expected, for their reports may come late. */
  private static double brought(RebalanceParameters p, Map<String, Object> sells) {
    double cash = 0;
    for (Map<String, Object> o : Json.rows(sells, "orders")) {
      long filled = Json.whole(o, "filled");
      double fee = filled == 0 ? 0 : fee(p, filled);
      cash += filled * Json.number(o, "average_price") - fee;
    }
    return cash;
  }

  private static double fee(RebalanceParameters p, long shares) {
    return Math.max(p.number("min_commission"), shares * p.number("commission_per_share"));
  }

  private static List<Map<String, Object>> affordable(
      RebalanceParameters p,
      List<Map<String, Object>> buys,
      double budget,
      List<Map<String, Object>> cut) {
    double wanted =
        buys.stream()
            .mapToDouble(
                o ->
                    Json.whole(o, "quantity") * Json.number(o, "worst_price")
                        + fee(p, Json.whole(o, "quantity")))
            .sum();
    // The fee of a smaller order may not shrink with it: cut by what is left for shares.
    double fees = buys.stream().mapToDouble(o -> fee(p, Json.whole(o, "quantity"))).sum();
    double share = wanted <= budget ? 1 : Math.max(0, (budget - fees) / (wanted - fees));
    long lot = (long) p.number("lot_size");
    var rows = new ArrayList<Map<String, Object>>();
    for (Map<String, Object> o : buys) {
      long full = Json.whole(o, "quantity");
      long quantity = share >= 1 ? full : (long) Math.floor(full * share / lot) * lot;
      if (quantity < full) {
        cut.add(
            Json.row(
                "client_order_id",
                Json.text(o, "client_order_id"),
                "reason",
                "cut from " + full + " to " + quantity + ": the sells brought less"));
      }
      if (quantity > 0) {
        var row = new LinkedHashMap<>(o);
        row.put("quantity", quantity);
        rows.add(row);
      }
    }
    return rows;
  }

  /**
   * Perold 1988: paper portfolio at the prices of the decision minus what was got: what the fills
   * cost, the fees, and how far the price went for what is not filled.
   */
  private Map<String, Object> shortfall(
      StepContext context, List<Map<String, Object>> planned, List<Map<String, Object>> done) {
    Map<String, Map<String, Object>> byId = new HashMap<>();
    done.forEach(o -> byId.put(Json.text(o, "client_order_id"), o));
    var missing = new ArrayList<Map<String, Object>>();
    double execution = 0;
    double decision = 0;
    for (Map<String, Object> o : planned) {
      Map<String, Object> got = byId.get(Json.text(o, "client_order_id"));
      long filled = got == null ? 0 : Json.whole(got, "filled");
      double mid = Json.number(o, "mid");
      int sign = Side.valueOf(Json.text(o, "side")).sign();
      decision += Json.whole(o, "quantity") * mid;
      if (filled > 0) {
        execution += sign * filled * (Json.number(got, "average_price") - mid);
      }
      if (filled < Json.whole(o, "quantity")) {
        missing.add(
            Json.row(
                "symbol",
                Json.text(o, "symbol"),
                "side",
                Json.text(o, "side"),
                "shares",
                Json.whole(o, "quantity") - filled,
                "decision_mid",
                mid));
      }
    }
    double fees = done.stream().mapToDouble(o -> Json.number(o, "commission")).sum();
    double opportunity = opportunity(context, missing);
    double total = execution + fees + opportunity;
    return Json.row(
        "residual", missing,
        "shortfall_execution_usd", execution,
        "shortfall_fees_usd", fees,
        "shortfall_opportunity_usd", opportunity,
        "shortfall_usd", total,
        "shortfall_bps", decision == 0 ? 0.0 : 1e4 * total / decision);
  }

  private double opportunity(StepContext context, List<Map<String, Object>> missing) {
    if (missing.isEmpty() || context.cancelled()) {
      return 0;
    }
    Map<Symbol, Quote> quotes =
        desk.quotes(
            context,
            missing.stream()
                .map(m -> Symbol.of(Json.text(m, "symbol")))
                .collect(Collectors.toSet()));
    double usd = 0;
    for (Map<String, Object> m : missing) {
      Quote quote = quotes.get(Symbol.of(Json.text(m, "symbol")));
      if (quote != null && quote.twoSided()) {
        usd +=
            Side.valueOf(Json.text(m, "side")).sign()
                * Json.whole(m, "shares")
                * (quote.mid() - Json.number(m, "decision_mid"));
      }
    }
    return usd;
  }
}

package io.orchestrator.http.json;

import io.orchestrator.actors.api.Risk;
import io.orchestrator.domain.risk.Approval;
import io.orchestrator.domain.risk.Breaker;
import io.orchestrator.domain.risk.BreakerPolicies;
import io.orchestrator.domain.risk.BreakerPolicy;
import io.orchestrator.domain.risk.LimitSet;
import io.orchestrator.domain.risk.LimitVersion;
import io.orchestrator.domain.risk.NarrowLimits;
import io.orchestrator.domain.risk.Warning;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Limits with their versions, warnings, breakers with their policies, approvals. */
public final class GuardJson {
  private GuardJson() {}

  /** The account's limits at the top, as before there were others. */
  public static Shape limits(Risk.Controls controls) {
    Shape shape = RiskJson.limits(controls.limits().account());
    scopes(shape, controls.limits());
    return shape
        .and("four_eyes", controls.fourEyes())
        .and("versions", controls.versions().stream().map(v -> version(v).map()).toList());
  }

  private static Shape scopes(Shape shape, LimitSet limits) {
    return shape
        .and("version", limits.version())
        .and("symbols", narrow(limits.symbols()))
        .and("strategies", narrow(limits.strategies()));
  }

  private static Map<String, Object> narrow(Map<String, NarrowLimits> limits) {
    Map<String, Object> all = new TreeMap<>();
    limits.forEach((name, narrow) -> all.put(name, narrow(narrow).map()));
    return all;
  }

  public static Shape narrow(NarrowLimits n) {
    return Shape.of("restricted", n.restricted())
        .and("no_short", n.noShort())
        .and("lot", n.lot())
        .andIf("max_order_notional", n.maxOrderNotional())
        .andIf("max_order_quantity", n.maxOrderQuantity())
        .andIf("max_orders_per_minute", n.maxOrdersPerMinute())
        .andIf("max_position", n.maxPosition())
        .andIf("price_collar", n.priceCollar())
        .andIf("located", n.located());
  }

  /** With its whole content: what was in force then. */
  public static Shape version(LimitVersion v) {
    Shape content = Shape.of("account", RiskJson.limits(v.limits().account()));
    return scopes(content, v.limits())
        .and("reason", v.reason())
        .and("by", v.by())
        .and("approved_by", v.approvedBy())
        .and("restored", v.restored())
        .and("at", v.at());
  }

  public static Shape warning(Warning w) {
    return Shape.of("violation", w.type())
        .and("subject", w.subject())
        .and("value", w.value())
        .and("limit", w.limit())
        .and("distance", w.distance())
        .and("predicted_s", w.predicted().map(d -> d.toMillis() / 1000.0))
        .and("since", w.since());
  }

  public static List<Map<String, Object>> breakers(
      List<Breaker> breakers, BreakerPolicies policies) {
    return breakers.stream()
        .map(b -> RiskJson.breaker(b).and("policy", policy(policies.of(b.name()))).map())
        .toList();
  }

  private static Shape policy(BreakerPolicy p) {
    return Shape.of("opens", p.opens())
        .and("reset", p.reset())
        .and("hold_s", p.hold().toSeconds())
        .and("probe_s", p.probe().toSeconds())
        .and("probe_size", p.probeSize());
  }

  public static Shape approval(Approval a) {
    return Shape.of("id", a.id())
        .and("kind", a.kind())
        .and("summary", a.summary())
        .and("reason", a.reason())
        .and("requested_by", a.requestedBy())
        .and("requested_at", a.requestedAt())
        .and("expires_at", a.expiresAt())
        .and("limits", a.limits().map(l -> scopes(RiskJson.limits(l.account()), l)))
        .and("breaker", a.breaker())
        .and("subject", a.subject());
  }
}

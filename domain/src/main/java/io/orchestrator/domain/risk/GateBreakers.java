package io.orchestrator.domain.risk;

import static io.orchestrator.domain.risk.DenialCode.*;
import static io.orchestrator.domain.risk.PreTradeGate.pair;
import static io.orchestrator.domain.risk.PreTradeGate.refuse;

import io.orchestrator.domain.order.OrderRequest;
import java.time.Duration;
import java.util.Optional;

/** What the Risk Monitor says: breakers, blocked names, measures, and the restricted list. */
final class GateBreakers {
  private GateBreakers() {}

  static Optional<GateResult> refusal(OrderRequest request, GateContext c, double price) {
    String symbol = request.symbol().value();
    if (c.limits().symbol(symbol).restricted()) {
      return refuse(RESTRICTED, "symbol=" + symbol + " limits_version=" + c.limits().version());
    }
    if (c.limits().strategy(request.strategy()).restricted()) {
      return refuse(
          RESTRICTED, "strategy=" + request.strategy() + " limits_version=" + c.limits().version());
    }
    if (c.report().isEmpty()) {
      return refuse(RISK_UNAVAILABLE, "reason=no risk report yet");
    }
    RiskReport report = c.report().get();
    RiskMetrics metrics = report.metrics();
    if (metrics.unavailable().isPresent()) {
      return refuse(RISK_UNAVAILABLE, "reason=" + metrics.unavailable().get());
    }
    if (!Double.isFinite(metrics.dailyPnl()) || !Double.isFinite(metrics.var95())) {
      return refuse(RISK_UNAVAILABLE, "reason=a measure is not finite");
    }
    // Of a clock that went back nothing is known either.
    Duration age = Duration.between(metrics.asOf(), c.now());
    if (age.abs().compareTo(c.reportGoodFor()) > 0) {
      return refuse(
          RISK_UNAVAILABLE,
          "reason=the risk report is old age=" + age + " limit=" + c.reportGoodFor());
    }
    if (c.blockedNames().containsKey(symbol)) {
      return refuse(NAME_BLOCKED, "symbol=" + symbol + " " + c.blockedNames().get(symbol));
    }
    Optional<GateResult> open = breakers(request, c, report, price);
    if (open.isPresent()) {
      return open;
    }
    RiskLimits limits = c.limits().account();
    if (metrics.dailyPnl() <= -limits.maxDailyLoss()) {
      return refuse(DAILY_LOSS, pair("daily_pnl", metrics.dailyPnl(), limits.maxDailyLoss()));
    }
    return metrics.var95() > limits.var95Limit()
        ? refuse(VAR_LIMIT, pair("var_95", metrics.var95(), limits.var95Limit()))
        : Optional.empty();
  }

  private static Optional<GateResult> breakers(
      OrderRequest request, GateContext c, RiskReport report, double price) {
    for (Breaker breaker : report.breakers()) {
      Optional<GateResult> refused =
          breaker.state() == BreakerState.CLOSED || !concerns(breaker, request, report)
              ? Optional.empty()
              : refusal(breaker, request, c, price);
      if (refused.isPresent()) {
        return refused;
      }
    }
    return Optional.empty();
  }

  private static boolean concerns(Breaker breaker, OrderRequest request, RiskReport report) {
    String symbol = request.symbol().value();
    return switch (breaker.name()) {
      case POSITION_CONCENTRATION ->
          report.metrics().largestName().equals(symbol)
              || report.violations().stream()
                  .anyMatch(
                      v -> v.type() == ViolationType.CONCENTRATION && v.subject().equals(symbol));
      case PRICE_SHOCK -> breaker.subject().equals(symbol);
      case REPEATED_EXECUTION -> breaker.subject().equals(request.strategy());
      case DAILY_LOSS, ORDER_FREQUENCY, DRAWDOWN, LOSS_STREAK, ERROR_RATE, DATA_QUALITY -> true;
    };
  }

  private static Optional<GateResult> refusal(
      Breaker breaker, OrderRequest request, GateContext c, double price) {
    if (breaker.state() == BreakerState.PROBING) {
      double most = c.limits().account().maxOrderNotional() * breaker.probeSize();
      double notional = price * request.quantity();
      return notional <= most
          ? Optional.empty()
          : refuse(
              PROBE_SIZE, "breaker=" + breaker.name() + " " + pair("notional", notional, most));
    }
    return switch (breaker.name()) {
      case POSITION_CONCENTRATION ->
          refuse(NAME_BLOCKED, "symbol=" + request.symbol() + " cause=" + breaker.cause());
      case REPEATED_EXECUTION ->
          refuse(
              REPEATED_EXECUTION, "strategy=" + request.strategy() + " cause=" + breaker.cause());
      case DAILY_LOSS,
          ORDER_FREQUENCY,
          DRAWDOWN,
          LOSS_STREAK,
          ERROR_RATE,
          PRICE_SHOCK,
          DATA_QUALITY ->
          refuse(
              BREAKER_OPEN,
              "breaker="
                  + breaker.name()
                  + " subject="
                  + breaker.subject()
                  + " state="
                  + breaker.state()
                  + " cause="
                  + breaker.cause());
    };
  }
}

package io.orchestrator.domain.risk;

import static io.orchestrator.domain.risk.DenialCode.*;

import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.RiskDecision;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.Trail;
import io.orchestrator.domain.system.Capability;
import io.orchestrator.domain.system.TradingState;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/**
 * Judges one order, pure. A verified exit passes always; an entry passes only if every rule is
 * satisfied for every subset of fills of everything that works. A number that is absent, not finite
 * or not positive refuses entries (fail closed).
 *
 * <p>The rules in their order: state of system and broker ({@link #stateRefusal}), breakers and
 * measures ({@link GateBreakers}), what was sent lately ({@link GateFlow}), prices ({@link
 * GatePrices}), size and exposure ({@link GateExposure}).
 */
public final class PreTradeGate {
  private static final double PERCENT = 100;

  private PreTradeGate() {}

  public static GateResult check(OrderRequest request, GateContext context) {
    Exposure exposure = context.exposures().beside(request);
    double mid = context.quote().map(Quote::mid).filter(PreTradeGate::usable).orElse(0.0);
    double price = worstPrice(request, mid);
    boolean exit =
        exposure.isExit(request.side(), request.quantity())
            || protectsWhatItsParentOpens(request, context, exposure);
    if (!exit) {
      Optional<GateResult> refused = refusal(request, context, exposure, mid, price);
      if (refused.isPresent()) {
        return refused.get();
      }
    }
    return new GateResult.Passed(decision(request, context, exposure, mid, price, exit));
  }

  private static Optional<GateResult> refusal(
      OrderRequest request, GateContext context, Exposure exposure, double mid, double price) {
    if (request.conditions().parent().isPresent()) {
      return refuse(PARENT_GONE, "parent=" + request.conditions().parent().get());
    }
    Optional<GateResult> refused = stateRefusal(context);
    if (refused.isEmpty()) {
      refused = GateBreakers.refusal(request, context, price);
    }
    if (refused.isEmpty()) {
      refused = GateFlow.refusal(request, context);
    }
    if (refused.isEmpty()) {
      refused = GatePrices.refusal(request, context, mid);
    }
    return refused.isEmpty() ? GateExposure.refusal(request, context, exposure, price) : refused;
  }

  /** The exits of a bracket wait at the broker until their entry has filled. */
  private static boolean protectsWhatItsParentOpens(
      OrderRequest request, GateContext c, Exposure exposure) {
    if (request.conditions().parent().isEmpty()) {
      return false;
    }
    String parent = request.conditions().parent().get().value();
    return c.exposures().orders(request.symbol().value(), request.side().opposite()).stream()
        .filter(w -> w.name().equals(parent))
        .anyMatch(w -> exposure.isExitAfter(w, request.side(), request.quantity()));
  }

  private static Optional<GateResult> stateRefusal(GateContext c) {
    if (c.tradingState() == TradingState.HALTED) {
      return refuse(TRADING_HALTED, "epoch=" + c.haltEpoch());
    }
    if (c.tradingState() == TradingState.REDUCING) {
      return refuse(TRADING_REDUCING, "epoch=" + c.haltEpoch());
    }
    if (!c.capabilities().contains(Capability.ENTRIES)) {
      return refuse(CAPABILITY_MISSING, "missing=ENTRIES");
    }
    if (!c.sessionReady()) {
      return refuse(BROKER_UNAVAILABLE, "");
    }
    if (!c.reconciled()) {
      return refuse(RECONCILING, "");
    }
    int working = c.exposures().working();
    if (working >= c.maxWorkingOrders()) {
      return refuse(TOO_MANY_ORDERS, "working=" + working + " limit=" + c.maxWorkingOrders());
    }
    return c.marketOpen() ? Optional.empty() : refuse(MARKET_CLOSED, "at=" + c.marketNow());
  }

  private static RiskDecision decision(
      OrderRequest request,
      GateContext c,
      Exposure exposure,
      double mid,
      double price,
      boolean exit) {
    long worst = exposure.plus(request.side(), request.quantity()).worst();
    boolean valued = usable(c.netLiquidation());
    double gross = valued ? c.exposures().grossWith(request, price) / c.netLiquidation() : 0;
    return new RiskDecision(
        exit,
        mid,
        price * request.quantity(),
        valued ? worst * price / c.netLiquidation() : 0,
        gross,
        finite(GateExposure.buyingPowerLeft(request, c, price)),
        finite(c.report().map(r -> r.metrics().dailyPnl()).orElse(0.0)),
        c.flow().entries(),
        c.haltEpoch(),
        c.now());
  }

  /**
   * The highest price that the order names or the market shows: a sell limit may fill at the bid
   * above it, a buy limit at most at its price, a buy stop from its stop price on, a trailing buy
   * from its distance above the market on.
   */
  static double worstPrice(OrderRequest request, double mid) {
    double limit = request.limitPrice().map(BigDecimal::doubleValue).orElse(0.0);
    if (request.side() == Side.SELL) {
      return Math.max(mid, limit);
    }
    double stop = request.conditions().stopPrice().map(BigDecimal::doubleValue).orElse(0.0);
    double trail =
        request
            .conditions()
            .trail()
            .map(
                t ->
                    t.unit() == Trail.Unit.AMOUNT
                        ? mid + t.value().doubleValue()
                        : mid * (1 + t.value().doubleValue() / PERCENT))
            .orElse(0.0);
    return Math.max(Math.max(mid, limit), Math.max(stop, trail));
  }

  static boolean usable(double value) {
    return Double.isFinite(value) && value > 0;
  }

  private static double finite(double value) {
    return Double.isFinite(value) ? value : 0;
  }

  static Optional<GateResult> refuse(DenialCode code, String numbers) {
    return Optional.of(new GateResult.Refused(code, code.refuse(numbers)));
  }

  static String pair(String name, double value, double limit) {
    return String.format(Locale.ROOT, "%s=%.4f limit=%.4f", name, value, limit);
  }
}

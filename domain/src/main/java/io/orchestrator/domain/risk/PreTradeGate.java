package io.orchestrator.domain.risk;

import static io.orchestrator.domain.risk.DenialCode.*;

import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.RiskDecision;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.Trail;
import io.orchestrator.domain.system.Capability;
import io.orchestrator.domain.system.TradingState;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Judges one order, pure. A verified exit passes always; an entry passes only if every rule is
 * satisfied for every subset of fills of everything that works. A number that is absent, not finite
 * or not positive refuses entries (fail closed).
 */
public final class PreTradeGate {
  private static final double PERCENT = 100;

  private PreTradeGate() {}

  public static GateResult check(OrderRequest request, GateContext context) {
    String symbol = request.symbol().value();
    Exposure exposure = Exposure.beside(request, context.position(symbol), context.working());
    double mid = context.quote().map(Quote::mid).filter(PreTradeGate::usable).orElse(0.0);
    double price = worstPrice(request, mid);
    if (exposure.isExit(request.side(), request.quantity())
        || protectsWhatItsParentOpens(request, context, exposure)) {
      return new GateResult.Passed(
          decision(
              request, context, exposure, mid, price, grossUsd(request, context, price), true));
    }
    if (request.conditions().parent().isPresent()) {
      return new GateResult.Refused(
          PARENT_GONE, PARENT_GONE.refuse("parent=" + request.conditions().parent().get()));
    }
    return stateRefusal(context)
        .or(() -> riskRefusal(request, context))
        .or(() -> priceRefusal(request, context, mid))
        .or(() -> sizeRefusal(request, context, price))
        .or(() -> exposureRefusal(request, context, exposure, price))
        .orElseGet(
            () ->
                new GateResult.Passed(
                    decision(
                        request,
                        context,
                        exposure,
                        mid,
                        price,
                        grossUsd(request, context, price),
                        false)));
  }

  /** The exits of a bracket wait at the broker until their entry has filled. */
  private static boolean protectsWhatItsParentOpens(
      OrderRequest request, GateContext c, Exposure exposure) {
    return request.conditions().parent().stream()
        .flatMap(
            parent ->
                c.working().stream()
                    .filter(w -> w.name().equals(parent.value()))
                    .filter(w -> w.symbol().equals(request.symbol().value())))
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
    if (c.working().size() >= c.maxWorkingOrders()) {
      return refuse(
          TOO_MANY_ORDERS, "working=" + c.working().size() + " limit=" + c.maxWorkingOrders());
    }
    return c.marketOpen() ? Optional.empty() : refuse(MARKET_CLOSED, "at=" + c.marketNow());
  }

  private static Optional<GateResult> riskRefusal(OrderRequest request, GateContext c) {
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
    String symbol = request.symbol().value();
    if (c.blockedNames().containsKey(symbol)) {
      return refuse(NAME_BLOCKED, "symbol=" + symbol + " " + c.blockedNames().get(symbol));
    }
    Optional<GateResult> breaker = breakerRefusal(symbol, report);
    if (breaker.isPresent()) {
      return breaker;
    }
    if (metrics.dailyPnl() <= -c.limits().maxDailyLoss()) {
      return refuse(DAILY_LOSS, pair("daily_pnl", metrics.dailyPnl(), c.limits().maxDailyLoss()));
    }
    if (metrics.var95() > c.limits().var95Limit()) {
      return refuse(VAR_LIMIT, pair("var_95", metrics.var95(), c.limits().var95Limit()));
    }
    return c.entriesLastMinute() >= c.limits().maxOrdersPerMinute()
        ? refuse(
            ORDER_FREQUENCY,
            "entries=" + c.entriesLastMinute() + " limit=" + c.limits().maxOrdersPerMinute())
        : Optional.empty();
  }

  private static Optional<GateResult> breakerRefusal(String symbol, RiskReport report) {
    for (Breaker breaker : report.breakers()) {
      if (breaker.state() == BreakerState.CLOSED) {
        continue;
      }
      if (breaker.name() != BreakerName.POSITION_CONCENTRATION) {
        return refuse(BREAKER_OPEN, "breaker=" + breaker.name() + " cause=" + breaker.cause());
      }
      boolean named =
          report.violations().stream()
              .anyMatch(v -> v.type() == ViolationType.CONCENTRATION && v.subject().equals(symbol));
      if (named || report.metrics().largestName().equals(symbol)) {
        return refuse(NAME_BLOCKED, "symbol=" + symbol + " cause=" + breaker.cause());
      }
    }
    return Optional.empty();
  }

  private static Optional<GateResult> priceRefusal(
      OrderRequest request, GateContext c, double mid) {
    if (c.quote().isEmpty() || mid == 0) {
      return refuse(PRICE_ABSENT, "symbol=" + request.symbol());
    }
    Quote quote = c.quote().get();
    Duration age = Duration.between(quote.timestamp(), c.marketNow());
    if (age.compareTo(c.maxQuoteAge()) > 0) {
      return refuse(
          PRICE_STALE, "age_ms=" + age.toMillis() + " limit_ms=" + c.maxQuoteAge().toMillis());
    }
    if (quote.quality() != DataQuality.GOOD || !quote.twoSided() || quote.bid() > quote.ask()) {
      return refuse(
          PRICE_NOT_GOOD,
          "quality=" + quote.quality() + " bid=" + quote.bid() + " ask=" + quote.ask());
    }
    Optional<Double> stop = request.conditions().stopPrice().map(BigDecimal::doubleValue);
    if (stop.isPresent()
        && (request.side() == Side.BUY ? stop.get() <= quote.ask() : stop.get() >= quote.bid())) {
      return refuse(
          STOP_REACHED, "stop_price=" + stop.get() + " bid=" + quote.bid() + " ask=" + quote.ask());
    }
    if (request.limitPrice().isPresent()) {
      // A stop-limit order meets the market at its stop.
      double reference = request.type() == OrderType.STOP_LIMIT ? stop.orElse(mid) : mid;
      double limit = request.limitPrice().get().doubleValue();
      double distance = Math.abs(limit / reference - 1);
      if (!(distance <= c.limits().priceCollar())) {
        return refuse(
            PRICE_COLLAR,
            "limit_price="
                + limit
                + " reference="
                + reference
                + " collar="
                + c.limits().priceCollar());
      }
    }
    return Optional.empty();
  }

  private static Optional<GateResult> sizeRefusal(
      OrderRequest request, GateContext c, double price) {
    if (request.quantity() > c.limits().maxOrderQuantity()) {
      return refuse(
          ORDER_QUANTITY,
          "quantity=" + request.quantity() + " limit=" + c.limits().maxOrderQuantity());
    }
    double notional = price * request.quantity();
    return notional <= c.limits().maxOrderNotional()
        ? Optional.empty()
        : refuse(ORDER_NOTIONAL, pair("notional", notional, c.limits().maxOrderNotional()));
  }

  private static Optional<GateResult> exposureRefusal(
      OrderRequest request, GateContext c, Exposure exposure, double price) {
    if (!usable(c.netLiquidation())) {
      return refuse(RISK_UNAVAILABLE, "reason=net liquidation is not known or not positive");
    }
    Optional<String> unpriced =
        names(c).stream()
            .filter(s -> !s.equals(request.symbol().value()))
            .filter(s -> !usable(c.marks().getOrDefault(s, 0.0)))
            .findFirst();
    if (unpriced.isPresent()) {
      return refuse(PRICE_ABSENT, "symbol=" + unpriced.get() + " (held or working)");
    }
    double after =
        exposure.plus(request.side(), request.quantity()).worst() * price / c.netLiquidation();
    if (!(after <= c.limits().maxConcentration())) {
      return refuse(CONCENTRATION, pair("concentration", after, c.limits().maxConcentration()));
    }
    double gross = grossUsd(request, c, price) / c.netLiquidation();
    if (!(gross <= c.limits().maxGrossExposure())) {
      return refuse(GROSS_EXPOSURE, pair("gross_exposure", gross, c.limits().maxGrossExposure()));
    }
    double left = buyingPowerLeft(request, c, price);
    return left >= 0
        ? Optional.empty()
        : refuse(BUYING_POWER, pair("missing", -left, c.buyingPower()));
  }

  private static RiskDecision decision(
      OrderRequest request,
      GateContext c,
      Exposure exposure,
      double mid,
      double price,
      double gross,
      boolean exit) {
    long worst = exposure.plus(request.side(), request.quantity()).worst();
    boolean valued = usable(c.netLiquidation());
    return new RiskDecision(
        exit,
        mid,
        price * request.quantity(),
        valued ? worst * price / c.netLiquidation() : 0,
        valued ? gross / c.netLiquidation() : 0,
        finite(buyingPowerLeft(request, c, price)),
        finite(c.report().map(r -> r.metrics().dailyPnl()).orElse(0.0)),
        c.entriesLastMinute(),
        c.haltEpoch(),
        c.now());
  }

  /** Worst case over all names, at their marks; USD. */
  private static double grossUsd(OrderRequest request, GateContext c, double price) {
    String own = request.symbol().value();
    Set<String> names = names(c);
    names.add(own);
    double sum = 0;
    for (String name : names) {
      Exposure e = Exposure.of(name, c.position(name), c.working());
      if (name.equals(own)) {
        sum += e.plus(request.side(), request.quantity()).worst() * price;
      } else {
        sum += e.worst() * c.marks().getOrDefault(name, 0.0);
      }
    }
    return sum;
  }

  /** The broker's number does not yet hold what we sent in the last moments: count it all. */
  private static double buyingPowerLeft(OrderRequest request, GateContext c, double price) {
    double working = 0;
    for (WorkingOrder order : c.working()) {
      if (!order.exit()) {
        double mark = c.marks().getOrDefault(order.symbol(), 0.0);
        working += order.remaining() * Math.max(order.price(), mark);
      }
    }
    return c.buyingPower() - working - price * request.quantity();
  }

  private static Set<String> names(GateContext c) {
    Set<String> names = new TreeSet<>();
    c.positions()
        .forEach(
            (symbol, quantity) -> {
              if (quantity != 0) {
                names.add(symbol);
              }
            });
    c.working().forEach(w -> names.add(w.symbol()));
    return names;
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

  private static boolean usable(double value) {
    return Double.isFinite(value) && value > 0;
  }

  private static double finite(double value) {
    return Double.isFinite(value) ? value : 0;
  }

  private static Optional<GateResult> refuse(DenialCode code, String numbers) {
    return Optional.of(new GateResult.Refused(code, code.refuse(numbers)));
  }

  private static String pair(String name, double value, double limit) {
    return String.format(Locale.ROOT, "%s=%.4f limit=%.4f", name, value, limit);
  }
}

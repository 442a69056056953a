package io.orchestrator.domain.risk;

import static io.orchestrator.domain.risk.DenialCode.*;
import static io.orchestrator.domain.risk.PreTradeGate.refuse;

import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.PriceTick;
import io.orchestrator.domain.order.Side;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/** A fresh, good, two-sided reference price, and the order's own prices against it. */
final class GatePrices {
  private GatePrices() {}

  static Optional<GateResult> refusal(OrderRequest request, GateContext c, double mid) {
    if (c.quote().isEmpty() || mid == 0) {
      return refuse(PRICE_ABSENT, "symbol=" + request.symbol());
    }
    Quote quote = c.quote().get();
    Optional<GateResult> reference = reference(quote, c, mid);
    if (reference.isPresent()) {
      return reference;
    }
    Optional<BigDecimal> stop = request.conditions().stopPrice();
    Optional<BigDecimal> untradable =
        request
            .limitPrice()
            .filter(p -> !PriceTick.valid(p))
            .or(() -> stop.filter(p -> !PriceTick.valid(p)));
    if (untradable.isPresent()) {
      return refuse(
          PRICE_TICK, "price=" + untradable.get() + " step=" + PriceTick.at(untradable.get()));
    }
    if (stop.isPresent() && reached(stop.get().doubleValue(), request.side(), quote)) {
      return refuse(
          STOP_REACHED, "stop_price=" + stop.get() + " bid=" + quote.bid() + " ask=" + quote.ask());
    }
    return request.limitPrice().isPresent() ? collar(request, c, mid) : Optional.empty();
  }

  private static Optional<GateResult> reference(Quote quote, GateContext c, double mid) {
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
    return c.band().leftBy(mid)
        ? refuse(
            PRICE_SHOCK,
            "mid=" + mid + " reference=" + c.band().reference() + " width=" + c.band().width())
        : Optional.empty();
  }

  private static boolean reached(double stop, Side side, Quote quote) {
    return side == Side.BUY ? stop <= quote.ask() : stop >= quote.bid();
  }

  private static Optional<GateResult> collar(OrderRequest request, GateContext c, double mid) {
    // A stop-limit order meets the market at its stop.
    double reference =
        request.type() == OrderType.STOP_LIMIT
            ? request.conditions().stopPrice().map(BigDecimal::doubleValue).orElse(mid)
            : mid;
    double limit = request.limitPrice().get().doubleValue();
    double collar = c.limits().order(request.symbol().value(), request.strategy()).priceCollar();
    double distance = Math.abs(limit / reference - 1);
    return distance <= collar
        ? Optional.empty()
        : refuse(
            PRICE_COLLAR, "limit_price=" + limit + " reference=" + reference + " collar=" + collar);
  }
}

package io.orchestrator.domain.risk;

import static io.orchestrator.domain.risk.DenialCode.*;
import static io.orchestrator.domain.risk.PreTradeGate.pair;
import static io.orchestrator.domain.risk.PreTradeGate.refuse;

import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.Side;
import java.util.Optional;

/** Size of the order, and of everything together if all that works fills. */
final class GateExposure {
  private GateExposure() {}

  static Optional<GateResult> refusal(
      OrderRequest request, GateContext c, Exposure exposure, double price) {
    OrderLimits limits = c.limits().order(request.symbol().value(), request.strategy());
    Optional<GateResult> refused = size(request, c, limits, price);
    if (refused.isEmpty()) {
      refused = selfMatch(request, c);
    }
    if (refused.isEmpty()) {
      refused = positions(request, c, exposure, limits.maxPosition(), price);
    }
    return refused.isEmpty() ? money(request, c, price) : refused;
  }

  private static Optional<GateResult> size(
      OrderRequest request, GateContext c, OrderLimits limits, double price) {
    if (request.quantity() > limits.maxQuantity()) {
      return refuse(
          ORDER_QUANTITY, "quantity=" + request.quantity() + " limit=" + limits.maxQuantity());
    }
    if (request.quantity() % limits.lot() != 0) {
      return refuse(LOT_SIZE, "quantity=" + request.quantity() + " lot=" + limits.lot());
    }
    double notional = price * request.quantity();
    if (!(notional <= limits.maxNotional())) {
      return refuse(ORDER_NOTIONAL, pair("notional", notional, limits.maxNotional()));
    }
    double lately = c.flow().notional() + notional;
    double most = c.limits().account().maxNotionalPerMinute();
    return lately <= most
        ? Optional.empty()
        : refuse(NOTIONAL_RATE, pair("last_minute", lately, most));
  }

  /**
   * An own order on the other side, in the book, at a price that this one meets. A market order
   * meets every price.
   */
  private static Optional<GateResult> selfMatch(OrderRequest request, GateContext c) {
    if (request.type().waitsForTrigger() || request.type().onClose()) {
      return Optional.empty();
    }
    double own = request.limitPrice().map(p -> p.doubleValue()).orElse(0.0);
    for (WorkingOrder other :
        c.exposures().orders(request.symbol().value(), request.side().opposite())) {
      if (other.waits() || other.remaining() == 0) {
        continue;
      }
      boolean meets =
          own == 0
              || other.price() == 0
              || (request.side() == Side.BUY ? own >= other.price() : own <= other.price());
      if (meets) {
        return refuse(SELF_MATCH, "order=" + other.name() + " price=" + other.price());
      }
    }
    return Optional.empty();
  }

  private static Optional<GateResult> positions(
      OrderRequest request, GateContext c, Exposure exposure, double most, double price) {
    String symbol = request.symbol().value();
    if (!PreTradeGate.usable(c.netLiquidation())) {
      return refuse(RISK_UNAVAILABLE, "reason=net liquidation is not known or not positive");
    }
    Optional<String> unpriced = c.exposures().unpriced(symbol);
    if (unpriced.isPresent()) {
      return refuse(PRICE_ABSENT, "symbol=" + unpriced.get() + " (held or working)");
    }
    RiskLimits limits = c.limits().account();
    Exposure after = exposure.plus(request.side(), request.quantity());
    Optional<GateResult> shorts = GateShortSales.refusal(request, c, exposure, price);
    if (shorts.isPresent()) {
      return shorts;
    }
    int names = c.exposures().namesWith(symbol);
    if (names > limits.maxInstruments()) {
      return refuse(TOO_MANY_NAMES, "names=" + names + " limit=" + limits.maxInstruments());
    }
    double usd = after.worst() * price;
    if (usd > most) {
      return refuse(POSITION_LIMIT, "symbol=" + symbol + " " + pair("position", usd, most));
    }
    double share = usd / c.netLiquidation();
    return share <= limits.maxConcentration()
        ? Optional.empty()
        : refuse(CONCENTRATION, pair("concentration", share, limits.maxConcentration()));
  }

  private static Optional<GateResult> money(OrderRequest request, GateContext c, double price) {
    RiskLimits limits = c.limits().account();
    String strategy = request.strategy();
    Optional<Double> most = c.limits().strategy(strategy).maxPosition();
    if (most.isPresent()) {
      double worked = c.exposures().workingEntriesUsd(strategy) + price * request.quantity();
      if (!(worked <= most.get())) {
        return refuse(
            POSITION_LIMIT, "strategy=" + strategy + " " + pair("working", worked, most.get()));
      }
    }
    double gross = c.exposures().grossWith(request, price) / c.netLiquidation();
    if (!(gross <= limits.maxGrossExposure())) {
      return refuse(GROSS_EXPOSURE, pair("gross_exposure", gross, limits.maxGrossExposure()));
    }
    Optional<GateResult> leaning = netAndSector(request, c, price);
    if (leaning.isPresent()) {
      return leaning;
    }
    double left = buyingPowerLeft(request, c, price);
    if (!(left >= 0)) {
      return refuse(BUYING_POWER, pair("missing", -left, c.buyingPower()));
    }
    double var = varAfter(request, c, price);
    return var <= limits.var95Limit()
        ? Optional.empty()
        : refuse(MARGINAL_VAR, pair("var_95_after", var, limits.var95Limit()));
  }

  private static Optional<GateResult> netAndSector(
      OrderRequest request, GateContext c, double price) {
    RiskLimits limits = c.limits().account();
    double net = c.exposures().netWith(request, price) / c.netLiquidation();
    if (limits.maxNetExposure() > 0 && !(net <= limits.maxNetExposure())) {
      return refuse(NET_EXPOSURE, pair("net_exposure", net, limits.maxNetExposure()));
    }
    String sector = c.sectors().get(request.symbol().value());
    if (sector == null || limits.maxSectorExposure() == 0) {
      return Optional.empty();
    }
    double share = c.exposures().sectorWith(request, price, c.sectors()) / c.netLiquidation();
    return share <= limits.maxSectorExposure()
        ? Optional.empty()
        : refuse(
            SECTOR_EXPOSURE,
            "sector=" + sector + " " + pair("exposure", share, limits.maxSectorExposure()));
  }

  /** The broker's number does not yet hold what we sent in the last moments: count it all. */
  static double buyingPowerLeft(OrderRequest request, GateContext c, double price) {
    return c.buyingPower() - c.exposures().workingEntriesUsd() - price * request.quantity();
  }

  private static double varAfter(OrderRequest request, GateContext c, double price) {
    return c.marginalVar()
        .after(
            c.exposures(),
            request.symbol().value(),
            request.side().sign() * price * request.quantity(),
            price,
            c.limits().account().assumedVar());
  }
}

package io.orchestrator.domain.risk;

import static io.orchestrator.domain.risk.DenialCode.*;
import static io.orchestrator.domain.risk.PreTradeGate.pair;
import static io.orchestrator.domain.risk.PreTradeGate.refuse;

import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderType;
import java.math.BigDecimal;
import java.util.Optional;

/** An order that may leave more shares short than before it. */
final class GateShortSales {
  private GateShortSales() {}

  static Optional<GateResult> refusal(
      OrderRequest request, GateContext c, Exposure before, double price) {
    Exposure after = before.plus(request.side(), request.quantity());
    if (after.worstShort() <= before.worstShort()) {
      return Optional.empty();
    }
    String symbol = request.symbol().value();
    RiskLimits limits = c.limits().account();
    if (c.limits().symbol(symbol).noShort()) {
      return refuse(SHORT_SALE, "symbol=" + symbol + " short_after=" + after.worstShort());
    }
    if (limits.maxShortExposure() == 0) {
      return refuse(SHORT_SALE, "max_short_exposure=0 short_after=" + after.worstShort());
    }
    double shortAfter = c.exposures().shortWith(request, price) / c.netLiquidation();
    if (!(shortAfter <= limits.maxShortExposure())) {
      return refuse(SHORT_EXPOSURE, pair("short_exposure", shortAfter, limits.maxShortExposure()));
    }
    Optional<GateResult> refused = locate(symbol, c, after);
    return refused.isEmpty() && c.shortSales().priceTest() ? priceTest(request, c) : refused;
  }

  private static Optional<GateResult> locate(String symbol, GateContext c, Exposure after) {
    long located = c.limits().symbol(symbol).located().orElse(0L);
    boolean free =
        !c.shortSales().locateRequired()
            || c.shortSales().easyToBorrow().contains(symbol)
            || after.worstShort() <= located;
    return free
        ? Optional.empty()
        : refuse(
            LOCATE,
            "symbol=" + symbol + " short_after=" + after.worstShort() + " located=" + located);
  }

  /** Only a limit order in the book keeps its price above a bid. */
  private static Optional<GateResult> priceTest(OrderRequest request, GateContext c) {
    if (c.priceTest() == PriceTest.FREE) {
      return Optional.empty();
    }
    if (c.priceTest() == PriceTest.UNKNOWN) {
      return refuse(CLOSES_ABSENT, "symbol=" + request.symbol());
    }
    double bid = c.quote().map(Quote::bid).orElse(Double.POSITIVE_INFINITY);
    double limit = request.limitPrice().map(BigDecimal::doubleValue).orElse(0.0);
    return request.type() == OrderType.LIMIT && limit > bid
        ? Optional.empty()
        : refuse(
            SHORT_PRICE_TEST, "type=" + request.type() + " limit_price=" + limit + " bid=" + bid);
  }
}

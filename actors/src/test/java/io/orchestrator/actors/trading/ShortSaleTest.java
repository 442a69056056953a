package io.orchestrator.actors.trading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import io.orchestrator.domain.risk.DenialCode;
import io.orchestrator.domain.risk.RiskLimits;
import io.orchestrator.domain.risk.ShortSaleRules;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Short sales on the desk: the closes come from the market's history. */
class ShortSaleTest {
  private static final Symbol AAPL = Symbol.of("AAPL");
  private DeskFixture desk;

  private void start(ShortSaleRules rules) {
    desk = new DeskFixture(RiskLimits.DEFAULT, DeskFixture.settings(rules));
    desk.hold("MSFT", 50);
  }

  @AfterEach
  void close() {
    desk.close();
  }

  /** The sessions before {@link DeskFixture#MARKET_NOW}. */
  private void history(double close, double lastLow) {
    desk.market.bars.put(
        AAPL,
        List.of(
            bar(LocalDate.of(2026, 11, 18), close, close),
            bar(LocalDate.of(2026, 11, 19), lastLow, close)));
  }

  private static Bar bar(LocalDate day, double low, double close) {
    Instant open = TradingCalendar.nyse().session(day).orElseThrow().open();
    return new Bar(AAPL, Timeframe.D1, open, close, close, low, close, 1_000);
  }

  private static OrderRequest market(String id, String symbol, Side side, long quantity) {
    return new OrderRequest(
        new ClientOrderId(id),
        Symbol.of(symbol),
        side,
        quantity,
        OrderType.MARKET,
        Optional.empty(),
        TimeInForce.DAY,
        "test",
        "test");
  }

  private static OrderRequest limit(String id, String price) {
    return new OrderRequest(
        new ClientOrderId(id),
        AAPL,
        Side.SELL,
        10,
        OrderType.LIMIT,
        Optional.of(new BigDecimal(price)),
        TimeInForce.DAY,
        "test",
        "test");
  }

  private void denied(DenialCode code, OrderView view) {
    assertEquals(OrderStatus.DENIED, view.status());
    assertTrue(view.detail().contains(code.code()), view.detail());
  }

  private void leaves(OrderRequest request) {
    assertNotEquals(OrderStatus.DENIED, desk.submit(request).status());
  }

  @Test
  void withoutClosesNothingIsSoldShortAndExitsPass() {
    start(ShortSaleRules.DEFAULT);
    desk.start().reconciled();
    denied(DenialCode.CLOSES_ABSENT, desk.submit(market("t/a/0", "AAPL", Side.SELL, 10)));
    leaves(market("t/b/0", "MSFT", Side.SELL, 50));
    leaves(market("t/c/0", "GOOG", Side.BUY, 1));
    history(100, 100);
    leaves(limit("t/e/0", "100.50"));
  }

  @Test
  void aNameThatFellByTenPercentIsSoldShortOnlyAboveTheBid() {
    start(ShortSaleRules.DEFAULT);
    history(100, 100);
    desk.market.mid = 90;
    desk.start().reconciled();
    denied(DenialCode.SHORT_PRICE_TEST, desk.submit(market("t/a/0", "AAPL", Side.SELL, 10)));
    denied(DenialCode.SHORT_PRICE_TEST, desk.submit(limit("t/b/0", "89.99")));
    leaves(limit("t/c/0", "90.00"));
    leaves(market("t/d/0", "MSFT", Side.SELL, 50));
  }

  @Test
  void yesterdaysFallStillHolds() {
    start(ShortSaleRules.DEFAULT);
    history(100, 89);
    desk.start().reconciled();
    denied(DenialCode.SHORT_PRICE_TEST, desk.submit(market("t/a/0", "AAPL", Side.SELL, 10)));
  }

  @Test
  void whereALocateIsRequiredAnEasyNameNeedsNone() {
    start(new ShortSaleRules(true, Set.of("AAPL"), false));
    desk.start().reconciled();
    leaves(market("t/a/0", "AAPL", Side.SELL, 10));
    denied(DenialCode.LOCATE, desk.submit(market("t/b/0", "GOOG", Side.SELL, 10)));
    leaves(market("t/c/0", "MSFT", Side.SELL, 50));
    denied(DenialCode.LOCATE, desk.submit(market("t/d/0", "MSFT", Side.SELL, 1)));
  }
}

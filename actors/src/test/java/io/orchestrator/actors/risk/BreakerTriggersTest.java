package io.orchestrator.actors.risk;

import static io.orchestrator.actors.trading.DeskFixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.actors.trading.DeskFixture;
import io.orchestrator.actors.trading.DeskNews;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.risk.Breaker;
import io.orchestrator.domain.risk.BreakerName;
import io.orchestrator.domain.risk.BreakerState;
import io.orchestrator.domain.system.TradingState;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What trips each breaker, and what the very next order hears of it: desk and monitor are real, and
 * nothing is waited for between the trip and the order.
 */
class BreakerTriggersTest {
  private final MonitoredDesk desk = new MonitoredDesk();

  @AfterEach
  void close() {
    desk.close();
  }

  private void trade(String order, String result) {
    desk.says(new DeskNews.TradeClosed(order, "AAPL", new BigDecimal(result)));
  }

  private void denied(String id, String symbol, String strategy, String part) {
    OrderView order = desk.entry(id, symbol, strategy);
    assertEquals(OrderStatus.DENIED, order.status());
    assertTrue(order.detail().contains(part), order.detail());
  }

  private void passes(String id, String symbol, String strategy) {
    assertNotEquals(OrderStatus.DENIED, desk.entry(id, symbol, strategy).status());
  }

  /** A win in between begins the count anew; parts of one order are one trade. */
  @Test
  void aStreakOfLossesBlocksEntriesAndOutlivesARestart() {
    desk.start();
    int streak = GuardSettings.DEFAULT.lossStreak();
    for (int i = 1; i < streak; i++) {
      trade("a" + i, "-1");
      trade("a" + i, "-1");
    }
    trade("won", "5");
    for (int i = 1; i <= streak; i++) {
      trade("b" + i, "-1");
    }
    Breaker breaker = desk.tripped(BreakerName.LOSS_STREAK);
    assertEquals(BreakerState.ENTRIES_BLOCKED, breaker.state());
    assertEquals("losing_trades_in_a_row=" + streak + " limit=" + streak, breaker.cause());
    denied("wf/a/0", "MSFT", "", "LOSS_STREAK");
    desk.restartMonitor();
    assertEquals(breaker, desk.open(BreakerName.LOSS_STREAK).orElseThrow());
    denied("wf/a/1", "MSFT", "", "LOSS_STREAK");
  }

  /** Nine orders say nothing, whatever became of them. */
  @Test
  void ordersThatFailBlockEntries() {
    desk.start();
    for (int i = 0; i < 9; i++) {
      desk.says(new DeskNews.OrderOutcome(i < 3));
    }
    desk.says(new DeskNews.OrderOutcome(false));
    Breaker breaker = desk.tripped(BreakerName.ERROR_RATE);
    assertTrue(breaker.cause().startsWith("orders=10 failed=0.3000"), breaker.cause());
    denied("wf/a/0", "MSFT", "", "ERROR_RATE");
    assertEquals(BreakerState.ENTRIES_BLOCKED, breaker.state());
    assertTrue(breaker.until().isPresent(), "half-open after its hold");
  }

  /** Two looks at prices that are too old; what is held can still be sold. */
  @Test
  void heldNamesWithoutAFreshPriceBlockEntries() {
    desk.holding("AAPL", 100).start();
    desk.fixture.market.freeze(Duration.ofMinutes(6));
    desk.measuredAnew();
    desk.fixture.market.freeze(Duration.ofMinutes(6));
    desk.measuredAnew();
    Breaker breaker = desk.tripped(BreakerName.DATA_QUALITY);
    assertEquals(BreakerState.ENTRIES_BLOCKED, breaker.state());
    assertTrue(breaker.cause().contains("held_without_fresh_price=1.0000"), breaker.cause());
    assertEquals(OrderStatus.DENIED, desk.entry("wf/a/0", "MSFT", "").status());
    desk.fixture.submit(DeskFixture.order("wf/exit/0", "AAPL", Side.SELL, 100));
    desk.fixture.awaitStatus("wf/exit/0", OrderStatus.ACKNOWLEDGED);
  }

  /** After a start half of the prices may come a moment later than the others. */
  @Test
  void aNameWithoutAnyPriceYetHasItsGrace() {
    desk.holding("AAPL", 100).holding("MSFT", 100);
    desk.fixture.market.unknown.add(Symbol.of("MSFT"));
    desk.fixture.start().reconciled();
    desk.monitor = MonitoredDesk.spawn(desk.fixture, MonitoredDesk.SETTINGS, desk.stopped::add);
    desk.risk = new MonitorRisk(desk.monitor, desk.fixture.kit.system(), MonitoredDesk.SETTINGS);
    for (int i = 0; i < 6; i++) {
      desk.tick();
      desk.measuredAnew();
    }
    assertTrue(desk.open(BreakerName.DATA_QUALITY).isEmpty(), () -> "" + desk.report().breakers());
    assertTrue(desk.report().violations().isEmpty(), () -> "" + desk.report().violations());
  }

  @Test
  void tooManyEntriesBlockEntriesForAWhile() {
    desk.start();
    desk.says(new DeskNews.FrequencyExceeded(61));
    Breaker breaker = desk.tripped(BreakerName.ORDER_FREQUENCY);
    assertEquals("entries_last_minute=61 limit=60", breaker.cause());
    assertTrue(breaker.until().isPresent());
    denied("wf/a/0", "MSFT", "", "ORDER_FREQUENCY");
  }

  /** Of one name; others trade on. */
  @Test
  void aPriceThatLeftItsBandBlocksItsName() {
    desk.start();
    desk.says(new DeskNews.PriceShocked("AAPL", -0.06));
    assertEquals("AAPL", desk.tripped(BreakerName.PRICE_SHOCK).subject());
    denied("wf/a/0", "AAPL", "", "PRICE_SHOCK");
    passes("wf/a/1", "MSFT", "");
  }

  /** RTS 6, article 15(3): of one strategy, until a person enables it. */
  @Test
  void aStrategyThatTradedEnoughWaitsForAPerson() {
    desk.start();
    desk.says(new DeskNews.ExecutionsExhausted("analysis_to_trade", 5_000));
    assertEquals("analysis_to_trade", desk.tripped(BreakerName.REPEATED_EXECUTION).subject());
    denied("wf/a/0", "MSFT", "analysis_to_trade", "analysis_to_trade");
    passes("wf/a/1", "MSFT", "portfolio_rebalance");
    get(
        desk.risk.resetBreaker(
            BreakerName.REPEATED_EXECUTION, "analysis_to_trade", "looked at it", "ann"));
    passes("wf/a/2", "MSFT", "analysis_to_trade");
  }

  /** 500,000 of 1,500,000 are above 30 %. */
  @Test
  void aNameTooLargeIsBlockedAndNoOther() {
    desk.holding("AAPL", 5_000).start();
    Breaker breaker = desk.tripped(BreakerName.POSITION_CONCENTRATION);
    assertEquals(BreakerState.ENTRIES_BLOCKED, breaker.state());
    denied("wf/a/0", "AAPL", "", "AAPL");
    passes("wf/a/1", "MSFT", "");
  }

  /** From the highest value, which two prices confirmed; working entries are taken back. */
  @Test
  void aFallFromTheHighestValueReducesOnly() {
    desk.holding("AAPL", 10_000).start();
    desk.untilTicking(
        () -> desk.fixture.events.count("risk_violation") > 0 || desk.report().haltEpoch() > 0);
    desk.fixture.market.mid = 50;
    assertEquals(BreakerState.REDUCE_ONLY, desk.tripped(BreakerName.DRAWDOWN).state());
    desk.untilTicking(() -> desk.report().tradingState() != TradingState.ACTIVE);
    assertEquals(OrderStatus.DENIED, desk.entry("wf/a/0", "MSFT", "").status());
    assertTrue(!desk.stopped.isEmpty(), "running workflows that trade are cancelled");
  }
}

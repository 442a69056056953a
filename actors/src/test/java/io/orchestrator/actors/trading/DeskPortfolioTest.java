package io.orchestrator.actors.trading;

import static io.orchestrator.actors.trading.DeskFixture.get;
import static io.orchestrator.actors.trading.DeskFixture.order;
import static io.orchestrator.actors.trading.DeskFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.portfolio.CorporateAction;
import io.orchestrator.domain.portfolio.LotChoice;
import io.orchestrator.domain.portfolio.Mark;
import io.orchestrator.domain.portfolio.Portfolio;
import io.orchestrator.domain.portfolio.Position;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the desk says about the account. */
class DeskPortfolioTest {
  private final DeskFixture desk = new DeskFixture();

  @AfterEach
  void close() {
    desk.close();
  }

  private void buy(String id, long quantity, String price) {
    desk.submit(order(id, Side.BUY, quantity));
    desk.awaitStatus(id, OrderStatus.ACKNOWLEDGED);
    desk.broker.fill(id, quantity, price);
    desk.awaitStatus(id, OrderStatus.FILLED);
  }

  private Position held() {
    until(() -> !desk.portfolio().positions().isEmpty());
    return desk.portfolio().positions().getFirst();
  }

  private static void same(String expected, BigDecimal actual) {
    assertEquals(0, new BigDecimal(expected).compareTo(actual), "was " + actual);
  }

  @Test
  void lotsSurviveARestartAndASplitIsAppliedOnce() {
    desk.start().reconciled();
    buy("wf/buy/0", 100, "99");
    buy("wf/buy/1", 50, "101");
    CorporateAction split =
        CorporateAction.split("s1", "AAPL", 2, 1, BigDecimal.ZERO, Instant.now());
    get(desk.trading.apply(split));
    Portfolio after = get(desk.trading.apply(split));
    assertEquals(300, after.positions().getFirst().quantity());
    until(() -> desk.events.count(EventTypes.CORPORATE_ACTION_APPLIED) == 1);
    assertEquals(2, after.positions().getFirst().lots().size());
    same("49.5", after.positions().getFirst().lots().getFirst().price());
    desk.broker.hold("AAPL", 300);
    desk.restart();
    desk.reconciled();
    assertEquals(after.positions().getFirst().lots(), held().lots());
    CorporateAction other = CorporateAction.dividend("s1", "AAPL", BigDecimal.ONE, Instant.now());
    RefusedException refused =
        assertThrows(RefusedException.class, () -> get(desk.trading.apply(other)));
    assertEquals("trading.duplicate_action", refused.refusal().code());
  }

  /**
   * Tax lots by hand: what was said stays said after a restart, and money and shares do not move.
   */
  @Test
  void aPersonChoosesTheLotsOfASale() {
    desk.start().reconciled();
    buy("wf/buy/0", 100, "90");
    buy("wf/buy/1", 100, "110");
    desk.submit(order("wf/sell/0", Side.SELL, 100));
    desk.awaitStatus("wf/sell/0", OrderStatus.ACKNOWLEDGED);
    desk.broker.fill("wf/sell/0", 100, "100");
    desk.awaitStatus("wf/sell/0", OrderStatus.FILLED);
    until(() -> held().quantity() == 100);
    Position before = held();
    same("1000", before.realizedByLots());
    String sale =
        get(desk.trading.executions(10)).stream()
            .filter(e -> e.side() == Side.SELL)
            .findFirst()
            .orElseThrow()
            .execId();
    LotChoice dearest = new LotChoice(LotChoice.Rule.HIGHEST_COST_FIRST, List.of());
    Position after = get(desk.trading.chooseLots(sale, dearest, "ann")).positions().getFirst();
    until(() -> desk.events.count(EventTypes.LOTS_CHOSEN) == 1);
    same("-1000", after.realizedByLots());
    same("90", after.lots().getFirst().price());
    assertEquals(before.quantity(), after.quantity());
    assertEquals(before.averageCost(), after.averageCost());
    desk.broker.hold("AAPL", 100);
    desk.restart();
    desk.reconciled();
    assertEquals(after.lots(), held().lots());
    String newest = before.lots().getFirst().id();
    LotChoice named = new LotChoice(LotChoice.Rule.NEWEST_FIRST, List.of(newest));
    same(
        "-1000",
        get(desk.trading.chooseLots(sale, named, "ann")).positions().getFirst().realizedByLots());
    RefusedException refused =
        assertThrows(
            RefusedException.class, () -> get(desk.trading.chooseLots("no.such.01", named, "ann")));
    assertEquals("trading.execution_not_found", refused.refusal().code());
  }

  /** The price of a position that nobody quotes any more is named stale, with its age. */
  @Test
  void aStaleMarkIsNamedAndNotCounted() {
    desk.start().reconciled();
    buy("wf/buy/0", 100, "99");
    desk.market.mid = 110;
    until(() -> held().marketPrice().compareTo(new BigDecimal("110")) == 0);
    Portfolio fresh = desk.portfolio();
    assertEquals(Mark.Kind.FRESH, fresh.positions().getFirst().mark());
    assertEquals(Portfolio.Valuation.FRESH_MARKS, fresh.valuation());
    same("1100", fresh.unrealizedPnl());
    same("11000", fresh.grossExposure());
    // 1,000,000 - 9,900 - 1 of fees + 11,000
    until(() -> desk.portfolio().netLiquidation().compareTo(new BigDecimal("1001099.00")) == 0);

    desk.market.freeze(Duration.ofMinutes(10));
    until(() -> held().mark() == Mark.Kind.STALE);
    assertEquals(Duration.ofMinutes(10), held().markAge().orElseThrow());
    assertEquals(Portfolio.Valuation.BROKER, desk.portfolio().valuation());
    same("1000000", desk.portfolio().netLiquidation());
  }
}

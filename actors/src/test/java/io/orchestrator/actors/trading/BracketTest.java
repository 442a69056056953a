package io.orchestrator.actors.trading;

import static io.orchestrator.actors.trading.DeskFixture.get;
import static io.orchestrator.actors.trading.DeskFixture.order;
import static io.orchestrator.actors.trading.DeskFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.actors.trading.ScriptedBroker.Fate;
import io.orchestrator.domain.order.Bracket;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderConditions;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.port.BrokerGateway.Ticket;
import io.orchestrator.domain.risk.DenialCode;
import io.orchestrator.domain.system.TradingState;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An entry and its exits: together or not at all, and exits outlive what ends the entry. */
@Timeout(120)
class BracketTest {
  private final DeskFixture desk = new DeskFixture();
  private final ScriptedBroker broker = desk.broker;

  @AfterEach
  void close() {
    desk.close();
  }

  private static Bracket bracket(String id, long quantity) {
    return Bracket.of(
        order(id, Side.BUY, quantity),
        Optional.of(OrderConditions.stop(new BigDecimal("95"))),
        Optional.of(new BigDecimal("110")));
  }

  private List<Ticket> tickets() {
    return broker.all().stream().map(o -> o.ticket).toList();
  }

  @Test
  void theEntryIsKeptByTheBrokerUntilItsLastExitHasCome() {
    desk.start().reconciled();
    List<OrderView> views = get(desk.trading.submit(bracket("b/1", 10)));
    assertEquals(
        List.of("b/1", "b/1/stop", "b/1/target"),
        views.stream().map(v -> v.clientOrderId().value()).toList());
    until(() -> tickets().size() == 3);
    Ticket entry = tickets().get(0);
    Ticket stop = tickets().get(1);
    Ticket target = tickets().get(2);
    assertFalse(entry.link().transmit() || stop.link().transmit());
    assertTrue(target.link().transmit());
    assertEquals(entry.brokerOrderId(), stop.link().parentBrokerOrderId());
    assertEquals(entry.brokerOrderId(), target.link().parentBrokerOrderId());
    assertEquals("b/1", stop.link().ocaGroup());
    assertEquals(stop.link().ocaGroup(), target.link().ocaGroup());
    assertEquals(OrderType.STOP, stop.type());
    assertEquals(Side.SELL, stop.side());
    assertTrue(stop.exit() && target.exit() && !entry.exit());
    assertTrue(entry.brokerOrderId() < stop.brokerOrderId());
    // A repeat is a question.
    get(desk.trading.submit(bracket("b/1", 10)));
    assertEquals(3, tickets().size());
  }

  /** Without the record of the bracket the entry alone would be sent again: naked. */
  @Test
  void deathBetweenEntryAndExitsSendsTheWholeBracketOnce() {
    desk.start().reconciled();
    broker.next(Fate.DIES_BEFORE);
    desk.trading.submit(bracket("b/1", 10));
    until(() -> desk.events.count("order_intended") == 3);
    desk.restart();
    until(() -> tickets().size() == 3);
    desk.awaitStatus("b/1/target", OrderStatus.ACKNOWLEDGED);
    desk.reconciled();
    assertEquals(
        List.of("b/1", "b/1/stop", "b/1/target"),
        tickets().stream().map(Ticket::orderRef).toList());
    assertEquals(tickets().get(0).brokerOrderId(), tickets().get(1).link().parentBrokerOrderId());
  }

  @Test
  void aRefusedEntryTakesItsExitsWithItAndNothingLeaves() {
    desk.start().reconciled();
    List<OrderView> views = get(desk.trading.submit(bracket("b/1", 9_999)));
    assertEquals(OrderStatus.DENIED, views.getFirst().status());
    until(() -> get(desk.trading.orders(true, 10)).isEmpty());
    until(() -> get(desk.trading.orders(false, 10)).size() == 3);
    assertTrue(tickets().isEmpty());
  }

  /** The stop is gone while the whole bracket waits for the line: the entry would be naked. */
  @Test
  void anEntryWhoseExitIsGoneIsNotSentWithoutIt() {
    desk.start().reconciled();
    broker.next(Collections.nCopies(10_000, Fate.NOT_CONNECTED).toArray(Fate[]::new));
    get(desk.trading.submit(bracket("b/1", 10)));
    until(() -> desk.events.count("order_intended") == 3);
    get(desk.trading.cancel(new ClientOrderId("b/1/stop"), "test"));
    desk.awaitStatus("b/1/stop", OrderStatus.CANCELLED);
    broker.lose();
    broker.noMoreAccidents();
    broker.restore();
    OrderView entry = desk.awaitStatus("b/1", OrderStatus.DENIED);
    assertTrue(entry.detail().startsWith(DenialCode.BRACKET_INCOMPLETE.code()), entry.detail());
    desk.awaitStatus("b/1/target", OrderStatus.CANCELLED);
    assertTrue(tickets().isEmpty());
  }

  @Test
  void aHaltCancelsTheEntryAndLeavesTheExitsOfWhatIsHeld() {
    desk.start().reconciled();
    get(desk.trading.submit(bracket("b/1", 10)));
    desk.awaitStatus("b/1/target", OrderStatus.ACKNOWLEDGED);
    broker.fill("b/1", 4, "100");
    desk.awaitStatus("b/1", OrderStatus.PARTIALLY_FILLED);
    desk.apply(TradingState.HALTED, 1);
    desk.awaitStatus("b/1", OrderStatus.CANCELLED);
    assertEquals(OrderStatus.ACKNOWLEDGED, desk.find("b/1/stop").status());
    assertEquals(OrderStatus.ACKNOWLEDGED, desk.find("b/1/target").status());
    assertEquals(4, desk.position("AAPL"));
  }

  @Test
  void anExitWorksForWhatTheBrokerLeftItAndEndsWithThat() {
    desk.start().reconciled();
    get(desk.trading.submit(bracket("b/1", 10)));
    desk.awaitStatus("b/1/target", OrderStatus.ACKNOWLEDGED);
    broker.fill("b/1", 4, "100");
    get(desk.trading.cancel(new ClientOrderId("b/1"), "test"));
    desk.awaitStatus("b/1", OrderStatus.CANCELLED);
    broker.shrink("b/1/stop", 4);
    until(() -> desk.find("b/1/stop").workingQuantity() == 4);
    assertEquals(10, desk.find("b/1/stop").quantity(), "what was asked for stays");
    desk.restart();
    until(() -> desk.find("b/1/stop").workingQuantity() == 4);
    broker.fill("b/1/stop", 4, "95");
    desk.awaitStatus("b/1/stop", OrderStatus.FILLED);
    assertEquals(0, desk.position("AAPL"));
  }

  /** The whole quantity would open the other side: the gate would refuse it and nothing protect. */
  @Test
  void anExitThatLeavesAfterItsEntryEndedCoversWhatWasFilled() {
    desk.start().reconciled();
    broker.next(Fate.ARRIVES);
    broker.next(Collections.nCopies(10_000, Fate.NOT_CONNECTED).toArray(Fate[]::new));
    get(desk.trading.submit(bracket("b/1", 10)));
    desk.awaitStatus("b/1", OrderStatus.ACKNOWLEDGED);
    broker.fill("b/1", 4, "100");
    desk.awaitStatus("b/1", OrderStatus.PARTIALLY_FILLED);
    get(desk.trading.cancel(new ClientOrderId("b/1"), "test"));
    desk.awaitStatus("b/1", OrderStatus.CANCELLED);
    broker.noMoreAccidents();
    for (String exit : List.of("b/1/stop", "b/1/target")) {
      desk.awaitStatus(exit, OrderStatus.ACKNOWLEDGED);
      assertEquals(4, broker.ordersOf(exit).getFirst().ticket.quantity(), exit);
      assertTrue(broker.ordersOf(exit).getFirst().ticket.exit(), exit);
    }
  }

  @Test
  void anExitWithoutEntryAndPositionIsNotAShortSale() {
    desk.start().reconciled();
    OrderView orphan =
        desk.submit(
            order("b/1/stop", Side.SELL, 10)
                .with(OrderConditions.NONE.withParent(new ClientOrderId("b/1"))));
    assertEquals(OrderStatus.DENIED, orphan.status());
    assertTrue(orphan.detail().startsWith(DenialCode.PARENT_GONE.code()), orphan.detail());
  }

  /** A position of another order is not what it was meant to protect. */
  @Test
  void anExitWhoseEntryEndedUnfilledDoesNotSellAnothersPosition() {
    broker.hold("AAPL", 50);
    desk.start().reconciled();
    assertEquals(OrderStatus.DENIED, desk.submit(order("b/1", Side.BUY, 9_999)).status());
    desk.restart();
    desk.reconciled();
    OrderView orphan =
        desk.submit(
            order("b/1/stop", Side.SELL, 10)
                .with(OrderConditions.NONE.withParent(new ClientOrderId("b/1"))));
    desk.awaitStatus("b/1/stop", OrderStatus.CANCELLED);
    assertEquals(List.of(), tickets(), () -> orphan.toString());
  }

  /** One group: each alone may close all of it, both together still do not sell it twice. */
  @Test
  void twoExitsOfOneGroupAreBothVerifiedAndAThirdIsNot() {
    broker.hold("AAPL", 50);
    desk.start().reconciled();
    OrderConditions group = OrderConditions.NONE.withOcaGroup("g");
    desk.submit(order("x/1", Side.SELL, 50).with(group));
    desk.submit(order("x/2", Side.SELL, 50).with(group));
    desk.awaitStatus("x/1", OrderStatus.ACKNOWLEDGED);
    desk.awaitStatus("x/2", OrderStatus.ACKNOWLEDGED);
    assertTrue(tickets().stream().allMatch(Ticket::exit));
    desk.apply(TradingState.HALTED, 1);
    assertEquals(OrderStatus.DENIED, desk.submit(order("x/3", Side.SELL, 50)).status());
  }
}

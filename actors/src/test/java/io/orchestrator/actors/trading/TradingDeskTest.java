package io.orchestrator.actors.trading;

import static io.orchestrator.actors.trading.DeskFixture.get;
import static io.orchestrator.actors.trading.DeskFixture.order;
import static io.orchestrator.actors.trading.DeskFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.actors.trading.ScriptedBroker.Fate;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.port.BrokerGateway.ExecutionReported;
import io.orchestrator.domain.port.BrokerGateway.SessionReady;
import io.orchestrator.domain.port.BrokerGateway.UpstreamChanged;
import io.orchestrator.domain.risk.DenialCode;
import io.orchestrator.domain.system.TradingState;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TradingDeskTest {
  private final DeskFixture desk = new DeskFixture();
  private final ScriptedBroker broker = desk.broker;

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  void anOrderIsFilledInPartsAndBooked() {
    desk.start().reconciled();
    assertEquals(OrderStatus.SENT, sentOrBeyond(desk.submit(order("wf/buy/0", Side.BUY, 100))));
    broker.fill("wf/buy/0", 40, "100.00");
    desk.awaitStatus("wf/buy/0", OrderStatus.PARTIALLY_FILLED);
    CompletionStage<OrderView> end = desk.trading.awaitEnd(new ClientOrderId("wf/buy/0"));
    broker.fill("wf/buy/0", 60, "100.50");

    OrderView filled = get(end);
    assertEquals(OrderStatus.FILLED, filled.status());
    assertEquals(0, new BigDecimal("100.3").compareTo(filled.averagePrice()));
    until(() -> desk.find("wf/buy/0").commission().compareTo(new BigDecimal("2.00")) == 0);
    assertEquals(100, desk.position("AAPL"));
    // 1,000,000 - 40 x 100.00 - 60 x 100.50 - 2 x 1.00
    until(() -> desk.portfolio().cash().compareTo(new BigDecimal("989968")) == 0);
    assertEquals(2, get(desk.trading.executions(10)).size());
    assertEquals(2, desk.events.count(EventTypes.ORDER_FILLED));
    assertEquals(1, desk.events.count(EventTypes.ORDER_INTENDED));
  }

  private static OrderStatus sentOrBeyond(OrderView view) {
    assertTrue(
        view.status() == OrderStatus.SENT || view.status() == OrderStatus.ACKNOWLEDGED,
        view.toString());
    return OrderStatus.SENT;
  }

  @Test
  void aRejectionEndsTheOrder() {
    desk.start().reconciled();
    desk.submit(order("wf/buy/0", Side.BUY, 10));
    broker.reject("wf/buy/0");
    OrderView view = get(desk.trading.awaitEnd(new ClientOrderId("wf/buy/0")));
    until(() -> desk.find("wf/buy/0").status() == OrderStatus.REJECTED);
    assertEquals(0, view.filled());
  }

  @Test
  void repeatsGetTheSameOrderAlsoAfterARestart() {
    desk.start().reconciled();
    desk.submit(order("wf/buy/0", Side.BUY, 10));
    desk.submit(order("wf/buy/0", Side.BUY, 10));
    broker.fill("wf/buy/0", 10, "100");
    desk.awaitStatus("wf/buy/0", OrderStatus.FILLED);
    desk.submit(order("wf/buy/0", Side.BUY, 10));
    desk.restart();
    assertEquals(OrderStatus.FILLED, desk.submit(order("wf/buy/0", Side.BUY, 10)).status());
    assertEquals(1, broker.ordersOf("wf/buy/0").size());

    RefusedException other =
        assertThrows(RefusedException.class, () -> desk.submit(order("wf/buy/0", Side.BUY, 11)));
    assertEquals("order.duplicate_id", other.refusal().code());
  }

  @Test
  void parallelRepeatsSendOnce() {
    desk.start().reconciled();
    List<CompletionStage<OrderView>> all =
        IntStream.range(0, 20)
            .mapToObj(i -> desk.trading.submit(order("wf/buy/0", Side.BUY, 10)))
            .toList();
    all.forEach(DeskFixture::get);
    assertEquals(1, broker.ordersOf("wf/buy/0").size());
  }

  @Test
  void aLostAcknowledgementIsAdoptedAfterReconnect() {
    desk.start().reconciled();
    broker.next(Fate.ARRIVES_UNHEARD);
    assertEquals(OrderStatus.SENT, desk.submit(order("wf/buy/0", Side.BUY, 10)).status());
    broker.lose();
    desk.awaitStatus("wf/buy/0", OrderStatus.UNKNOWN);
    assertFalse(desk.portfolio().reconciled());
    broker.restore();
    desk.awaitStatus("wf/buy/0", OrderStatus.ACKNOWLEDGED);
    desk.reconciled();
    assertEquals(1, broker.ordersOf("wf/buy/0").size());
    assertTrue(desk.events.count(EventTypes.RECONCILIATION_FINISHED) >= 2);
  }

  @Test
  void aDecidedOrderWaitsForTheSessionAnotherIsDenied() {
    desk.start().reconciled();
    broker.lose();
    until(() -> !desk.portfolio().reconciled());
    CompletionStage<OrderView> patient =
        desk.trading.submit(order("wf/buy/0", Side.BUY, 10), Duration.ofMinutes(1));
    assertEquals(OrderStatus.DENIED, desk.submit(order("wf/buy/1", Side.BUY, 10)).status());
    assertFalse(patient.toCompletableFuture().isDone());
    broker.restore();
    assertEquals(OrderStatus.SENT, sentOrBeyond(get(patient)));
    assertEquals(1, broker.ordersOf("wf/buy/0").size());
    assertEquals(0, broker.ordersOf("wf/buy/1").size());
  }

  @Test
  void fillsDuringADisconnectAreBookedOnce() {
    desk.start().reconciled();
    desk.submit(order("wf/buy/0", Side.BUY, 10));
    broker.fill("wf/buy/0", 4, "100");
    broker.lose();
    broker.fill("wf/buy/0", 6, "100");
    broker.restore();
    desk.awaitStatus("wf/buy/0", OrderStatus.FILLED);
    desk.reconciled();
    assertEquals(10, desk.position("AAPL"));
  }

  @Test
  void deathBeforeTheBytesLeftSendsOnceAfterTheBrokerWasAsked() {
    desk.start().reconciled();
    broker.next(Fate.DIES_BEFORE);
    desk.trading.submit(order("wf/buy/0", Side.BUY, 10));
    until(() -> desk.events.count(EventTypes.ORDER_INTENDED) == 1);
    desk.restart();
    desk.awaitStatus("wf/buy/0", OrderStatus.ACKNOWLEDGED);
    desk.reconciled();
    assertEquals(1, broker.ordersOf("wf/buy/0").size());
  }

  @Test
  void deathAfterTheBytesLeftAdoptsTheOrder() {
    desk.start().reconciled();
    broker.next(Fate.DIES_AFTER);
    desk.trading.submit(order("wf/buy/0", Side.BUY, 10));
    until(() -> broker.ordersOf("wf/buy/0").size() == 1);
    desk.restart();
    desk.awaitStatus("wf/buy/0", OrderStatus.ACKNOWLEDGED);
    broker.fill("wf/buy/0", 10, "100");
    desk.awaitStatus("wf/buy/0", OrderStatus.FILLED);
    assertEquals(1, broker.ordersOf("wf/buy/0").size());
    assertEquals(10, desk.position("AAPL"));
  }

  @Test
  void anUncertainWriteIsResolvedByTheBrokerEitherWay() {
    desk.start().reconciled();
    broker.next(Fate.UNCERTAIN_ARRIVED, Fate.UNCERTAIN_LOST);
    desk.submit(order("wf/buy/0", Side.BUY, 10));
    desk.awaitStatus("wf/buy/0", OrderStatus.ACKNOWLEDGED);
    desk.submit(order("wf/buy/1", Side.BUY, 10));
    desk.awaitStatus("wf/buy/1", OrderStatus.ACKNOWLEDGED);
    assertEquals(1, broker.ordersOf("wf/buy/0").size());
    assertEquals(1, broker.ordersOf("wf/buy/1").size());
    assertEquals(2, desk.events.count(EventTypes.ORDER_UNKNOWN));
  }

  @Test
  void anIncompleteSyncProvesNothing() {
    desk.start().reconciled();
    broker.syncComplete(false);
    broker.next(Fate.UNCERTAIN_LOST);
    desk.submit(order("wf/buy/0", Side.BUY, 10));
    until(() -> desk.events.count(EventTypes.RECONCILIATION_FINISHED) >= 4);
    assertEquals(OrderStatus.UNKNOWN, desk.find("wf/buy/0").status());
    broker.syncComplete(true);
    desk.awaitStatus("wf/buy/0", OrderStatus.ACKNOWLEDGED);
    assertEquals(1, broker.ordersOf("wf/buy/0").size());
  }

  @Test
  void anOrderThatMetNoSessionWaitsAndGoesOnce() {
    desk.start().reconciled();
    broker.next(Fate.NOT_CONNECTED);
    assertEquals(OrderStatus.INTENDED, desk.submit(order("wf/buy/0", Side.BUY, 10)).status());
    broker.lose();
    broker.restore();
    desk.awaitStatus("wf/buy/0", OrderStatus.ACKNOWLEDGED);
    assertEquals(1, broker.ordersOf("wf/buy/0").size());
  }

  @Test
  void refusedBytesInALivingSessionAreTriedAgain() {
    broker.hold("MSFT", 50);
    desk.start().reconciled();
    broker.next(Fate.NOT_CONNECTED, Fate.NOT_CONNECTED, Fate.NOT_CONNECTED);
    desk.submit(order("wf/exit/0", "MSFT", Side.SELL, 50));
    desk.submit(order("wf/buy/0", Side.BUY, 10));
    desk.awaitStatus("wf/exit/0", OrderStatus.ACKNOWLEDGED);
    desk.awaitStatus("wf/buy/0", OrderStatus.ACKNOWLEDGED);
    assertEquals(2, broker.all().size());
  }

  @Test
  void nothingIsSentWhileTheGatewayHasLostTheBroker() {
    broker.hold("AAPL", 50);
    desk.start().reconciled();
    broker.emit(new UpstreamChanged(false, false, "1100"));
    until(() -> !desk.portfolio().reconciled());
    assertEquals(
        DenialCode.BROKER_UNAVAILABLE.code(),
        desk.submit(order("wf/buy/0", Side.BUY, 10)).detail().split(":")[0]);
    assertEquals(OrderStatus.INTENDED, desk.submit(order("wf/exit/0", Side.SELL, 50)).status());
    assertTrue(broker.all().isEmpty());
    broker.emit(new UpstreamChanged(true, false, "1102"));
    desk.awaitStatus("wf/exit/0", OrderStatus.ACKNOWLEDGED);
    desk.reconciled();
  }

  @Test
  void brokerIdsNeverGoBack() {
    desk.start().reconciled();
    desk.submit(order("wf/buy/0", Side.BUY, 10));
    int first = broker.all().getLast().brokerId;
    desk.restart();
    desk.reconciled();
    broker.nextOrderIdGoesBackTo(1);
    broker.emit(new SessionReady("DU1", 1, "again"));
    desk.submit(order("wf/buy/1", Side.BUY, 10));
    assertTrue(broker.all().getLast().brokerId > first);
  }

  @Test
  void manualOrdersAndTheirFillsCountButAreLeftAlone() {
    desk.start().reconciled();
    broker.manual("AAPL", Side.BUY, 2_900);
    // 2,900 + 200 shares at 100 are 31 % of a million; 50 more would be allowed alone.
    until(
        () ->
            get(desk.trading.dryRun(order("wf/probe/0", Side.BUY, 200)))
                .map(r -> r.code().equals(DenialCode.CONCENTRATION.code()))
                .orElse(false));
    assertEquals(Optional.empty(), get(desk.trading.dryRun(order("wf/probe/0", Side.BUY, 50))));
    broker.fill("", 2_900, "100");
    until(() -> desk.position("AAPL") == 2_900);
    desk.apply(TradingState.HALTED, 1);
    assertEquals("Filled", broker.all().getFirst().status);
    assertTrue(get(desk.trading.orders(false, 10)).isEmpty());
  }

  @Test
  void afterAHaltAnswersNoEntryLeavesAndExitsDo() {
    broker.hold("MSFT", 100);
    desk.start().reconciled();
    List<CompletionStage<OrderView>> entries =
        IntStream.range(0, 30)
            .mapToObj(i -> desk.trading.submit(order("wf/buy/" + i, Side.BUY, 1)))
            .toList();
    TradingDesk.TradingStateApplied applied = desk.apply(TradingState.HALTED, 1);
    int sent = broker.all().size();
    assertEquals(1, applied.epoch());
    entries.forEach(DeskFixture::get);
    assertEquals(sent, broker.all().size());
    until(() -> broker.all().stream().noneMatch(ScriptedBroker.Order::live));
    until(() -> get(desk.trading.orders(true, 100)).isEmpty());

    desk.restart();
    assertEquals(OrderStatus.DENIED, desk.submit(order("wf/late/0", Side.BUY, 1)).status());
    desk.submit(order("wf/exit/0", "MSFT", Side.SELL, 100));
    desk.awaitStatus("wf/exit/0", OrderStatus.ACKNOWLEDGED);
    desk.reconciled();
    assertEquals(
        DenialCode.TRADING_HALTED.code(),
        desk.submit(order("wf/late/1", Side.BUY, 1)).detail().split(":")[0]);
    // The exit that works leaves nothing more to close.
    assertEquals(
        OrderStatus.DENIED, desk.submit(order("wf/exit/1", "MSFT", Side.SELL, 1)).status());
  }

  @Test
  void aCancelPassesAHaltAndAnUnsentOrderIsCancelledAtHome() {
    desk.start().reconciled();
    desk.submit(order("wf/buy/0", Side.BUY, 10));
    get(desk.trading.cancel(new ClientOrderId("wf/buy/0"), "test"));
    desk.awaitStatus("wf/buy/0", OrderStatus.CANCELLED);

    broker.next(Fate.NOT_CONNECTED);
    desk.submit(order("wf/buy/1", Side.BUY, 10));
    assertEquals(
        OrderStatus.CANCELLED,
        get(desk.trading.cancel(new ClientOrderId("wf/buy/1"), "test")).status());
    assertEquals(1, broker.all().size());
    RefusedException unknown =
        assertThrows(
            RefusedException.class,
            () -> get(desk.trading.cancel(new ClientOrderId("wf/none/0"), "test")));
    assertEquals("order.not_found", unknown.refusal().code());
  }

  /** A gateway switched to read-only refuses the cancel by the number of the order. */
  @Test
  void aRefusedCancelIsNoRejectionOfTheOrder() {
    desk.start().reconciled();
    desk.submit(order("wf-1/s/0", Side.BUY, 10));
    desk.awaitStatus("wf-1/s/0", OrderStatus.ACKNOWLEDGED);
    broker.refusesCancels();
    get(desk.trading.cancel(new ClientOrderId("wf-1/s/0"), "alice"));
    DeskFixture.until(() -> broker.cancelsRefused() > 0);
    desk.reconciled();
    assertEquals(OrderStatus.ACKNOWLEDGED, desk.find("wf-1/s/0").status());
    broker.fill("wf-1/s/0", 10, "100");
    desk.awaitStatus("wf-1/s/0", OrderStatus.FILLED);
    assertEquals(10, desk.position("AAPL"));
  }

  @Test
  void aDenialIsAViewAndStaysDenied() {
    desk.start().reconciled();
    OrderView denied = desk.submit(order("wf/big/0", Side.BUY, 9_999));
    assertEquals(OrderStatus.DENIED, denied.status());
    assertTrue(denied.detail().startsWith(DenialCode.ORDER_NOTIONAL.code()), denied.detail());
    assertEquals(OrderStatus.DENIED, desk.submit(order("wf/big/0", Side.BUY, 9_999)).status());
    assertTrue(broker.all().isEmpty());
  }

  @Test
  void withoutRiskNumbersOrPermissionsEntriesStop() {
    broker.hold("AAPL", 10);
    desk.startBare();
    desk.reconciled();
    assertTrue(detail("wf/a/0").startsWith(DenialCode.CAPABILITY_MISSING.code()));
    desk.allow();
    desk.desk.tell(DeskFixture.numbers(desk.report(Optional.of("no history"))));
    assertTrue(detail("wf/a/1").startsWith(DenialCode.RISK_UNAVAILABLE.code()));
    desk.market.unknown.add(io.orchestrator.domain.market.Symbol.of("AAPL"));
    desk.submit(order("wf/exit/0", Side.SELL, 10));
    desk.awaitStatus("wf/exit/0", OrderStatus.ACKNOWLEDGED);
  }

  private String detail(String id) {
    return desk.submit(order(id, "MSFT", Side.BUY, 1)).detail();
  }

  @Test
  void aDifferenceOfPositionsIsTakenOverWhenSeenTwice() {
    desk.start().reconciled();
    broker.hold("TSLA", 7);
    broker.lose();
    broker.restore();
    until(() -> desk.position("TSLA") == 7);
    desk.reconciled();
  }

  @Test
  void aCorrectionReplacesTheFill() {
    desk.start().reconciled();
    desk.submit(order("wf/buy/0", Side.BUY, 10));
    broker.fill("wf/buy/0", 10, "100");
    desk.awaitStatus("wf/buy/0", OrderStatus.FILLED);
    ExecutionReported first = broker.executions().getFirst();
    broker.emit(
        new ExecutionReported(
            first.execId().replace(".01.01", ".01.02"),
            first.brokerOrderId(),
            first.clientId(),
            first.permId(),
            first.orderRef(),
            first.symbol(),
            first.side(),
            10,
            new BigDecimal("99"),
            first.timestamp()));
    // 1,000,000 - 10 x 99 - 1 fee
    until(() -> desk.portfolio().cash().compareTo(new BigDecimal("999009")) == 0);
    assertEquals(10, desk.position("AAPL"));
  }

  @Test
  void aCrowdOfEntriesTurnsNoExitAway() {
    broker.hold("MSFT", 100);
    desk.start().reconciled();
    desk.market.unknown.add(Symbol.of("ZZZ"));
    // Without a price they are denied, but their journals do not answer: they stay.
    desk.holdJournal();
    for (int i = 0; i < 2 * DeskFixture.SETTINGS.maxOpenOrders(); i++) {
      desk.trading.submit(order("crowd/" + i, "ZZZ", Side.BUY, 1));
    }
    assertEquals("order.desk_overloaded", refused("late/0").refusal().code());
    CompletionStage<OrderView> exit = desk.trading.submit(order("exit/0", "MSFT", Side.SELL, 100));
    assertEquals("order.desk_overloaded", refused("late/1").refusal().code());
    assertFalse(exit.toCompletableFuture().isCompletedExceptionally());
  }

  private RefusedException refused(String id) {
    return assertThrows(RefusedException.class, () -> desk.submit(order(id, Side.BUY, 1)));
  }

  @Test
  void anOlderOrderIsReadFromItsJournal() {
    desk.start().reconciled();
    assertEquals(Optional.empty(), get(desk.trading.find(new ClientOrderId("wf/none/0"))));
    broker.fillsAtOnce(true);
    desk.submit(order("wf/buy/0", Side.BUY, 1));
    desk.awaitStatus("wf/buy/0", OrderStatus.FILLED);
    assertEquals(1, desk.find("wf/buy/0").filled());
    RefusedException none =
        assertThrows(
            RefusedException.class,
            () -> get(desk.trading.awaitEnd(new ClientOrderId("wf/none/1"))));
    assertEquals("order.not_found", none.refusal().code());
  }
}

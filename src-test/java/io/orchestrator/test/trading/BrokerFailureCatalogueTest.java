package io.orchestrator.test.trading;

import static io.orchestrator.test.trading.TradingFloor.get;
import static io.orchestrator.test.trading.WiredDesk.CLIENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.adapters.simulator.exchange.BrokerOrder;
import io.orchestrator.adapters.simulator.gateway.Scenario;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import io.orchestrator.domain.risk.DenialCode;
import io.orchestrator.domain.system.TradingState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thirteen ways in which trading programs are known to have lost or doubled orders at this broker,
 * each against the real wire client over sockets. Each test names the defence without which it
 * fails.
 */
@Timeout(180)
class BrokerFailureCatalogueTest {
  /** A Tuesday's 23:45 in New York. */
  private static final Instant RESTART = Instant.parse("2024-03-06T04:45:00Z");

  /** A Sunday's. */
  private static final Instant WEEKLY_RESTART = Instant.parse("2024-03-04T04:45:00Z");

  @TempDir Path directory;
  private WiredDesk desk;

  @BeforeEach
  void open() throws IOException {
    desk = new WiredDesk(directory);
    desk.start().reconciled();
  }

  @AfterEach
  void close() {
    desk.close();
  }

  /** Defence: a comparison, with executions, after every 1101 and 1102. */
  @Test
  void s01FillsBehindALostUpstreamLineAreAskedForAgain() {
    desk.faults().withholdFills(true);
    desk.market("s1/buy/0", Side.BUY, 10);
    desk.await("a fill that nobody hears of", () -> desk.brokerPosition() == 10);
    desk.faults().upstreamLost();
    desk.unreconciled();
    desk.faults().withholdFills(false);
    desk.faults().upstreamRestored(false);
    desk.awaitStatus("s1/buy/0", OrderStatus.FILLED);
    desk.reconciled();
    assertEquals(10, desk.ownPosition());
    assertEquals(10, desk.executed("s1/buy/0"), "the fill itself, not its sum only");
    assertEquals(1, desk.atBroker("s1/buy/0").size());
  }

  /** Defence: {@code BrokerIds} keeps its own high-water mark, on disk; so does {@code Outbox}. */
  @Test
  void s02NextValidIdGoesBackAndNoIdIsUsedTwice() {
    desk.resting("s2/buy/0", Side.BUY, 10);
    int first = desk.awaitStatus("s2/buy/0", OrderStatus.ACKNOWLEDGED).brokerOrderId();
    desk.faults().nextValidIdBack(first);
    desk.cut();
    desk.reconciled();
    desk.resting("s2/buy/1", Side.BUY, 20);
    OrderView second = desk.awaitStatus("s2/buy/1", OrderStatus.ACKNOWLEDGED);
    assertTrue(second.brokerOrderId() > first);
    assertTrue(
        desk.adapter.trace().snapshot().stream().noneMatch(e -> e.text().matches(".*¦10[35]¦.*")),
        "an old number met the broker's own defence");
    assertEquals(10, desk.find("s2/buy/0").quantity());
    assertTrue(second.permId() != desk.find("s2/buy/0").permId());
    assertEquals(1, desk.atBroker("s2/buy/1").size());
  }

  /** Defence: {@code RestartWatch} counts the time without a session inside the window as well. */
  @Test
  void s03ALossInTheResetWindowIsToldEndsEntriesAndCallsAPersonSoonAfterTheWindow() {
    desk.gatewayTime(RESTART);
    desk.simulator.gateway().begin(Scenario.DISCONNECTED_IN_RESET_WINDOW);
    desk.unreconciled();
    desk.await(
        "the loss as an event",
        () -> desk.events.said(EventTypes.BROKER_STATE_CHANGED, "state", "lost"));
    OrderView denied = get(desk.trading.submit(restingRequest("s3/buy/0")));
    assertEquals(OrderStatus.DENIED, denied.status());
    assertTrue(denied.detail().startsWith(DenialCode.BROKER_UNAVAILABLE.code()), denied.detail());
    assertEquals(0, desk.events.count(EventTypes.BROKER_ALARM));
    desk.awaitWhileTimePasses(
        "a call", Duration.ofSeconds(30), () -> alarmed("disconnected_too_long"));
    Duration borne = Duration.between(RESTART, desk.gatewayTime());
    assertTrue(borne.compareTo(Duration.ofMinutes(18)) >= 0, "too early: " + borne);
    assertTrue(reasons().contains("(disconnected_too_long)"), reasons());
    desk.simulator.gateway().end(Scenario.DISCONNECTED_IN_RESET_WINDOW);
    desk.reconciled();
    assertEquals("[]", reasons());
    desk.resting("s3/buy/1", Side.BUY, 1);
    desk.awaitStatus("s3/buy/1", OrderStatus.ACKNOWLEDGED);
  }

  private boolean alarmed(String cause) {
    return desk.events.said(EventTypes.BROKER_ALARM, "cause", cause);
  }

  /** What the status of the system shows under {@code degraded_reasons}. */
  private String reasons() {
    return get(desk.trading.remarks()).toString();
  }

  private OrderRequest restingRequest(String id) {
    return new OrderRequest(
        new ClientOrderId(id),
        Symbol.of("AAPL"),
        Side.BUY,
        10,
        OrderType.LIMIT,
        Optional.of(desk.far(Side.BUY)),
        TimeInForce.DAY,
        "wf-1",
        "workflow:wf-1");
  }

  /**
   * Defences: {@code RestartWatch} asks for the login; an order that was decided waits for the
   * session ({@code OrderIntake}) and goes once when a person has logged the gateway in.
   */
  @Test
  void s04WhileTheGatewayWaitsForALoginAPersonIsCalledAndNothingIsLostOrDoubled() {
    desk.gatewayTime(WEEKLY_RESTART);
    desk.simulator.gateway().begin(Scenario.WEEKLY_LOGIN);
    desk.unreconciled();
    var patient = desk.trading.submit(restingRequest("s4/buy/0"), WiredDesk.PATIENCE);
    desk.awaitWhileTimePasses("a call", Duration.ofSeconds(4), () -> alarmed("weekly_login"));
    assertTrue(reasons().contains("(weekly_login)"), reasons());
    assertFalse(patient.toCompletableFuture().isDone());
    desk.simulator.gateway().end(Scenario.WEEKLY_LOGIN);
    get(patient);
    desk.awaitStatus("s4/buy/0", OrderStatus.ACKNOWLEDGED);
    assertEquals(1, desk.atBroker("s4/buy/0").size());
    assertEquals("[]", reasons());
  }

  /** Defence: a lost session is a state of the session, not an end of the desk. */
  @Test
  void s05TheNightlyResetEndsNothing() {
    desk.resting("s5/buy/0", Side.BUY, 10);
    desk.awaitStatus("s5/buy/0", OrderStatus.ACKNOWLEDGED);
    for (int night = 0; night < 3; night++) {
      desk.cut();
      desk.reconciled();
    }
    assertEquals(OrderStatus.ACKNOWLEDGED, desk.find("s5/buy/0").status());
    assertEquals(1, desk.atBroker("s5/buy/0").size());
    get(desk.trading.cancel(new ClientOrderId("s5/buy/0"), "test"));
    desk.awaitStatus("s5/buy/0", OrderStatus.CANCELLED);
  }

  /** Defence: {@code TwinOrders} blocks the name, also when the first of the two is over. */
  @Test
  void s06TwoLiveOrdersOfOneReferenceStopTheNameUntilAPersonReleasesIt() {
    desk.faults().twinNextOrder();
    desk.resting("s6/buy/0", Side.BUY, 10);
    desk.await("the blocked name", () -> get(desk.trading.blockedNames()).containsKey("AAPL"));
    assertEquals(1, desk.events.count(EventTypes.ORDER_DUPLICATED));
    OrderView denied = get(desk.trading.submit(restingRequest("s6/buy/1")));
    assertTrue(denied.detail().startsWith(DenialCode.NAME_BLOCKED.code()), denied.detail());
    long own = desk.find("s6/buy/0").permId();
    desk.atBroker("s6/buy/0").stream()
        .filter(o -> o.permId() != own)
        .forEach(o -> desk.simulator.exchange().cancelByPermId(o.permId()));
    assertTrue(get(desk.trading.reconcile("twin was cancelled", "test")).clean());
    get(desk.trading.release("AAPL", "twin was cancelled", "test"));
    desk.resting("s6/buy/2", Side.BUY, 10);
    desk.awaitStatus("s6/buy/2", OrderStatus.ACKNOWLEDGED);
  }

  /** Defence: names are derived and are the broker's {@code orderRef}. */
  @Test
  void s07ARestartRecognisesItsOrdersAndMakesNone() {
    OrderRequest request = restingRequest("s7/buy/0");
    get(desk.trading.submit(request, WiredDesk.PATIENCE));
    OrderView before = desk.awaitStatus("s7/buy/0", OrderStatus.ACKNOWLEDGED);
    desk.die();
    desk.start().reconciled();
    get(desk.trading.submit(restingRequest("s7/other/0")));
    assertEquals(before.permId(), get(desk.trading.submit(request)).permId());
    OrderView after = desk.find("s7/buy/0");
    assertEquals(before.permId(), after.permId());
    assertEquals(before.type(), after.type());
    assertEquals(before.timeInForce(), after.timeInForce());
    assertEquals(1, desk.atBroker("s7/buy/0").size());
  }

  /** Defence: positions follow from unique executions only; the first books are taken once. */
  @Test
  void s08APositionAndTheFillsBehindItAreNotCountedTwice() {
    desk.market("s8/buy/0", Side.BUY, 300);
    desk.await("some shares", () -> desk.brokerPosition() > 0);
    desk.die();
    desk.start().reconciled();
    desk.awaitStatus("s8/buy/0", OrderStatus.FILLED);
    desk.await("equal positions", () -> desk.ownPosition() == desk.brokerPosition());
    assertTrue(get(desk.trading.reconcile("look", "test")).clean());
    assertEquals(300, desk.ownPosition());
    assertEquals(300, desk.executed("s8/buy/0"));
    assertEquals(0, desk.events.count(EventTypes.POSITION_ADOPTED), "equal by themselves");
  }

  /** Defence: orders without our name are known by {@code permId}, counted, and left alone. */
  @Test
  void s09AnOrderPlacedInTwsIsCountedAndLeftAlone() {
    BrokerOrder foreign = desk.beside(0, 0, "", Side.BUY, 7, true);
    desk.beside(0, 0, "", Side.BUY, 5, false);
    desk.await("the fill at the broker", () -> desk.brokerPosition() == 5);
    // The gateway tells a client of its own fills only: the others come when they are asked for.
    assertTrue(get(desk.trading.reconcile("look", "test")).compared().openOrders() >= 1);
    desk.await("a fill that is not ours", () -> desk.ownPosition() == 5);
    assertEquals(5, desk.executed(""), "as an execution, not as a difference taken over");
    desk.apply(TradingState.HALTED, 1);
    assertTrue(stateOf(foreign).live(), "a halt cancels our orders only");
    assertTrue(get(desk.trading.orders(false, 10)).isEmpty());
  }

  private BrokerOrder.State stateOf(BrokerOrder order) {
    return desk.simulator.exchange().orders().stream()
        .filter(o -> o.permId() == order.permId())
        .findFirst()
        .orElseThrow()
        .state();
  }

  /** Defence: a status word never ends an order, and the broker's number is kept on disk. */
  @Test
  void s10AnOrderShownAsPreSubmittedByALaterSessionCanBeCancelled() {
    desk.resting("s10/buy/0", Side.BUY, 10);
    desk.awaitStatus("s10/buy/0", OrderStatus.ACKNOWLEDGED);
    desk.faults().staleStates(true);
    desk.die();
    desk.simulator.gateway().disconnectAll();
    desk.start().reconciled();
    get(desk.trading.cancel(new ClientOrderId("s10/buy/0"), "test"));
    desk.awaitStatus("s10/buy/0", OrderStatus.CANCELLED);
    assertFalse(desk.atBroker("s10/buy/0").getFirst().state().live());
  }

  /** Defence: in a complete answer a name that is absent is flat. */
  @Test
  void s11AFlatPositionThatIsNotReportedIsFlat() {
    desk.market("s11/buy/0", Side.BUY, 20);
    desk.awaitStatus("s11/buy/0", OrderStatus.FILLED);
    desk.await("the shares", () -> desk.ownPosition() == 20);
    desk.line.aDayLater = true;
    desk.faults().omitFlatPositions(true);
    desk.beside(0, 0, "", Side.SELL, 20, false);
    desk.await("the sale", () -> desk.brokerPosition() == 0);
    get(desk.trading.reconcile("look", "test"));
    desk.await("flat", () -> desk.ownPosition() == 0);
    assertEquals(20, desk.executed("s11/buy/0"), "the sale is known by the position alone");
    desk.reconciled();
  }

  /** Defence: what is not ours neither blocks the comparison nor is ever cancelled by id. */
  @Test
  void s12OrdersOfAnotherSessionThatWeCannotCancelBlockNothing() {
    BrokerOrder foreign = desk.beside(99, 1, "other/1", Side.BUY, 10, true);
    desk.die();
    desk.start().reconciled();
    desk.resting("s12/buy/0", Side.BUY, 10);
    desk.awaitStatus("s12/buy/0", OrderStatus.ACKNOWLEDGED);
    desk.apply(TradingState.HALTED, 1);
    desk.awaitStatus("s12/buy/0", OrderStatus.CANCELLED);
    assertTrue(stateOf(foreign).live());
  }

  /** Defence: 103 asks the broker; the order is sent once more under a new number, once. */
  @Test
  void s13ADuplicateOrderIdAfterARejectionDoublesNothing() {
    desk.faults().rejectNextOrder(201, "Order rejected - reason: test");
    desk.resting("s13/buy/0", Side.BUY, 10);
    desk.awaitStatus("s13/buy/0", OrderStatus.REJECTED);
    desk.faults().rejectNextOrder(103, "Duplicate order id");
    desk.resting("s13/buy/1", Side.BUY, 10);
    desk.awaitStatus("s13/buy/1", OrderStatus.ACKNOWLEDGED);
    assertEquals(1, desk.atBroker("s13/buy/1").size());
    assertEquals(CLIENT, desk.atBroker("s13/buy/1").getFirst().terms().clientId());
  }
}

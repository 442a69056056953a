package io.orchestrator.actors.trading;

import static io.orchestrator.actors.trading.DeskFixture.order;
import static io.orchestrator.actors.trading.DeskFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.actors.trading.ScriptedBroker.Fate;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.risk.DenialCode;
import io.orchestrator.domain.risk.RiskLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What was decided and could not leave in time stays at home; an exit leaves however late. */
@Timeout(120)
class LateOrdersTest {
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  private final DeskFixture desk =
      new DeskFixture(
          RiskLimits.DEFAULT, DeskFixture.SETTINGS, () -> Instant.now().plus(ahead.get()));
  private final ScriptedBroker broker = desk.broker;

  @AfterEach
  void close() {
    desk.close();
  }

  /** The socket takes nothing; the line is back when so much time has passed. */
  private void outage(Duration time) {
    outage(time, () -> {});
  }

  private void outage(Duration time, Runnable meanwhile) {
    broker.hold("MSFT", 50);
    desk.start().reconciled();
    broker.next(Collections.nCopies(10_000, Fate.NOT_CONNECTED).toArray(Fate[]::new));
    for (var request :
        List.of(order("o/entry", Side.BUY, 10), order("o/exit", "MSFT", Side.SELL, 50))) {
      assertEquals(OrderStatus.INTENDED, desk.submit(request).status());
    }
    broker.lose();
    until(() -> !desk.portfolio().reconciled());
    ahead.set(time);
    meanwhile.run();
    broker.noMoreAccidents();
    broker.restore();
    desk.awaitStatus("o/exit", OrderStatus.ACKNOWLEDGED);
  }

  private List<String> sent() {
    return broker.all().stream().map(o -> o.ticket.orderRef()).toList();
  }

  @Test
  void anEntryDecidedBeforeALongOutageIsNotSentBehindItAndAnExitIs() {
    outage(DeskFixture.SETTINGS.intentTtl().plusSeconds(1));
    OrderView late = desk.awaitStatus("o/entry", OrderStatus.DENIED);
    assertTrue(late.detail().startsWith(DenialCode.INTENT_EXPIRED.code()), late.detail());
    desk.reconciled();
    assertEquals(List.of("o/exit"), sent());
  }

  /** That entries are not allowed passes; that it is late does not. */
  @Test
  void anEntryThatIsLateIsNotSaidToWaitForAnything() {
    outage(DeskFixture.SETTINGS.intentTtl().plusSeconds(1), desk::forbid);
    OrderView late = desk.awaitStatus("o/entry", OrderStatus.DENIED);
    assertTrue(late.detail().startsWith(DenialCode.INTENT_EXPIRED.code()), late.detail());
  }

  @Test
  void anEntryThatIsStillFreshIsSentBehindAnOutage() {
    outage(DeskFixture.SETTINGS.intentTtl().minusSeconds(20));
    desk.awaitStatus("o/entry", OrderStatus.ACKNOWLEDGED);
    assertEquals(List.of("o/exit", "o/entry"), sent());
  }

  /** Whether it had left was in doubt; when that is cleared up, it is too late for it. */
  @Test
  void aRestartMakesNoOldDecisionYoung() {
    desk.start().reconciled();
    broker.next(Fate.DIES_BEFORE);
    desk.trading.submit(order("o/entry", Side.BUY, 10));
    until(() -> desk.events.count("order_intended") == 1);
    ahead.set(DeskFixture.SETTINGS.intentTtl().plusSeconds(1));
    desk.restart();
    desk.awaitStatus("o/entry", OrderStatus.CANCELLED);
    desk.reconciled();
    assertEquals(List.of(), sent());
  }

  /** The adapter hears of a halt before the desk has it on disk; what comes between stays here. */
  @Test
  void anEntryDecidedBeforeAHaltThatTheAdapterKnowsDoesNotLeaveAndAnExitDoes() {
    broker.hold("MSFT", 50);
    desk.start().reconciled();
    broker.raiseHaltEpoch(1);
    desk.submit(order("o/entry", Side.BUY, 10));
    OrderView late = desk.awaitStatus("o/entry", OrderStatus.DENIED);
    assertTrue(late.detail().startsWith(DenialCode.EPOCH_PASSED.code()), late.detail());
    desk.submit(order("o/exit", "MSFT", Side.SELL, 50));
    desk.awaitStatus("o/exit", OrderStatus.ACKNOWLEDGED);
    assertEquals(List.of("o/exit"), sent());
  }
}

package io.orchestrator.adapters.ibkr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.port.BrokerGateway.AlarmCause;
import io.orchestrator.domain.port.BrokerGateway.BrokerEvent;
import io.orchestrator.domain.port.BrokerGateway.ExecutionReported;
import io.orchestrator.domain.port.BrokerGateway.RestartWindow;
import io.orchestrator.domain.port.BrokerGateway.SendOutcome;
import io.orchestrator.domain.port.BrokerGateway.SessionAlarm;
import io.orchestrator.domain.port.BrokerGateway.SessionReady;
import io.orchestrator.domain.port.BrokerGateway.Ticket;
import io.orchestrator.domain.port.BrokerGateway.UpstreamChanged;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The gateway's scheduled restarts and the time without a session. */
@Timeout(60)
class RestartWatchTest {
  private static final RestartSchedule NIGHTLY =
      new RestartSchedule(
          Optional.of(LocalTime.of(23, 45)),
          Optional.of(DayOfWeek.SUNDAY),
          ZoneId.of("America/New_York"),
          Duration.ofMinutes(2),
          Duration.ofMinutes(15),
          Duration.ofMinutes(3));

  /** A Tuesday in winter: 23:45 in New York is 04:45 UTC of the next day. */
  private static final Instant RESTART = Instant.parse("2024-03-06T04:45:00Z");

  private static final Instant SUNDAY = Instant.parse("2024-03-04T04:45:00Z");

  @TempDir Path directory;

  private int lost;
  private final List<BrokerEvent> told = new ArrayList<>();
  private final Outbox outbox =
      new Outbox(new Pacer(45, Duration.ofSeconds(1)), Duration.ofSeconds(1));
  private final RestartWatch watch =
      new RestartWatch(NIGHTLY, outbox, new Alarms(told::add), told::add);

  private static Instant at(Instant base, int minutes) {
    return base.plus(Duration.ofMinutes(minutes));
  }

  private List<AlarmCause> alarms() {
    return told.stream()
        .filter(SessionAlarm.class::isInstance)
        .map(e -> ((SessionAlarm) e).cause())
        .toList();
  }

  private List<Boolean> windows() {
    return told.stream()
        .filter(RestartWindow.class::isInstance)
        .map(e -> ((RestartWindow) e).open())
        .toList();
  }

  @Test
  void entriesAreHeldFromBeforeTheRestartUntilTheSessionIsBack() {
    watch.look(at(RESTART, -3), true, lost, "");
    assertEquals(List.of(), windows());
    watch.look(at(RESTART, -2), true, lost, "");
    assertEquals(List.of(true), windows());
    lost++;
    watch.look(at(RESTART, 0), false, lost, "gone");
    watch.look(at(RESTART, 1), false, lost, "gone");
    watch.look(at(RESTART, 2), true, lost, "");
    assertEquals(List.of(true, false), windows());
    // The rest of the same window holds nothing any more; the next night's does.
    watch.look(at(RESTART, 3), true, lost, "");
    watch.look(at(RESTART, 24 * 60 - 1), true, lost, "");
    assertEquals(List.of(true, false, true), windows());
    assertEquals(List.of(), alarms());
  }

  @Test
  void aRestartThatDidNotComeHoldsNothingLongerThanItsWindow() {
    watch.look(at(RESTART, -1), true, lost, "");
    watch.look(at(RESTART, 14), true, lost, "");
    assertEquals(List.of(true), windows());
    watch.look(at(RESTART, 15), true, lost, "");
    assertEquals(List.of(true, false), windows());
  }

  /** The failure of others: a loss inside the window that nobody was told of for 15 hours. */
  @Test
  void anAbsenceThatBeganInTheWindowIsAMatterForAPersonSoonAfterIt() {
    watch.look(at(RESTART, 0), false, lost, "gone");
    watch.look(at(RESTART, 17), false, lost, "gone");
    assertEquals(List.of(), alarms());
    watch.look(at(RESTART, 18), false, lost, "gone");
    watch.look(at(RESTART, 19), false, lost, "gone");
    assertEquals(List.of(AlarmCause.DISCONNECTED_TOO_LONG), alarms());
  }

  @Test
  void outsideTheWindowItIsThreeMinutes() {
    watch.look(at(RESTART, -300), false, lost, "gone");
    watch.look(at(RESTART, -298), false, lost, "gone");
    assertEquals(List.of(), alarms());
    watch.look(at(RESTART, -297), false, lost, "gone");
    assertEquals(List.of(AlarmCause.DISCONNECTED_TOO_LONG), alarms());
  }

  @Test
  void eachAbsenceIsTold() {
    watch.look(at(RESTART, -300), false, lost, "gone");
    watch.look(at(RESTART, -297), false, lost, "gone");
    watch.look(at(RESTART, -290), true, lost, "");
    watch.look(at(RESTART, -280), false, lost, "gone");
    watch.look(at(RESTART, -278), false, lost, "gone");
    assertEquals(List.of(AlarmCause.DISCONNECTED_TOO_LONG), alarms());
    watch.look(at(RESTART, -277), false, lost, "gone");
    assertEquals(
        List.of(AlarmCause.DISCONNECTED_TOO_LONG, AlarmCause.DISCONNECTED_TOO_LONG), alarms());
  }

  @Test
  void theTimeWithoutASessionIsBoundedWhateverIsConfigured() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new RestartSchedule(
                Optional.empty(),
                Optional.empty(),
                ZoneId.of("UTC"),
                Duration.ofMinutes(2),
                Duration.ofMinutes(15),
                Duration.ofHours(7)));
  }

  /** A socket that stays proves nothing while the gateway has lost the broker. */
  @Test
  void aGatewayThatHasLostTheBrokerTooLongIsAnAlarmAlsoForTheNextListener() {
    AtomicReference<Instant> now = new AtomicReference<>(at(RESTART, -300));
    try (Desk desk = Desk.open(directory)) {
      desk.client.close();
      desk.events.clear();
      desk.connect(
          Desk.with(Desk.settings(desk.server.port()), NIGHTLY, RequestLimits.DEFAULT), now::get);
      desk.server.tell(1100, "Connectivity between IBKR and TWS has been lost.");
      desk.events.await(UpstreamChanged.class, u -> !u.up());
      advanceUntilTold(now, desk);
      desk.events.await(SessionAlarm.class, a -> a.cause() == AlarmCause.DISCONNECTED_TOO_LONG);
      desk.events.clear();
      desk.client.start(desk.events);
      desk.events.await(SessionAlarm.class, a -> a.cause() == AlarmCause.DISCONNECTED_TOO_LONG);
    }
  }

  /** A minute at a time: the watch must see the absence begin. */
  private static void advanceUntilTold(AtomicReference<Instant> now, Desk desk) {
    while (desk.events.of(SessionAlarm.class).isEmpty()) {
      now.updateAndGet(t -> t.plusSeconds(1));
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void theWeeklyRestartCallsForALogin() {
    watch.look(at(SUNDAY, 0), false, lost, "no handshake");
    watch.look(at(SUNDAY, 3), false, lost, "no handshake");
    assertEquals(List.of(AlarmCause.WEEKLY_LOGIN), alarms());
  }

  @Test
  void theClockChangesDoNotMoveTheLocalTime() {
    // 23:45 in New York is 03:45 UTC after the second Sunday of March.
    assertTrue(NIGHTLY.window(Instant.parse("2024-03-12T03:45:00Z")).isPresent());
    assertTrue(NIGHTLY.window(Instant.parse("2024-03-12T04:45:00Z")).isEmpty());
    assertTrue(RestartSchedule.DEFAULT.window(RESTART).isPresent());
    assertTrue(RestartSchedule.DEFAULT.withoutRestarts().window(RESTART).isEmpty());
  }

  @Test
  void inTheWindowEntriesStayAndExitsAndCancelsLeave() {
    AtomicReference<Instant> now = new AtomicReference<>(at(RESTART, -10));
    try (Desk desk = Desk.open(directory)) {
      desk.client.close();
      desk.events.clear();
      desk.connect(
          Desk.with(Desk.settings(desk.server.port()), NIGHTLY, RequestLimits.DEFAULT), now::get);
      now.set(at(RESTART, -1));
      desk.events.await(RestartWindow.class, RestartWindow::open);
      assertEquals(SendOutcome.NOT_CONNECTED, desk.client.place(Desk.market(1, Side.BUY, 10), 0));
      Ticket entry = Desk.market(2, Side.SELL, 10);
      Ticket exit =
          new Ticket(
              2,
              entry.orderRef(),
              entry.symbol(),
              entry.side(),
              entry.quantity(),
              entry.type(),
              entry.limitPrice(),
              entry.timeInForce(),
              true);
      assertEquals(SendOutcome.WRITTEN, desk.client.place(exit, 0));
      assertEquals(SendOutcome.WRITTEN, desk.client.cancel(77));
      desk.events.await(ExecutionReported.class);
      desk.events.clear();
      desk.server.disconnectAll();
      desk.events.await(SessionReady.class);
      desk.events.await(RestartWindow.class, w -> !w.open());
      assertEquals(SendOutcome.WRITTEN, desk.client.place(Desk.market(3, Side.BUY, 10), 0));
    }
  }
}

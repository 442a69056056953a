package io.orchestrator.adapters.ibkr;

import io.orchestrator.domain.port.BrokerGateway.AlarmCause;
import io.orchestrator.domain.port.BrokerGateway.BrokerEvent;
import io.orchestrator.domain.port.BrokerGateway.RestartWindow;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Holds entries back around the gateway's scheduled restart and counts the time without a session,
 * which always ends in an alarm, restart or not. Confined to the thread that watches.
 */
final class RestartWatch {
  private final RestartSchedule schedule;
  private final Outbox outbox;
  private final Alarms alarms;
  private final Consumer<BrokerEvent> listener;
  private Optional<RestartSchedule.Window> held = Optional.empty();
  private Instant restartSeen = Instant.MIN;
  private int lostBefore;
  private Optional<Instant> absentSince = Optional.empty();

  RestartWatch(
      RestartSchedule schedule, Outbox outbox, Alarms alarms, Consumer<BrokerEvent> listener) {
    this.schedule = schedule;
    this.outbox = outbox;
    this.alarms = alarms;
    this.listener = listener;
  }

  /**
   * @param ready a session is up and the gateway has its line to the broker
   * @param sessionsLost so far; a loss may be over before the next look
   * @param lastFailure why not
   */
  void look(Instant now, boolean ready, int sessionsLost, String lastFailure) {
    if (sessionsLost != lostBefore) {
      lostBefore = sessionsLost;
      restartSeen = now;
    }
    absence(now, ready, lastFailure);
    Optional<RestartSchedule.Window> window = schedule.window(now);
    if (held.isPresent()) {
      boolean restarted = restartSeen.isAfter(held.get().blockFrom()) && ready;
      if (restarted || !held.get().contains(now)) {
        release(restarted ? "the gateway has restarted" : "the restart window is over");
      }
    } else if (window.isPresent() && !restartSeen.isAfter(window.get().blockFrom())) {
      hold(window.get());
    }
  }

  private void hold(RestartSchedule.Window window) {
    held = Optional.of(window);
    String reason = "the gateway restarts at " + window.restart();
    outbox.holdEntries(Optional.of(reason));
    listener.accept(new RestartWindow(true, reason));
  }

  private void release(String reason) {
    held = Optional.empty();
    outbox.holdEntries(Optional.empty());
    listener.accept(new RestartWindow(false, reason));
  }

  private void absence(Instant now, boolean ready, String lastFailure) {
    if (ready) {
      absentSince = Optional.empty();
      alarms.over(AlarmCause.WEEKLY_LOGIN);
      alarms.over(AlarmCause.DISCONNECTED_TOO_LONG);
      return;
    }
    if (absentSince.isEmpty()) {
      absentSince = Optional.of(now);
    }
    boolean weekly = schedule.window(now).filter(RestartSchedule.Window::weekly).isPresent();
    if (weekly && !now.isBefore(absentSince.get().plus(schedule.alarmAfter()))) {
      alarms.raise(
          AlarmCause.WEEKLY_LOGIN,
          ErrorCodes.NOT_CONNECTED,
          "the gateway's weekly restart needs a login by hand: " + lastFailure);
    }
    if (!now.isBefore(schedule.alarmAt(absentSince.get()))) {
      alarms.raise(
          AlarmCause.DISCONNECTED_TOO_LONG,
          ErrorCodes.NOT_CONNECTED,
          "no way to the broker since " + absentSince.get() + ": " + lastFailure);
    }
  }
}

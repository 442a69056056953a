package io.orchestrator.actors.trading;

import io.orchestrator.domain.port.BrokerGateway.AlarmCause;
import io.orchestrator.domain.port.BrokerGateway.SessionAlarm;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Alarms of the broker's session that were told and are not over; one for each cause. */
final class StandingAlarms {
  private final Map<AlarmCause, SessionAlarm> raised = new EnumMap<>(AlarmCause.class);

  void raise(SessionAlarm alarm) {
    raised.put(alarm.cause(), alarm);
  }

  /** A session began: what still holds will be told again. */
  void sessionReady() {
    raised.clear();
  }

  /** The gateway has its line to the broker again. */
  void upstreamBack() {
    raised.remove(AlarmCause.DISCONNECTED_TOO_LONG);
    raised.remove(AlarmCause.WEEKLY_LOGIN);
  }

  /** One line each, for people. */
  List<String> remarks() {
    return raised.values().stream().map(StandingAlarms::remark).toList();
  }

  static String cause(SessionAlarm alarm) {
    return alarm.cause().name().toLowerCase(Locale.ROOT);
  }

  private static String remark(SessionAlarm alarm) {
    return "the broker session needs a person (" + cause(alarm) + "): " + alarm.text();
  }
}

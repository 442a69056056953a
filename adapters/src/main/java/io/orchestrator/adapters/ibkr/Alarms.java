package io.orchestrator.adapters.ibkr;

import io.orchestrator.domain.port.BrokerGateway.AlarmCause;
import io.orchestrator.domain.port.BrokerGateway.SessionAlarm;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Calls a person, once a cause until it is over. Thread-safe. */
final class Alarms {
  private final Consumer<SessionAlarm> listener;
  private final Map<AlarmCause, SessionAlarm> raised = new EnumMap<>(AlarmCause.class);

  Alarms(Consumer<SessionAlarm> listener) {
    this.listener = listener;
  }

  void raise(AlarmCause cause, int code, String text) {
    SessionAlarm alarm = new SessionAlarm(cause, code, text);
    boolean fresh;
    synchronized (raised) {
      fresh = raised.putIfAbsent(cause, alarm) == null;
    }
    if (fresh) {
      listener.accept(alarm);
    }
  }

  /** From the broker's table; codes without an alarm are passed over. */
  void heard(int code, String text) {
    BrokerCode.find(code)
        .ifPresent(
            c -> c.alarm().ifPresent(a -> raise(a, code, code + " " + text + " → " + c.advice())));
  }

  /** The cause is gone: when it comes again, it is told again. */
  void over(AlarmCause cause) {
    synchronized (raised) {
      raised.remove(cause);
    }
  }

  /** What was raised and is not over. */
  List<SessionAlarm> standing() {
    synchronized (raised) {
      return List.copyOf(raised.values());
    }
  }

  /** A session is ready: what comes again is told again. */
  void sessionReady() {
    synchronized (raised) {
      raised.clear();
    }
  }
}

package io.orchestrator.adapters.ibkr;

import io.orchestrator.domain.port.BrokerGateway.AlarmCause;
import io.orchestrator.domain.port.BrokerGateway.SessionAlarm;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/** Calls a person, once a cause until it is over. Thread-safe. */
final class Alarms {
  private final Consumer<SessionAlarm> listener;
  private final Set<AlarmCause> raised = EnumSet.noneOf(AlarmCause.class);

  Alarms(Consumer<SessionAlarm> listener) {
    this.listener = listener;
  }

  void raise(AlarmCause cause, int code, String text) {
    boolean fresh;
    synchronized (raised) {
      fresh = raised.add(cause);
    }
    if (fresh) {
      listener.accept(new SessionAlarm(cause, code, text));
    }
  }

  /** From the broker's table; codes without an alarm are passed over. */
  void heard(int code, String text) {
    BrokerCode.find(code)
        .ifPresent(
            c -> c.alarm().ifPresent(a -> raise(a, code, code + " " + text + " → " + c.advice())));
  }

  /** A session is ready: what comes again is told again. */
  void sessionReady() {
    synchronized (raised) {
      raised.clear();
    }
  }
}

package io.orchestrator.actors.system;

import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.api.SystemControl.ControlResult;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.system.ControlAction;
import io.orchestrator.domain.system.SystemFact;
import io.orchestrator.domain.system.SystemState;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;

/** What the supervisor says: to the event log, to the log file, to the operator. */
record SystemVoice(Events events, Logger log) {
  private static final String SOURCE = "system_supervisor";

  void stateChanged(SystemFact.StateChanged changed) {
    log.info(
        "system: {} -> {} ({})",
        changed.from().wireName(),
        changed.to().wireName(),
        changed.cause());
    record(
        EventTypes.SYSTEM_STATE_CHANGED,
        severity(changed.to()),
        Map.of(
            "from", changed.from().wireName(),
            "to", changed.to().wireName(),
            "cause", changed.cause(),
            "duration_s", changed.durationSeconds()));
  }

  void host(ChildHost.Report report) {
    switch (report) {
      case ChildHost.Failed failed ->
          record(
              EventTypes.COMPONENT_RESTARTED,
              Severity.ERROR,
              Map.of(
                  "component", failed.part().wireName(),
                  "cause", failed.cause(),
                  "attempt", failed.attempt(),
                  "delay_s", failed.delay().toMillis() / 1000.0));
      case ChildHost.Escalated escalated ->
          record(
              EventTypes.COMPONENT_ESCALATED,
              Severity.CRITICAL,
              Map.of("component", escalated.part().wireName(), "cause", escalated.cause()));
      case ChildHost.Recovered recovered ->
          record(
              EventTypes.COMPONENT_RECOVERED,
              Severity.INFO,
              Map.of("component", recovered.part().wireName()));
    }
  }

  void controlRequested(ControlAction action, String by, Optional<Refusal> refusal) {
    record(
        EventTypes.CONTROL_REQUESTED,
        Severity.INFO,
        Map.of(
            "action", action.name().toLowerCase(Locale.ROOT),
            "by", by,
            "outcome", refusal.map(Refusal::code).orElse("accepted")));
  }

  /** The answer to an operator. */
  static ControlResult result(ControlAction action, SystemState state) {
    String now = " (state " + state.wireName() + ")";
    return switch (action) {
      case START -> new ControlResult("started", "System started successfully" + now);
      case STOP -> new ControlResult("stopped", "System stopped successfully" + now);
      case RESTART -> new ControlResult("restarted", "System restarts its components" + now);
      case MAINTENANCE -> new ControlResult("maintenance", "System is in maintenance" + now);
    };
  }

  private void record(String type, Severity severity, Map<String, Object> data) {
    events.record(EventDraft.of(type, SOURCE, severity, data));
  }

  private static Severity severity(SystemState state) {
    return switch (state) {
      case INITIALIZING, READY, RUNNING, SHUTDOWN -> Severity.INFO;
      case DEGRADED, MAINTENANCE -> Severity.WARNING;
      case ERROR -> Severity.CRITICAL;
    };
  }
}

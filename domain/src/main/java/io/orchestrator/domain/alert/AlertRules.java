package io.orchestrator.domain.alert;

import io.orchestrator.domain.alert.Alert.State;
import io.orchestrator.domain.alert.AlertMessage.Reason;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.event.SystemEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Decides what events, people and time make of alerts. Pure. */
public final class AlertRules {
  private static final int MAX_DETAIL = 1000;

  /** What an event is about, in the order in which its fields are looked for. */
  private static final List<String> SUBJECTS =
      List.of(
          "service",
          "component",
          "breaker",
          "violation",
          "client_order_id",
          "execution_id",
          "workflow_id",
          "engine",
          "strategy",
          "cause",
          "symbol");

  /** A second event that ends the trouble of the first, and the values by which it does. */
  private static final Map<String, String> ENDS =
      Map.of(
          EventTypes.COMPONENT_RECOVERED, EventTypes.COMPONENT_ESCALATED,
          EventTypes.RISK_VIOLATION_CLEARED, EventTypes.RISK_VIOLATION,
          EventTypes.BREAKER_RESET, EventTypes.BREAKER_TRIPPED,
          EventTypes.EMERGENCY_CLOSE_FINISHED, EventTypes.EMERGENCY_CLOSE_STARTED);

  /** Alerts about alerts would never end. */
  private static final Set<String> OWN =
      Set.of(
          EventTypes.ALERT_RAISED,
          EventTypes.ALERT_ACKNOWLEDGED,
          EventTypes.ALERT_ESCALATED,
          EventTypes.ALERT_RESOLVED,
          EventTypes.ALERT_UNDELIVERED);

  private final AlertPolicy policy;

  /**
   * What follows.
   *
   * @param alert as it is now
   * @param tell why channels are told; empty: they are not
   * @param everyChannel whatever its least severity
   * @param tightenTrading the trading state is to be tightened
   */
  public record Outcome(
      Alert alert, Optional<Reason> tell, boolean everyChannel, boolean tightenTrading) {
    private static Outcome quietly(Alert alert) {
      return new Outcome(alert, Optional.empty(), false, false);
    }

    private static Outcome telling(Reason reason, Alert alert, Instant at) {
      return new Outcome(alert.told(at), Optional.of(reason), false, false);
    }
  }

  public AlertRules(AlertPolicy policy) {
    this.policy = policy;
  }

  /** The key of the alert that this event raises, goes on with or ends; empty: none. */
  public Optional<String> key(SystemEvent event) {
    if (OWN.contains(event.eventType()) || policy.never().contains(event.eventType())) {
      return Optional.empty();
    }
    String type = ENDS.getOrDefault(event.eventType(), event.eventType());
    boolean matters =
        ends(event)
            || policy.always().contains(event.eventType())
            || event.severity().compareTo(policy.minimumSeverity()) >= 0;
    return matters ? Optional.of(type + subject(event)) : Optional.empty();
  }

  private static String subject(SystemEvent event) {
    Map<String, Object> data = event.data();
    if (event.eventType().equals(EventTypes.TRADING_STATE_CHANGED)) {
      return "";
    }
    String about =
        SUBJECTS.stream()
            .filter(field -> data.get(field) != null)
            .findFirst()
            .map(field -> "/" + data.get(field))
            .orElse("");
    Object subject = data.get("subject");
    return subject == null ? about : about + "/" + subject;
  }

  /** Whether it tells that a trouble is over. */
  private static boolean ends(SystemEvent event) {
    Map<String, Object> data = event.data();
    return switch (event.eventType()) {
      case EventTypes.SERVICE_HEALTH_CHANGED -> "healthy".equals(data.get("to"));
      case EventTypes.TRADING_STATE_CHANGED -> "active".equalsIgnoreCase("" + data.get("to"));
      default -> ENDS.containsKey(event.eventType());
    };
  }

  /**
   * @param known the latest alert of the event's key, resolved or not
   * @return empty when nothing changes
   */
  public Optional<Outcome> on(SystemEvent event, Optional<Alert> known) {
    Optional<String> key = key(event);
    if (key.isEmpty()) {
      return Optional.empty();
    }
    if (ends(event)) {
      return known
          .filter(alert -> alert.state() != State.RESOLVED)
          .map(
              alert ->
                  Outcome.telling(
                      Reason.RESOLVED,
                      alert.in(State.RESOLVED, Optional.empty(), Optional.of(event.timestamp())),
                      event.timestamp()));
    }
    return Optional.of(
        known
            .filter(alert -> goesOn(alert, event.timestamp()))
            .map(alert -> again(alert, event))
            .orElseGet(() -> raise(key.get(), event)));
  }

  private boolean goesOn(Alert alert, Instant now) {
    return alert.resolvedAt().map(end -> now.isBefore(end.plus(policy.quiet()))).orElse(true);
  }

  private Outcome raise(String key, SystemEvent event) {
    Instant at = event.timestamp();
    Alert alert =
        new Alert(
            "alert-" + event.seq(),
            key,
            State.OPEN,
            event.severity(),
            title(event),
            detail(event),
            at,
            at,
            1,
            event.seq(),
            Optional.empty(),
            Optional.empty(),
            "",
            0,
            policy.untilStep(event.severity(), 0).map(at::plus),
            at,
            Optional.empty());
    return new Outcome(alert, Optional.of(Reason.RAISED), false, false);
  }

  private Outcome again(Alert alert, SystemEvent event) {
    Instant at = event.timestamp();
    boolean worse = event.severity().compareTo(alert.severity()) > 0;
    Severity worst = worse ? event.severity() : alert.severity();
    Alert seen = alert.seenAgain(at, worst, detail(event), event.seq());
    Optional<Instant> escalation = policy.untilStep(worst, 0).map(at::plus);
    if (worse) {
      return Outcome.telling(Reason.WORSE, seen.openAgain(escalation), at);
    }
    if (alert.state() == State.RESOLVED) {
      return Outcome.quietly(seen.openAgain(escalation));
    }
    boolean due =
        alert.state() == State.OPEN && !at.isBefore(alert.toldAt().plus(policy.repeatAfter()));
    return due ? Outcome.telling(Reason.REPEATED, seen, at) : Outcome.quietly(seen);
  }

  /** Time passed and nobody acknowledged it. Empty when nothing is due. */
  public Optional<Outcome> onTime(Alert alert, Instant now) {
    boolean due =
        alert.state() == State.OPEN
            && alert.escalateAt().filter(at -> !now.isBefore(at)).isPresent();
    if (!due) {
      return Optional.empty();
    }
    Optional<Instant> next =
        policy.untilStep(alert.severity(), alert.escalations() + 1).map(now::plus);
    Alert escalated = alert.escalated(next).told(now);
    boolean tighten = alert.escalations() == 1;
    return Optional.of(new Outcome(escalated, Optional.of(Reason.ESCALATED), true, tighten));
  }

  /** Somebody takes care of it: it is neither repeated nor escalated. */
  public static Alert acknowledge(Alert alert, String by, String note, Instant at) {
    return alert.state() == State.OPEN ? alert.takenBy(by, note, at) : alert;
  }

  private static String title(SystemEvent event) {
    return event.eventType().replace('_', ' ') + subject(event).replace("/", " ");
  }

  private static String detail(SystemEvent event) {
    String text =
        event.data().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(e -> e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining(", "));
    String whole = "event " + event.seq() + " of " + event.source() + ": " + text;
    return whole.length() <= MAX_DETAIL ? whole : whole.substring(0, MAX_DETAIL) + "…";
  }
}

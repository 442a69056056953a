package io.orchestrator.domain.alert;

import io.orchestrator.domain.event.Severity;
import java.time.Instant;

/**
 * What a channel is told of an alert.
 *
 * @param alertId also the name by which it is acknowledged; empty: it is not on record and cannot
 *     be
 * @param count events that told of it
 */
public record AlertMessage(
    Reason reason,
    String alertId,
    String key,
    Severity severity,
    String title,
    String detail,
    Instant at,
    long count) {

  /** Why now. */
  public enum Reason {
    RAISED("new"),
    WORSE("got worse"),
    REPEATED("still open"),
    ESCALATED("nobody acknowledged it"),
    RESOLVED("resolved"),
    TEST("test");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  public static AlertMessage of(Reason reason, Alert alert, Instant at) {
    return new AlertMessage(
        reason,
        alert.id(),
        alert.key(),
        alert.severity(),
        alert.title(),
        alert.detail(),
        at,
        alert.count());
  }

  /** One line: {@code [CRITICAL] title (nobody acknowledged it)}. */
  public String subject() {
    return "[" + severity + "] " + title + " (" + reason.words() + ")";
  }

  /** Subject, detail, what to do; without markup. */
  public String text() {
    String advice =
        reason == Reason.RESOLVED || reason == Reason.TEST || alertId.isEmpty()
            ? ""
            : "\nAcknowledge: orchestrator alerts ack " + alertId;
    return subject() + "\n" + detail + "\n" + at + ", told " + count + " times" + advice;
  }
}

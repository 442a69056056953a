package io.orchestrator.domain.alert;

import io.orchestrator.domain.event.Severity;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that a person should know. Of each key at most one is not resolved.
 *
 * @param id {@code alert-} and the seq of the event that raised it
 * @param key what it is about: the same trouble has the same key
 * @param count events that told of it
 * @param lastSeq of the newest of them
 * @param acknowledgedBy empty: nobody has taken it
 * @param note of whoever acknowledged it
 * @param escalations steps of the escalation that were taken
 * @param escalateAt when the next one is due; empty: none is
 * @param toldAt when channels were last told
 */
public record Alert(
    String id,
    String key,
    State state,
    Severity severity,
    String title,
    String detail,
    Instant firstAt,
    Instant lastAt,
    long count,
    long lastSeq,
    Optional<String> acknowledgedBy,
    Optional<Instant> acknowledgedAt,
    String note,
    int escalations,
    Optional<Instant> escalateAt,
    Instant toldAt,
    Optional<Instant> resolvedAt) {

  /** Where it is in its life. */
  public enum State {
    OPEN,
    ACKNOWLEDGED,
    RESOLVED
  }

  Alert seenAgain(Instant at, Severity worst, String newDetail, long seq) {
    return new Alert(
        id,
        key,
        state,
        worst,
        title,
        newDetail,
        firstAt,
        at,
        count + 1,
        seq,
        acknowledgedBy,
        acknowledgedAt,
        note,
        escalations,
        escalateAt,
        toldAt,
        resolvedAt);
  }

  Alert in(State next, Optional<Instant> nextEscalation, Optional<Instant> resolved) {
    return new Alert(
        id,
        key,
        next,
        severity,
        title,
        detail,
        firstAt,
        lastAt,
        count,
        lastSeq,
        acknowledgedBy,
        acknowledgedAt,
        note,
        escalations,
        nextEscalation,
        toldAt,
        resolved);
  }

  Alert told(Instant at) {
    return new Alert(
        id,
        key,
        state,
        severity,
        title,
        detail,
        firstAt,
        lastAt,
        count,
        lastSeq,
        acknowledgedBy,
        acknowledgedAt,
        note,
        escalations,
        escalateAt,
        at,
        resolvedAt);
  }

  Alert escalated(Optional<Instant> next) {
    return new Alert(
        id,
        key,
        state,
        severity,
        title,
        detail,
        firstAt,
        lastAt,
        count,
        lastSeq,
        acknowledgedBy,
        acknowledgedAt,
        note,
        escalations + 1,
        next,
        toldAt,
        resolvedAt);
  }

  Alert takenBy(String who, String why, Instant at) {
    return new Alert(
        id,
        key,
        State.ACKNOWLEDGED,
        severity,
        title,
        detail,
        firstAt,
        lastAt,
        count,
        lastSeq,
        Optional.of(who),
        Optional.of(at),
        why,
        escalations,
        Optional.empty(),
        toldAt,
        resolvedAt);
  }

  /** Nobody's any more: the acknowledgement was of the milder trouble, or of the earlier one. */
  Alert openAgain(Optional<Instant> nextEscalation) {
    return new Alert(
        id,
        key,
        State.OPEN,
        severity,
        title,
        detail,
        firstAt,
        lastAt,
        count,
        lastSeq,
        Optional.empty(),
        Optional.empty(),
        note,
        0,
        nextEscalation,
        toldAt,
        Optional.empty());
  }
}

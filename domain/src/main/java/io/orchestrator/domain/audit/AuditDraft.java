package io.orchestrator.domain.audit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * A fact on its way into the chain. Texts are cut to their columns and cleaned of what a database
 * cannot hold, so that what is hashed is what is stored.
 *
 * @param id unique for ever; a repeat is not written again
 * @param at wall time, microseconds
 * @param action {@code POST /api/orders}, or the event's type
 * @param subject who; empty if nobody proved to be anybody
 * @param address from where; empty for the system itself
 * @param node that saw it; empty for what all nodes share
 * @param target what it was done to
 * @param before JSON, or empty
 * @param after JSON, or empty
 * @param outcome short: {@code requested}, {@code 200}, {@code 409 orders.unknown}
 * @param correlationId request, workflow or order
 */
public record AuditDraft(
    String id,
    Instant at,
    AuditKind kind,
    String action,
    String subject,
    String address,
    String node,
    String target,
    String before,
    String after,
    String outcome,
    String correlationId) {
  public static final int MAX_NAME = 200;
  public static final int MAX_VALUE = 16_000;

  public AuditDraft {
    Objects.requireNonNull(kind, "kind");
    at = at.truncatedTo(ChronoUnit.MICROS);
    id = clean(id, MAX_NAME);
    action = clean(action, MAX_NAME);
    subject = clean(subject, MAX_NAME);
    address = clean(address, MAX_NAME);
    node = clean(node, MAX_NAME);
    target = clean(target, MAX_NAME);
    before = clean(before, MAX_VALUE);
    after = clean(after, MAX_VALUE);
    outcome = clean(outcome, MAX_NAME);
    correlationId = clean(correlationId, MAX_NAME);
    if (id.isBlank()) {
      throw new IllegalArgumentException("an entry of the audit needs an id");
    }
  }

  private static String clean(String text, int max) {
    String cut = text == null ? "" : text.length() <= max ? text : text.substring(0, max);
    // Half a surrogate pair has no bytes: what comes back is what a database gives back.
    return new String(
        cut.replace('\0', '?').getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}

package io.orchestrator.persistence.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.orchestrator.domain.audit.AuditDraft;
import io.orchestrator.domain.audit.AuditKind;
import io.orchestrator.domain.event.EventTypes;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Which system events are entries of the audit, and how. */
final class AuditedEvents {
  /**
   * Logins are audited where they happen; what the market's data did is no change of the system.
   */
  private static final Set<String> LEFT_OUT =
      Set.of(
          EventTypes.AUTHENTICATION,
          EventTypes.DATA_QUALITY_FLAGGED,
          EventTypes.BAR_CORRECTED,
          EventTypes.CORPORATE_ACTION_KNOWN);

  /** The first of these that an event has is what it happened to. */
  private static final List<String> TARGETS =
      List.of(
          "client_order_id",
          "execution_id",
          "workflow_id",
          "service",
          "component",
          "breaker",
          "symbol",
          "id",
          "violation",
          "version");

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private AuditedEvents() {}

  static boolean audited(String eventType) {
    return !LEFT_OUT.contains(eventType);
  }

  /**
   * @param data the event's data as they are stored
   * @param earlierLimits data of the limits before, for a change of limits; else empty
   */
  static AuditDraft draft(
      long seq,
      Instant at,
      String type,
      String source,
      String data,
      String correlationId,
      String earlierLimits) {
    JsonNode node = read(data);
    boolean limits = type.equals(EventTypes.RISK_LIMITS_CHANGED);
    return new AuditDraft(
        "event:" + seq,
        at,
        limits ? AuditKind.LIMIT_CHANGE : AuditKind.STATE_CHANGE,
        type,
        node.path("by").asText(source),
        "",
        "",
        target(node, source),
        limits ? earlierLimits : node.path("from").asText(""),
        data,
        "recorded",
        correlationId);
  }

  private static String target(JsonNode data, String source) {
    return TARGETS.stream()
        .filter(data::hasNonNull)
        .map(name -> data.get(name).asText())
        .findFirst()
        .orElse(source);
  }

  private static JsonNode read(String data) {
    try {
      return JSON.readTree(data);
    } catch (JsonProcessingException e) {
      // The table holds JSON only; if it does not, the text itself is still audited.
      return JSON.createObjectNode();
    }
  }
}

package io.orchestrator.domain.workflow;

import java.time.Instant;
import java.util.Map;

/**
 * A signal that came.
 *
 * @param payload JSON-like
 */
public record ReceivedSignal(String name, Map<String, Object> payload, String by, Instant at) {
  public ReceivedSignal {
    payload = JsonLike.copy(payload);
  }

  public boolean refused() {
    return Boolean.FALSE.equals(payload.get("approved"));
  }
}

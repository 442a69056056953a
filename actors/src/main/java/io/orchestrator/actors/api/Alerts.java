package io.orchestrator.actors.api;

import io.orchestrator.domain.alert.Alert;
import io.orchestrator.domain.port.AlertStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** What people must know, and whether somebody takes care of it. */
public interface Alerts {
  /** Newest first. */
  CompletionStage<List<Alert>> list(AlertStore.Query query);

  /**
   * Neither repeated nor escalated from now on. Of one that is acknowledged or resolved already it
   * answers how it is. Refused with {@code alert.not_found}, 404.
   */
  CompletionStage<Alert> acknowledge(String id, String note, String by);

  /**
   * Sends a test message through every channel.
   *
   * @return by channel {@code delivered}, or why not
   */
  CompletionStage<Map<String, String>> test(String by);
}

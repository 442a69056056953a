package io.orchestrator.catalogue;

import io.orchestrator.actors.api.Events;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Says once that a model has drifted, and again only when the level changes. */
final class DriftWatch {
  private static final String NONE = "none";
  private final Events events;
  private final Map<String, String> told = new HashMap<>();

  DriftWatch(Events events) {
    this.events = events;
  }

  /**
   * @param engines rows as the analysis step writes them
   */
  synchronized void look(String workflowId, List<Map<String, Object>> engines) {
    for (Map<String, Object> engine : engines) {
      Map<String, Object> details = Json.map(engine, "details");
      if (details.get("drift") instanceof Map<?, ?> drift
          && details.get("model_card") instanceof Map<?, ?> card) {
        look(workflowId, Json.text(engine, "engine"), card, drift);
      }
    }
  }

  private void look(String workflowId, String engine, Map<?, ?> card, Map<?, ?> drift) {
    String model = engine + "/" + card.get("timeframe");
    String level = card.get("version") + " " + drift.get("level");
    if (level.equals(told.put(model, level)) || NONE.equals(drift.get("level"))) {
      return;
    }
    events.record(
        EventDraft.of(
                EventTypes.MODEL_DRIFTED,
                "analysis",
                Severity.WARNING,
                Json.row(
                    "engine", engine,
                    "timeframe", card.get("timeframe"),
                    "version", card.get("version"),
                    "level", drift.get("level"),
                    "drifted_share", drift.get("drifted_share"),
                    "performance_z", drift.get("performance_z")))
            .about(workflowId));
  }
}

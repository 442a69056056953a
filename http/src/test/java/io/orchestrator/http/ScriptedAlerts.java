package io.orchestrator.http;

import io.orchestrator.actors.api.Alerts;
import io.orchestrator.domain.alert.Alert;
import io.orchestrator.domain.alert.AlertRules;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.port.AlertStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One alert, open until somebody takes it. */
final class ScriptedAlerts implements Alerts {
  private final List<String> asked;
  private Alert alert =
      new Alert(
          "alert-7",
          "breaker_tripped/daily_loss",
          Alert.State.OPEN,
          Severity.CRITICAL,
          "breaker tripped daily_loss",
          "event 7 of risk_monitor",
          Scripted.NOON,
          Scripted.NOON,
          1,
          7,
          Optional.empty(),
          Optional.empty(),
          "",
          0,
          Optional.of(Scripted.NOON.plusSeconds(900)),
          Scripted.NOON,
          Optional.empty());

  ScriptedAlerts(List<String> asked) {
    this.asked = asked;
  }

  @Override
  public CompletionStage<List<Alert>> list(AlertStore.Query query) {
    boolean wanted = query.state().map(state -> state == alert.state()).orElse(true);
    return CompletableFuture.completedFuture(wanted ? List.of(alert) : List.of());
  }

  @Override
  public CompletionStage<Alert> acknowledge(String id, String note, String by) {
    if (!id.equals(alert.id())) {
      return CompletableFuture.failedFuture(
          new Refusal("alert.not_found", 404, "There is no alert.", "See the list.").asException());
    }
    asked.add("ack " + id + " " + note + " by " + by);
    alert = AlertRules.acknowledge(alert, by, note, Scripted.NOON);
    return CompletableFuture.completedFuture(alert);
  }

  @Override
  public CompletionStage<Map<String, String>> test(String by) {
    asked.add("test alerts by " + by);
    return CompletableFuture.completedFuture(Map.of("webhook", "delivered"));
  }
}

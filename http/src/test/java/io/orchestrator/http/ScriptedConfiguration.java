package io.orchestrator.http;

import io.orchestrator.domain.port.Configuration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Two keys, one of which changed. */
record ScriptedConfiguration(List<String> asked) implements Configuration {
  @Override
  public List<Entry> entries() {
    return List.of(
        new Entry("orchestrator.http.port", "8000", "application.conf: 12", false),
        new Entry("orchestrator.log-level", "INFO", "environment variable", true));
  }

  @Override
  public CompletionStage<Reloaded> reload(String by) {
    asked.add("reload by " + by);
    return CompletableFuture.completedFuture(
        new Reloaded(List.of(new Change("orchestrator.log-level", "INFO", "DEBUG")), List.of()));
  }
}

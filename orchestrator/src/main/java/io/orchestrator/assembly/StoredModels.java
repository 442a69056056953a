package io.orchestrator.assembly;

import io.orchestrator.actors.api.Models;
import io.orchestrator.analysis.learn.Cards;
import io.orchestrator.analysis.learn.Drift;
import io.orchestrator.analysis.learn.LearningSettings;
import io.orchestrator.analysis.learn.ModelCard;
import io.orchestrator.analysis.learn.ModelRegistry;
import io.orchestrator.analysis.learn.ModelRegistry.Champion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** {@link Models} from the folder that the workers write. */
public final class StoredModels implements Models {
  private final ModelRegistry registry;
  private final Executor blocking;

  /**
   * @param workers folder of the worker processes
   */
  public StoredModels(Path workers, Executor blocking) {
    this.registry =
        new ModelRegistry(workers.resolve("models"), LearningSettings.DEFAULT.keptVersions());
    this.blocking = blocking;
  }

  @Override
  public CompletionStage<List<Map<String, Object>>> lines() {
    return CompletableFuture.supplyAsync(
        () -> registry.lines().stream().map(this::line).toList(), blocking);
  }

  /** Changes whenever another model is put in charge of an engine. */
  public String inCharge(String engine) {
    List<String> versions = new ArrayList<>();
    for (ModelRegistry.Line line : registry.lines()) {
      if (line.engine().equals(engine)) {
        registry
            .champion(engine, line.timeframe())
            .ifPresent(champion -> versions.add(line.timeframe() + champion.version()));
      }
    }
    return String.join("+", versions);
  }

  private Map<String, Object> line(ModelRegistry.Line line) {
    Optional<Champion> champion = registry.champion(line.engine(), line.timeframe());
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("engine", line.engine());
    described.put("timeframe", line.timeframe());
    described.put("champion", champion.map(StoredModels::describe).orElse(null));
    List<Map<String, Object>> versions = new ArrayList<>();
    for (ModelCard card : registry.cards(line.engine(), line.timeframe()).reversed()) {
      Map<String, Object> version = Cards.full(card);
      boolean inCharge = champion.filter(c -> c.version() == card.version()).isPresent();
      version.put("role", inCharge ? "champion" : "challenger");
      version.put("drift", registry.drift(card).map(Drift::describe).orElse(null));
      versions.add(version);
    }
    described.put("versions", versions);
    return described;
  }

  private static Map<String, Object> describe(Champion champion) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("version", champion.version());
    described.put("since", champion.since().toString());
    described.put("reason", champion.reason());
    return described;
  }
}

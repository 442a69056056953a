package io.orchestrator.actors.workflow;

import io.orchestrator.domain.workflow.StepDefinition;
import io.orchestrator.domain.workflow.WorkflowRun;
import io.orchestrator.domain.workflow.WorkflowType;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The programs of a node by type and version: a run begins under the newest version of its type and
 * ends under the one that it began with.
 */
final class Programs {
  private final Map<WorkflowType, NavigableMap<Integer, WorkflowProgram>> byType =
      new EnumMap<>(WorkflowType.class);

  /** Steps that any node may work on, by kind. */
  private final Map<String, WorkflowProgram.Step> travelling = new TreeMap<>();

  /**
   * @throws IllegalArgumentException for two programs of one type and version
   */
  Programs(List<WorkflowProgram> programs) {
    for (WorkflowProgram program : programs) {
      var definition = program.definition();
      var versions = byType.computeIfAbsent(definition.type(), t -> new TreeMap<>());
      if (versions.put(definition.version(), program) != null) {
        throw new IllegalArgumentException(
            "two programs for "
                + definition.type().wireName()
                + " of version "
                + definition.version());
      }
      for (StepDefinition step : definition.steps()) {
        if (step.traits().anyNode()) {
          travelling.put(
              kind(definition.type(), definition.version(), step.name()),
              program.step(step.name()));
        }
      }
    }
  }

  /** What a node must know to work on the step: {@code type/version/step}. */
  static String kind(StepJob job) {
    return kind(job.run().workflow(), job.run().version(), job.name());
  }

  private static String kind(WorkflowType type, int version, String step) {
    return type.wireName() + "/" + version + "/" + step;
  }

  /** Kinds of the steps that this node may do for others in these pools. */
  Set<String> kinds(Set<WorkflowProgram.Pool> pools) {
    return travelling.entrySet().stream()
        .filter(e -> pools.contains(e.getValue().pool()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  Optional<WorkflowProgram.Step> ofKind(String kind) {
    return Optional.ofNullable(travelling.get(kind));
  }

  Optional<WorkflowProgram> newest(WorkflowType type) {
    return Optional.ofNullable(byType.get(type)).map(v -> v.lastEntry().getValue());
  }

  /** The one that the run began with; where it is gone the newest, which will say so. */
  Optional<WorkflowProgram> of(WorkflowRun run) {
    return Optional.ofNullable(byType.get(run.workflow()))
        .map(v -> v.getOrDefault(run.version(), v.lastEntry().getValue()));
  }

  Set<WorkflowType> types() {
    return byType.keySet();
  }

  Collection<WorkflowProgram> newest() {
    return byType.values().stream().map(v -> v.lastEntry().getValue()).toList();
  }
}

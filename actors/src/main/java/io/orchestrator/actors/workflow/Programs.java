package io.orchestrator.actors.workflow;

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

/**
 * The programs of a node by type and version: a run begins under the newest version of its type and
 * ends under the one that it began with.
 */
final class Programs {
  private final Map<WorkflowType, NavigableMap<Integer, WorkflowProgram>> byType =
      new EnumMap<>(WorkflowType.class);

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
    }
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

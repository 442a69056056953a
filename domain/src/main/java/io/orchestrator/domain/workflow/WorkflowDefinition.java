package io.orchestrator.domain.workflow;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;

/**
 * A workflow as data: what it is called, its steps in order and its parameters.
 *
 * @param version raised when steps are added, removed, renamed or change their effect; a run goes
 *     on only under the version it began with
 */
public record WorkflowDefinition(
    WorkflowType type, int version, List<StepDefinition> steps, ParameterSchema parameters) {
  public static final int MAX_STEPS = 50;

  public WorkflowDefinition {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(parameters, "parameters");
    steps = List.copyOf(steps);
    if (version < 1) {
      throw new IllegalArgumentException("version must be at least 1, was " + version);
    }
    if (steps.isEmpty() || steps.size() > MAX_STEPS) {
      throw new IllegalArgumentException("a workflow has 1.." + MAX_STEPS + " steps");
    }
    var names = new HashSet<String>();
    for (StepDefinition step : steps) {
      for (String read : step.traits().reads()) {
        if (!names.contains(read)) {
          throw new IllegalArgumentException(
              "step " + step.name() + " reads " + read + ", which is no earlier step");
        }
      }
      if (!names.add(step.name())) {
        throw new IllegalArgumentException("two steps are called " + step.name());
      }
    }
  }

  /**
   * What is wrong with the outputs that a step reads, a sentence each: they may have been written
   * by an earlier program. A step that was skipped gives nothing and is not asked.
   */
  public List<String> badInputs(WorkflowRun run, String name) {
    return step(name).traits().reads().stream()
        .sorted()
        .filter(read -> run.step(read).state() != StepState.SKIPPED)
        .flatMap(
            read ->
                step(read).traits().gives().problems(run.step(read).output()).stream()
                    .map(problem -> read + "." + problem))
        .toList();
  }

  public StepDefinition step(String name) {
    return steps.stream()
        .filter(s -> s.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no step " + name + " in " + type));
  }

  /** Whether a run that began with these steps may go on under this definition. */
  public boolean continues(WorkflowRun run) {
    return run.workflow() == type
        && run.version() == version
        && run.steps().stream()
            .map(s -> s.name() + s.effect())
            .toList()
            .equals(steps.stream().map(s -> s.name() + s.effect()).toList());
  }
}

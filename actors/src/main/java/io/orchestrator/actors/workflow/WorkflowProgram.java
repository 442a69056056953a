package io.orchestrator.actors.workflow;

import io.orchestrator.domain.workflow.Effect;
import io.orchestrator.domain.workflow.ParameterSchema;
import io.orchestrator.domain.workflow.RetryPolicy;
import io.orchestrator.domain.workflow.StepDefinition;
import io.orchestrator.domain.workflow.StepTraits;
import io.orchestrator.domain.workflow.WorkflowDefinition;
import io.orchestrator.domain.workflow.WorkflowType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A workflow that can run: its definition and the code of its steps. */
public final class WorkflowProgram {
  /** Where a step's code runs. */
  public enum Pool {
    /** Mostly computes. */
    ANALYSIS,
    /** Mostly waits: for the feed, the broker, the database. */
    WAITING,
    /**
     * Waits for engines that compute: a place of those that compute, a thread of those that wait.
     */
    ENGINES,
    /** Waits for another run; takes no place, so that the other run's steps get theirs. */
    NESTED;

    /** Keeps cores busy, so it gives way to the order path. */
    boolean heavy() {
      return this == ANALYSIS || this == ENGINES;
    }
  }

  /** The code of a step. */
  @FunctionalInterface
  public interface StepCode {
    /**
     * @return JSON-like output, kept in the journal
     */
    Map<String, Object> run(StepContext context) throws Exception;
  }

  /** Finds out what became of an attempt whose outcome is unknown. */
  @FunctionalInterface
  public interface Reconciler {
    Evidence ask(StepContext context) throws Exception;
  }

  /** Takes an effect back; must be safe to repeat, also when there was no effect. */
  @FunctionalInterface
  public interface Undo {
    void run(StepContext context) throws Exception;
  }

  /**
   * @param known false: ask again later
   */
  public record Evidence(boolean known, boolean happened, Map<String, Object> output) {
    public static Evidence happened(Map<String, Object> output) {
      return new Evidence(true, true, output);
    }

    public static Evidence didNotHappen() {
      return new Evidence(true, false, Map.of());
    }

    public static Evidence stillUnknown() {
      return new Evidence(false, false, Map.of());
    }
  }

  /** One step with its code. */
  public record Step(
      StepDefinition definition,
      Pool pool,
      StepCode code,
      Optional<Reconciler> reconciler,
      Optional<Undo> undo) {}

  private final WorkflowDefinition definition;
  private final Map<String, Step> steps;

  private WorkflowProgram(WorkflowDefinition definition, Map<String, Step> steps) {
    this.definition = definition;
    this.steps = steps;
  }

  public WorkflowDefinition definition() {
    return definition;
  }

  public Step step(String name) {
    Step step = steps.get(name);
    if (step == null) {
      throw new IllegalArgumentException("no step " + name + " in " + definition.type());
    }
    return step;
  }

  public static Builder of(WorkflowType type, int version, ParameterSchema parameters) {
    return new Builder(type, version, parameters);
  }

  /** Collects the steps in their order. */
  public static final class Builder {
    private final WorkflowType type;
    private final int version;
    private final ParameterSchema parameters;
    private final List<Step> steps = new ArrayList<>();

    private Builder(WorkflowType type, int version, ParameterSchema parameters) {
      this.type = type;
      this.version = version;
      this.parameters = parameters;
    }

    public Builder pure(
        String name, Pool pool, RetryPolicy retry, Duration timeout, StepCode code) {
      return step(
          new Step(
              StepDefinition.pure(name, retry, timeout),
              pool,
              code,
              Optional.empty(),
              Optional.empty()));
    }

    public Builder idempotent(
        String name, Pool pool, RetryPolicy retry, Duration timeout, StepCode code) {
      return step(
          new Step(
              StepDefinition.idempotent(name, retry, timeout),
              pool,
              code,
              Optional.empty(),
              Optional.empty()));
    }

    /**
     * @param effect AT_MOST_ONCE or IRREVERSIBLE
     */
    public Builder reconciled(
        String name,
        Effect effect,
        Pool pool,
        RetryPolicy retry,
        Duration timeout,
        StepCode code,
        Reconciler reconciler) {
      return step(
          new Step(
              new StepDefinition(name, effect, retry, timeout, true, false),
              pool,
              code,
              Optional.of(reconciler),
              Optional.empty()));
    }

    public Builder compensatable(
        String name, Pool pool, RetryPolicy retry, Duration timeout, StepCode code, Undo undo) {
      return step(
          new Step(
              new StepDefinition(name, Effect.COMPENSATABLE, retry, timeout, false, true),
              pool,
              code,
              Optional.empty(),
              Optional.of(undo)));
    }

    /**
     * @throws IllegalArgumentException for a reconciler or undo that is promised and not there
     */
    public Builder step(Step step) {
      StepDefinition d = step.definition();
      if (d.reconcilable() != step.reconciler().isPresent()
          || d.undoable() != step.undo().isPresent()) {
        throw new IllegalArgumentException(
            "step " + d.name() + " and its reconciler or undo do not fit together");
      }
      steps.add(step);
      return this;
    }

    /** Adds to the step that was named last. */
    public Builder with(UnaryOperator<StepTraits> more) {
      Step last = steps.removeLast();
      StepDefinition d = last.definition();
      steps.add(
          new Step(
              d.with(more.apply(d.traits())),
              last.pool(),
              last.code(),
              last.reconciler(),
              last.undo()));
      return this;
    }

    public WorkflowProgram build() {
      var byName = new LinkedHashMap<String, Step>();
      steps.forEach(s -> byName.put(s.definition().name(), s));
      return new WorkflowProgram(
          new WorkflowDefinition(
              type, version, steps.stream().map(Step::definition).toList(), parameters),
          byName);
    }
  }
}

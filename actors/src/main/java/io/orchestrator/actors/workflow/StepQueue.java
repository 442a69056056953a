package io.orchestrator.actors.workflow;

import io.orchestrator.domain.workflow.WorkflowType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Steps that wait for a place. The most urgent goes first; among equals the type of workflow that
 * has fewest steps at work, so that one long queue does not starve the others; then the oldest.
 */
final class StepQueue {
  private record Waiting(StepWorkers.Run run, long sinceNanos, long number) {
    StepJob job() {
      return run.job();
    }
  }

  private final StepLimits limits;
  private final int capacity;
  private final List<Waiting> waiting = new ArrayList<>();
  private long number;

  StepQueue(StepLimits limits, int capacity) {
    this.limits = limits;
    this.capacity = capacity;
  }

  /**
   * Those that compute have room of their own: while they wait for cores or memory, others come in.
   *
   * @return false: there is no room
   */
  boolean add(StepWorkers.Run run, long nowNanos) {
    boolean heavy = run.job().step().pool().heavy();
    return waiting(pool -> pool.heavy() == heavy) < capacity
        && waiting.add(new Waiting(run, nowNanos, number++));
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  int waiting(Predicate<WorkflowProgram.Pool> pools) {
    return (int) waiting.stream().filter(w -> pools.test(w.job().step().pool())).count();
  }

  void remove(String workflowId) {
    waiting.removeIf(w -> w.job().workflowId().equals(workflowId));
  }

  void replace(String workflowId, UnaryOperator<StepWorkers.Run> change) {
    waiting.replaceAll(
        w ->
            w.job().workflowId().equals(workflowId)
                ? new Waiting(change.apply(w.run()), w.sinceNanos(), w.number())
                : w);
  }

  /**
   * Takes out the next step that may begin.
   *
   * @param atWork jobs that have a place
   * @param mayBegin whether there is a place in its pool and its run has none at work
   */
  Optional<StepWorkers.Run> next(
      Collection<StepJob> atWork, Predicate<StepJob> mayBegin, long nowNanos) {
    Busy busy = Busy.of(atWork);
    return first(job -> mayBegin.test(job) && busy.leavesPlace(job, limits), busy, nowNanos);
  }

  /**
   * Takes out the next step for another node, whose places are not counted here.
   *
   * @param mayLeave whether that node can do it
   */
  Optional<StepWorkers.Run> nextToLend(Predicate<StepJob> mayLeave, long nowNanos) {
    return isEmpty() ? Optional.empty() : first(mayLeave, Busy.of(List.of()), nowNanos);
  }

  /** Whether one more of the kind would keep within the limits. */
  boolean leavesPlace(WorkflowProgram.Step step, Collection<StepJob> atWork) {
    return step.definition()
        .traits()
        .resource()
        .map(r -> Busy.of(atWork).resources().getOrDefault(r, 0) < limits.maxPerResource())
        .orElse(true);
  }

  private Optional<StepWorkers.Run> first(Predicate<StepJob> fits, Busy busy, long nowNanos) {
    Optional<Waiting> next =
        waiting.stream()
            .filter(w -> fits.test(w.job()))
            .min(
                Comparator.comparingLong((Waiting w) -> -urgency(w, nowNanos))
                    .thenComparing(w -> busy.ofType(w.job()))
                    .thenComparing(Waiting::number));
    next.ifPresent(waiting::remove);
    return next.map(Waiting::run);
  }

  private long urgency(Waiting w, long nowNanos) {
    return w.job().run().priority() + (nowNanos - w.sinceNanos()) / limits.aging().toNanos();
  }

  /** How many places each has taken. */
  private record Busy(Map<WorkflowType, Integer> types, Map<String, Integer> resources) {
    static Busy of(Collection<StepJob> atWork) {
      var busy = new Busy(new EnumMap<>(WorkflowType.class), new HashMap<>());
      for (StepJob job : atWork) {
        if (!nested(job)) {
          busy.types.merge(job.run().workflow(), 1, Integer::sum);
        }
        resource(job).ifPresent(r -> busy.resources.merge(r, 1, Integer::sum));
      }
      return busy;
    }

    int ofType(StepJob job) {
      return types.getOrDefault(job.run().workflow(), 0);
    }

    boolean leavesPlace(StepJob job, StepLimits limits) {
      return nested(job)
          || ofType(job) < limits.maxPerType()
              && resource(job).map(r -> resources.getOrDefault(r, 0)).orElse(0)
                  < limits.maxPerResource();
    }

    private static Optional<String> resource(StepJob job) {
      return job.step().definition().traits().resource();
    }
  }

  private static boolean nested(StepJob job) {
    return job.step().pool() == WorkflowProgram.Pool.NESTED;
  }
}

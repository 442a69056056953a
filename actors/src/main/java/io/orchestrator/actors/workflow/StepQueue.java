package io.orchestrator.actors.workflow;

import io.orchestrator.domain.workflow.WorkflowType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
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

  /** False: there is no room. */
  boolean add(StepWorkers.Run run, long nowNanos) {
    return waiting.size() < capacity && waiting.add(new Waiting(run, nowNanos, number++));
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
    Optional<Waiting> next =
        waiting.stream()
            .filter(w -> withinLimits(w.job(), atWork) && mayBegin.test(w.job()))
            .min(
                Comparator.comparingLong((Waiting w) -> -urgency(w, nowNanos))
                    .thenComparing(w -> ofType(w.job().run().workflow(), atWork))
                    .thenComparing(Waiting::number));
    next.ifPresent(waiting::remove);
    return next.map(Waiting::run);
  }

  private long urgency(Waiting w, long nowNanos) {
    Duration waited = Duration.ofNanos(nowNanos - w.sinceNanos());
    return w.job().run().priority() + waited.dividedBy(limits.aging());
  }

  private boolean withinLimits(StepJob job, Collection<StepJob> atWork) {
    if (nested(job)) {
      return true;
    }
    Optional<String> resource = job.step().definition().traits().resource();
    return ofType(job.run().workflow(), atWork) < limits.maxPerType()
        && (resource.isEmpty()
            || atWork.stream()
                    .filter(j -> j.step().definition().traits().resource().equals(resource))
                    .count()
                < limits.maxPerResource());
  }

  private static long ofType(WorkflowType type, Collection<StepJob> atWork) {
    return atWork.stream().filter(j -> j.run().workflow() == type && !nested(j)).count();
  }

  private static boolean nested(StepJob job) {
    return job.step().pool() == WorkflowProgram.Pool.NESTED;
  }
}

package io.orchestrator.actors.workflow;

import java.util.ArrayList;
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
  private int heavy;
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
    int alike = heavy(run) ? heavy() : light();
    if (alike >= capacity) {
      return false;
    }
    heavy += heavy(run) ? 1 : 0;
    return waiting.add(new Waiting(run, nowNanos, number++));
  }

  private static boolean heavy(StepWorkers.Run run) {
    return run.job().step().pool().heavy();
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** How many wait to compute. */
  int heavy() {
    return heavy;
  }

  /** How many wait for another place. */
  int light() {
    return waiting.size() - heavy;
  }

  void remove(String workflowId) {
    waiting.stream()
        .filter(w -> w.job().workflowId().equals(workflowId))
        .toList()
        .forEach(this::remove);
  }

  private void remove(Waiting gone) {
    waiting.remove(gone);
    heavy -= heavy(gone.run()) ? 1 : 0;
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
   * @param taken by jobs that are at work
   * @param mayBegin whether there is a place in its pool and its run has none at work
   */
  Optional<StepWorkers.Run> next(TakenPlaces taken, Predicate<StepJob> mayBegin, long nowNanos) {
    return first(job -> mayBegin.test(job) && taken.leavePlace(job, limits), taken, nowNanos);
  }

  /**
   * Takes out the next step for another node, whose places are not counted here.
   *
   * @param mayLeave whether that node can do it
   */
  Optional<StepWorkers.Run> nextToLend(Predicate<StepJob> mayLeave, long nowNanos) {
    return isEmpty() ? Optional.empty() : first(mayLeave, TakenPlaces.none(), nowNanos);
  }

  /** Whether one more of the kind would keep within the limits. */
  boolean leavesPlace(WorkflowProgram.Step step, TakenPlaces taken) {
    return taken.leavePlace(step, limits);
  }

  private Optional<StepWorkers.Run> first(
      Predicate<StepJob> fits, TakenPlaces taken, long nowNanos) {
    Optional<Waiting> next =
        waiting.stream()
            .filter(w -> fits.test(w.job()))
            .min(
                Comparator.comparingLong((Waiting w) -> -urgency(w, nowNanos))
                    .thenComparing(w -> taken.ofType(w.job()))
                    .thenComparing(Waiting::number));
    next.ifPresent(this::remove);
    return next.map(Waiting::run);
  }

  private long urgency(Waiting w, long nowNanos) {
    return w.job().run().priority() + (nowNanos - w.sinceNanos()) / limits.aging().toNanos();
  }
}

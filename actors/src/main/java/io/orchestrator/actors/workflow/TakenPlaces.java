package io.orchestrator.actors.workflow;

import io.orchestrator.actors.workflow.WorkflowProgram.Pool;
import io.orchestrator.domain.workflow.WorkflowType;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * How many steps are at work, by pool, type of workflow and resource. Counted as they come and go:
 * it is asked several times for each step.
 */
final class TakenPlaces {
  private final Map<Pool, Integer> pools = new EnumMap<>(Pool.class);
  private final Map<WorkflowType, Integer> types = new EnumMap<>(WorkflowType.class);
  private final Map<String, Integer> resources = new HashMap<>();

  static TakenPlaces none() {
    return of(List.of());
  }

  static TakenPlaces of(Collection<StepJob> jobs) {
    var places = new TakenPlaces();
    jobs.forEach(places::take);
    return places;
  }

  void take(StepJob job) {
    count(job, 1);
  }

  void leave(StepJob job) {
    count(job, -1);
  }

  private void count(StepJob job, int change) {
    count(pools, job.step().pool(), change);
    if (!nested(job)) {
      count(types, job.run().workflow(), change);
    }
    resource(job.step()).ifPresent(r -> count(resources, r, change));
  }

  private static <K> void count(Map<K, Integer> counts, K key, int change) {
    counts.compute(
        key,
        (k, n) -> {
          int now = (n == null ? 0 : n) + change;
          return now == 0 ? null : now;
        });
  }

  int in(Predicate<Pool> wanted) {
    int sum = 0;
    for (Map.Entry<Pool, Integer> pool : pools.entrySet()) {
      sum += wanted.test(pool.getKey()) ? pool.getValue() : 0;
    }
    return sum;
  }

  /** Of the job's type; nested ones do not count. */
  int ofType(StepJob job) {
    return types.getOrDefault(job.run().workflow(), 0);
  }

  /** Whether one more such job would keep within the limits of its type and its resource. */
  boolean leavePlace(StepJob job, StepLimits limits) {
    return nested(job) || ofType(job) < limits.maxPerType() && leavePlace(job.step(), limits);
  }

  /** Whether one more such step would keep within the limit of its resource. */
  boolean leavePlace(WorkflowProgram.Step step, StepLimits limits) {
    return resource(step).map(r -> resources.getOrDefault(r, 0)).orElse(0)
        < limits.maxPerResource();
  }

  private static Optional<String> resource(WorkflowProgram.Step step) {
    return step.definition().traits().resource();
  }

  private static boolean nested(StepJob job) {
    return job.step().pool() == Pool.NESTED;
  }
}

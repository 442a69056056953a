package io.orchestrator.actors.workflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.actors.workflow.WorkflowProgram.Pool;
import io.orchestrator.domain.workflow.Effect;
import io.orchestrator.domain.workflow.RetryPolicy;
import io.orchestrator.domain.workflow.StepDefinition;
import io.orchestrator.domain.workflow.StepTraits;
import io.orchestrator.domain.workflow.WorkflowEvent;
import io.orchestrator.domain.workflow.WorkflowHistory;
import io.orchestrator.domain.workflow.WorkflowType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who is next, without threads or time of its own. */
class StepQueueTest {
  private static final WorkflowType TRADE = WorkflowType.ANALYSIS_TO_TRADE;
  private static final WorkflowType REBALANCE = WorkflowType.PORTFOLIO_REBALANCE;
  private static final long AGING = Duration.ofSeconds(30).toNanos();

  private final List<StepJob> atWork = new ArrayList<>();

  private static StepQueue queue(int maxPerType, int maxPerResource, int capacity) {
    return new StepQueue(
        new StepLimits(maxPerType, maxPerResource, Duration.ofNanos(AGING), Duration.ofMinutes(3)),
        capacity);
  }

  private static StepJob job(
      WorkflowType type, String id, Pool pool, int priority, StepTraits traits) {
    var definition =
        new StepDefinition(
                "work", Effect.PURE, RetryPolicy.NEVER, Duration.ofMinutes(1), false, false)
            .with(traits);
    var run =
        WorkflowHistory.evolve(
            Optional.empty(),
            new WorkflowEvent.WorkflowStarted(
                id,
                type,
                1,
                List.of(new WorkflowEvent.PlannedStep("work", Effect.PURE)),
                Map.of(),
                "ann",
                1,
                Instant.EPOCH,
                Optional.empty(),
                priority));
    var step =
        new WorkflowProgram.Step(
            definition, pool, c -> Map.of(), Optional.empty(), Optional.empty());
    return new StepJob(StepJob.Kind.RUN, step, 1, run, false);
  }

  private static StepJob job(WorkflowType type, String id, int priority) {
    return job(type, id, Pool.WAITING, priority, StepTraits.NONE);
  }

  private static StepJob uses(String resource, String id) {
    return job(TRADE, id, Pool.WAITING, 0, StepTraits.NONE.uses(resource));
  }

  private static boolean add(StepQueue queue, StepJob job, long nowNanos) {
    return queue.add(new StepWorkers.Run(job, null), nowNanos);
  }

  /** Takes the next one and lets it work. */
  private String next(StepQueue queue, long nowNanos) {
    Optional<StepJob> next =
        queue.next(TakenPlaces.of(atWork), j -> true, nowNanos).map(StepWorkers.Run::job);
    next.ifPresent(atWork::add);
    return next.map(StepJob::workflowId).orElse("");
  }

  private List<String> drained(StepQueue queue, long nowNanos) {
    var order = new ArrayList<String>();
    for (String id = next(queue, nowNanos); !id.isEmpty(); id = next(queue, nowNanos)) {
      order.add(id);
    }
    return order;
  }

  @Test
  void aLongQueueOfOneTypeDoesNotStarveAnother() {
    StepQueue queue = queue(8, 8, 20);
    for (String id : List.of("t1", "t2", "t3", "t4")) {
      add(queue, job(TRADE, id, 0), 0);
    }
    add(queue, job(REBALANCE, "r1", 0), 1);
    add(queue, job(REBALANCE, "r2", 0), 2);
    assertEquals(List.of("t1", "r1", "t2", "r2", "t3", "t4"), drained(queue, 3));
    assertTrue(queue.isEmpty());
  }

  @Test
  void aTypeHasOnlySoManyPlacesAndWaitsForItsOwn() {
    StepQueue queue = queue(2, 8, 20);
    for (String id : List.of("t1", "t2", "t3")) {
      add(queue, job(TRADE, id, 9), 0);
    }
    add(queue, job(REBALANCE, "r1", 0), 0);
    add(queue, job(TRADE, "nested", Pool.NESTED, 0, StepTraits.NONE), 0);
    assertEquals(List.of("t1", "t2", "r1", "nested"), drained(queue, 0));
    atWork.removeFirst();
    assertEquals("t3", next(queue, 0));
  }

  @Test
  void theMoreUrgentGoesFirstWhateverItsTypeHasAtWork() {
    StepQueue queue = queue(8, 8, 20);
    atWork.add(job(TRADE, "t0", 0));
    add(queue, job(REBALANCE, "patient", 0), 0);
    add(queue, job(TRADE, "urgent", 5), 1);
    add(queue, job(TRADE, "lazy", -5), 0);
    assertEquals(List.of("urgent", "patient", "lazy"), drained(queue, 2));
  }

  @Test
  void whatWaitsLongOvertakesWhatIsMoreUrgent() {
    StepQueue young = queue(8, 8, 20);
    add(young, job(TRADE, "old", 0), 0);
    add(young, job(TRADE, "urgent", 3), 2 * AGING);
    assertEquals("urgent", next(young, 2 * AGING), "two higher by now, and three less urgent");
    StepQueue old = queue(8, 8, 20);
    add(old, job(TRADE, "old", 0), 0);
    add(old, job(TRADE, "urgent", 3), 3 * AGING);
    assertEquals("old", next(old, 3 * AGING), "equal by now, and older");
  }

  @Test
  void aResourceHasOnlySoManyUsersOfWhateverType() {
    StepQueue queue = queue(8, 1, 20);
    add(queue, uses("gpu", "first"), 0);
    add(queue, uses("gpu", "second"), 0);
    add(queue, uses("desk", "other"), 0);
    add(queue, job(REBALANCE, "foreign", Pool.WAITING, 9, StepTraits.NONE.uses("gpu")), 0);
    add(queue, job(TRADE, "none", 0), 0);
    assertEquals(List.of("foreign", "other", "none"), drained(queue, 0));
    assertFalse(queue.leavesPlace(uses("gpu", "x").step(), TakenPlaces.of(atWork)));
    assertTrue(queue.leavesPlace(uses("fpga", "x").step(), TakenPlaces.of(atWork)));
    assertTrue(queue.leavesPlace(job(TRADE, "x", 0).step(), TakenPlaces.of(atWork)));
    atWork.removeIf(j -> j.workflowId().equals("foreign"));
    assertTrue(queue.leavesPlace(uses("gpu", "x").step(), TakenPlaces.of(atWork)));
    assertEquals(List.of("first"), drained(queue, 0), "one user at a time");
  }

  @Test
  void aResourceMayHaveMoreUsers() {
    StepQueue queue = queue(8, 2, 20);
    for (String id : List.of("a", "b", "c")) {
      add(queue, uses("gpu", id), 0);
    }
    assertEquals(List.of("a", "b"), drained(queue, 0));
  }

  @Test
  void whatMayNotBeginIsPassedOverAndKeepsItsPlace() {
    StepQueue queue = queue(8, 8, 20);
    add(queue, job(TRADE, "a", 0), 0);
    add(queue, job(TRADE, "b", 0), 0);
    assertEquals(
        "b",
        queue
            .next(TakenPlaces.none(), j -> !j.workflowId().equals("a"), 0)
            .orElseThrow()
            .job()
            .workflowId());
    assertEquals(List.of("a"), drained(queue, 0));
  }

  @Test
  void whatComputesDoesNotFillTheRoomOfWhatWaits() {
    StepQueue queue = queue(8, 8, 1);
    assertTrue(add(queue, job(TRADE, "c1", Pool.ANALYSIS, 0, StepTraits.NONE), 0));
    assertFalse(add(queue, job(TRADE, "c2", Pool.ENGINES, 0, StepTraits.NONE), 0));
    assertTrue(add(queue, job(TRADE, "w1", 0), 0));
    assertFalse(add(queue, job(TRADE, "w2", 0), 0));
    assertEquals(1, queue.heavy());
    queue.remove("c1");
    assertEquals(0, queue.heavy());
    assertEquals(List.of("w1"), drained(queue, 0));
  }
}

package io.orchestrator.actors.workflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.orchestrator.actors.api.Resources;
import io.orchestrator.actors.workflow.WorkflowProgram.Evidence;
import io.orchestrator.actors.workflow.WorkflowProgram.Pool;
import io.orchestrator.actors.workflow.WorkflowProgram.StepCode;
import io.orchestrator.domain.workflow.Effect;
import io.orchestrator.domain.workflow.RetryPolicy;
import io.orchestrator.domain.workflow.StepDefinition;
import io.orchestrator.domain.workflow.StepTraits;
import io.orchestrator.domain.workflow.WorkflowEvent;
import io.orchestrator.domain.workflow.WorkflowHistory;
import io.orchestrator.domain.workflow.WorkflowType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Places, queue and fencing, with an executor that runs what the test lets it run. */
class StepWorkersTest {
  private static final ActorTestKit KIT = ActorTestKit.create("step-workers");

  private final BlockingQueue<Runnable> started = new LinkedBlockingQueue<>();
  private final TestProbe<WorkflowEntity.Reported> reports = KIT.createTestProbe();
  private final AtomicInteger heavySteps = new AtomicInteger(1);
  private final StepLoad load = new StepLoad();
  private final ActorRef<StepWorkers.Command> workers =
      KIT.spawn(
          StepWorkers.create(settings(), started::add, started::add, alone(), resources(), load));

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  private static StepWorkers.Neighbourhood alone() {
    return new StepWorkers.Neighbourhood(
        "alone:1",
        () -> true,
        new Programs(List.of()),
        id -> CompletableFuture.completedFuture(Optional.empty()),
        new StepTraffic(new SimpleMeterRegistry()));
  }

  private Resources resources() {
    return new Resources() {
      @Override
      public boolean memoryScarce() {
        return heavySteps.get() == 0;
      }

      @Override
      public boolean coresNeeded() {
        return false;
      }

      @Override
      public int heavySteps(int most) {
        return Math.min(most, heavySteps.get());
      }

      @Override
      public Map<String, Object> view() {
        return Map.of();
      }
    };
  }

  /** One place in each pool, two in the queue. */
  private static WorkflowSettings settings() {
    WorkflowSettings d = WorkflowSettings.DEFAULT;
    return new WorkflowSettings(
        d.askTimeout(),
        d.maxOpenRunsPerType(),
        d.maxPendingStarts(),
        1,
        1,
        2,
        d.progressInterval(),
        d.holdInterval(),
        d.reconcileInterval(),
        d.unknownAlertAfter(),
        d.wakeInterval(),
        d.abandonAfter(),
        d.waiterRenewal(),
        d.maxWaiters(),
        d.idleBeforePassivation(),
        d.stashCapacity(),
        d.maxOutputChars(),
        d.maxHistoryEvents(),
        new StepLimits(2, 1, Duration.ofSeconds(30), Duration.ofMillis(50)),
        d.readJournal());
  }

  private void ask(String id, int attempt, Duration timeout, StepCode code) {
    ask(id, attempt, timeout, code, StepTraits.NONE, 0);
  }

  private void ask(
      String id, int attempt, Duration timeout, StepCode code, StepTraits traits, int priority) {
    tell(Pool.WAITING, StepJob.Kind.RUN, id, attempt, timeout, code, traits, priority);
  }

  private void compute(Pool pool, StepJob.Kind kind, String id) {
    StepCode code = c -> Map.of("attempt", c.attempt());
    tell(pool, kind, id, 1, Duration.ofMinutes(1), code, StepTraits.NONE, 0);
  }

  private void tell(
      Pool pool,
      StepJob.Kind kind,
      String id,
      int attempt,
      Duration timeout,
      StepCode code,
      StepTraits traits,
      int priority) {
    var definition =
        new StepDefinition("work", Effect.PURE, RetryPolicy.NEVER, timeout, false, false)
            .with(traits);
    var step =
        new WorkflowProgram.Step(
            definition, pool, code, Optional.of(c -> Evidence.didNotHappen()), Optional.empty());
    var run =
        WorkflowHistory.evolve(
            Optional.empty(),
            new WorkflowEvent.WorkflowStarted(
                id,
                WorkflowType.ANALYSIS_TO_TRADE,
                1,
                List.of(new WorkflowEvent.PlannedStep("work", Effect.PURE)),
                Map.of(),
                "ann",
                1,
                Instant.EPOCH,
                Optional.empty(),
                priority));
    workers.tell(new StepWorkers.Run(new StepJob(kind, step, attempt, run, false), reports.ref()));
  }

  private void ask(String id, int attempt) {
    ask(id, attempt, Duration.ofMinutes(1), c -> Map.of("attempt", c.attempt()));
  }

  private void runNext() throws InterruptedException {
    Runnable next = started.poll(10, TimeUnit.SECONDS);
    assertTrue(next != null, "nothing was started");
    next.run();
  }

  private StepJob.Report report() {
    return reports.receiveMessage(Duration.ofSeconds(10)).report();
  }

  @Test
  void whatFindsNoPlaceWaitsAndWhatFindsNoQueueIsRejected() throws InterruptedException {
    for (String id : List.of("a", "b", "c", "d")) {
      ask(id, 1);
    }
    assertEquals("d", ((StepJob.Rejected) report()).job().workflowId());
    for (String id : List.of("a", "b", "c")) {
      waitForOne();
      runNext();
      assertEquals(id, ((StepJob.Succeeded) report()).job().workflowId());
    }
  }

  /** Until exactly one job has a thread. */
  private void waitForOne() {
    reports.awaitAssert(
        Duration.ofSeconds(10),
        () -> {
          assertEquals(1, started.size());
          return null;
        });
  }

  @Test
  void whatComputesWaitsWhileTheNodeHasNoRoomAndWhatOnlyAsksDoesNot() throws InterruptedException {
    heavySteps.set(0);
    compute(Pool.ANALYSIS, StepJob.Kind.RUN, "computes");
    ask("trades", 1);
    waitForOne();
    runNext();
    assertEquals("trades", report().job().workflowId());
    compute(Pool.ANALYSIS, StepJob.Kind.RECONCILE, "asks");
    runNext();
    assertEquals("asks", ((StepJob.Judged) report()).job().workflowId());
    compute(Pool.ENGINES, StepJob.Kind.RUN, "waits for engines");
    compute(Pool.ENGINES, StepJob.Kind.RUN, "finds no room");
    assertEquals("finds no room", ((StepJob.Rejected) report()).job().workflowId());
    assertEquals(2, load.counts().computingQueued());
    ask("trades too", 1);
    waitForOne();
    runNext();
    assertEquals("trades too", report().job().workflowId());
    heavySteps.set(1);
    for (String id : List.of("computes", "waits for engines")) {
      waitForOne(); // one after the other: they share the places of those that compute
      runNext();
      assertEquals(id, ((StepJob.Succeeded) report()).job().workflowId());
    }
  }

  @Test
  void aNewerAttemptSendsTheOlderHomeAndWaitsForIt() throws InterruptedException {
    ask("a", 1, Duration.ofMinutes(1), c -> c.await(new CompletableFuture<Map<String, Object>>()));
    waitForOne();
    ask("a", 2);
    runNext();
    var older = (StepJob.Failed) report();
    assertEquals(1, older.job().attempt());
    assertEquals("cancelled", older.error());
    runNext();
    assertEquals(2, ((StepJob.Succeeded) report()).job().attempt());
  }

  @Test
  void theTimeOutIsToldAtOnceAndThePlaceIsFreeOnlyWhenTheCodeIsBack() throws InterruptedException {
    ask("a", 1, Duration.ofMillis(50), c -> Map.of());
    assertTrue(report() instanceof StepJob.TimedOut);
    ask("b", 1);
    runNext();
    StepJob.Report late = report();
    while (late instanceof StepJob.TimedOut) {
      // On a slow machine its time of grace was over as well.
      late = report();
    }
    assertTrue(late instanceof StepJob.Succeeded, "a late word is passed on too");
    runNext();
    assertEquals("b", ((StepJob.Succeeded) report()).job().workflowId());
  }

  @Test
  void aForgottenJobIsNotBegun() throws InterruptedException {
    ask("a", 1);
    ask("b", 1);
    workers.tell(new StepWorkers.Forget("b"));
    ask("c", 1);
    runNext();
    assertEquals("a", ((StepJob.Succeeded) report()).job().workflowId());
    runNext();
    assertEquals("c", ((StepJob.Succeeded) report()).job().workflowId());
  }

  @Test
  void theMoreUrgentRunGetsTheNextPlace() throws InterruptedException {
    ask("first", 1);
    ask("patient", 1);
    ask("urgent", 1, Duration.ofMinutes(1), c -> Map.of(), StepTraits.NONE, 5);
    for (String id : List.of("first", "urgent", "patient")) {
      runNext();
      assertEquals(id, ((StepJob.Succeeded) report()).job().workflowId());
    }
  }

  /** In a thread of its own, for it does not come back by itself. */
  private void runNextBeside() throws InterruptedException {
    Runnable next = started.poll(10, TimeUnit.SECONDS);
    assertTrue(next != null, "nothing was started");
    Thread.startVirtualThread(next);
  }

  @Test
  void codeThatGivesNoSignOfLifeIsGivenUp() throws InterruptedException {
    ask(
        "silent",
        1,
        Duration.ofMinutes(1),
        c -> c.await(new CompletableFuture<Map<String, Object>>()),
        StepTraits.NONE.heartbeat(Duration.ofMillis(20)),
        0);
    runNextBeside();
    var given = (StepJob.TimedOut) report();
    assertTrue(given.error().startsWith("no sign of life for"), given::error);
    assertEquals("cancelled", ((StepJob.Failed) report()).error(), "it was asked to come back");
  }

  @Test
  void codeThatIgnoresACancelIsInterruptedWhenItsTimeOfGraceIsOver() throws InterruptedException {
    var began = new CountDownLatch(1);
    var never = new CountDownLatch(1);
    ask(
        "deaf",
        1,
        Duration.ofMinutes(1),
        c -> {
          began.countDown();
          never.await();
          return Map.of();
        });
    runNextBeside();
    assertTrue(began.await(30, TimeUnit.SECONDS), "its code has begun");
    workers.tell(new StepWorkers.Cancel("deaf"));
    var forced = (StepJob.TimedOut) report();
    assertTrue(forced.error().startsWith("did not come back within"), forced::error);
    assertEquals("interrupted", ((StepJob.Failed) report()).error());
  }

  @Test
  void anOutputThatBreaksItsPromiseFailsTheStepAndSaysWhere() throws InterruptedException {
    ask(
        "sloppy",
        1,
        Duration.ofMinutes(1),
        c -> Map.of("signals", 3),
        StepTraits.NONE.gives(o -> o.rows("signals").text("hash")),
        0);
    runNext();
    var failed = (StepJob.Failed) report();
    assertEquals(
        "workflow.bad_output: signals must be a list of objects, was 3; hash is missing",
        failed.error());
    assertEquals(false, failed.retryable());
  }
}

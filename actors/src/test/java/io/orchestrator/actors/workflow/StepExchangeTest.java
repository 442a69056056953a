package io.orchestrator.actors.workflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.orchestrator.actors.api.Resources;
import io.orchestrator.actors.workflow.WorkflowProgram.Pool;
import io.orchestrator.actors.workflow.WorkflowProgram.StepCode;
import io.orchestrator.domain.workflow.Effect;
import io.orchestrator.domain.workflow.ErrorClass;
import io.orchestrator.domain.workflow.ParameterSchema;
import io.orchestrator.domain.workflow.RetryPolicy;
import io.orchestrator.domain.workflow.StepTraits;
import io.orchestrator.domain.workflow.WorkflowEvent;
import io.orchestrator.domain.workflow.WorkflowHistory;
import io.orchestrator.domain.workflow.WorkflowRun;
import io.orchestrator.domain.workflow.WorkflowType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The workers of two nodes, each with one place to compute: two actor systems in one cluster, so
 * that every message crosses a socket. A run belongs to the first; the second has nothing to do.
 */
class StepExchangeTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int LARGE = 1_500_000;
  private static ActorTestKit one;
  private static ActorTestKit two;

  /** What every node can read. */
  private final Map<String, WorkflowRun> journal = new ConcurrentHashMap<>();

  private final Map<String, StepCode> code = new ConcurrentHashMap<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final TestProbe<WorkflowEntity.Reported> reports = one.createTestProbe();
  private final BlockingQueue<Runnable> startedHere = new LinkedBlockingQueue<>();
  private final BlockingQueue<Runnable> startedThere = new LinkedBlockingQueue<>();
  private final WorkflowProgram program = program(1);
  private final ActorRef<StepWorkers.Command> here = workers(one, "here:1", startedHere, program);
  private ActorRef<StepWorkers.Command> there;

  @BeforeAll
  static void start() {
    var config =
        ConfigFactory.parseString(
                """
                akka.actor.provider = cluster
                akka.remote.artery { transport = tcp, canonical { hostname = "127.0.0.1", port = 0 } }
                akka.cluster.jmx.enabled = off
                akka.cluster.gossip-interval = 100ms
                akka.cluster.leader-actions-interval = 100ms
                akka.cluster.typed.receptionist.distributed-data {
                  gossip-interval = 50ms
                  notify-subscribers-interval = 50ms
                }
                akka.coordinated-shutdown.exit-jvm = off
                akka.coordinated-shutdown.run-by-actor-system-terminate = off
                akka.actor.testkit.typed.system-shutdown-default = 60s
                """)
            .withFallback(ConfigFactory.load());
    one = ActorTestKit.create("exchange", config);
    two = ActorTestKit.create("exchange", config);
    var first = Cluster.get(one.system()).selfMember().address();
    for (ActorTestKit kit : List.of(one, two)) {
      Cluster.get(kit.system()).manager().tell(Join.create(first));
    }
  }

  @AfterAll
  static void stop() {
    two.shutdownTestKit();
    one.shutdownTestKit();
  }

  @AfterEach
  void stopWorkers() {
    one.stop(here, SOON);
    if (there != null) {
      two.stop(there, SOON);
    }
  }

  private WorkflowProgram program(int version) {
    return WorkflowProgram.of(WorkflowType.ANALYSIS_TO_TRADE, version, ParameterSchema.of())
        .pure("sweep", Pool.ANALYSIS, RetryPolicy.NEVER, Duration.ofMinutes(1), this::work)
        .with(StepTraits::onAnyNode)
        .pure("look", Pool.ANALYSIS, RetryPolicy.NEVER, Duration.ofMinutes(1), this::work)
        .build();
  }

  private Map<String, Object> work(StepContext context) throws Exception {
    return code.getOrDefault(context.workflowId(), c -> Map.of("attempt", c.attempt()))
        .run(context);
  }

  private ActorRef<StepWorkers.Command> workers(
      ActorTestKit kit, String node, BlockingQueue<Runnable> started, WorkflowProgram known) {
    WorkflowSettings d = WorkflowSettings.DEFAULT;
    var settings =
        new WorkflowSettings(
            d.askTimeout(),
            d.maxOpenRunsPerType(),
            d.maxPendingStarts(),
            1,
            1,
            4,
            Duration.ofMillis(20),
            d.holdInterval(),
            d.reconcileInterval(),
            d.unknownAlertAfter(),
            d.wakeInterval(),
            d.abandonAfter(),
            d.waiterRenewal(),
            d.maxWaiters(),
            d.idleBeforePassivation(),
            d.stashCapacity(),
            2 * LARGE,
            d.maxHistoryEvents(),
            d.steps(),
            d.readJournal());
    return kit.spawn(
        StepWorkers.create(
            settings,
            started::add,
            started::add,
            new StepWorkers.Neighbourhood(
                node,
                () -> true,
                new Programs(List.of(known)),
                id -> CompletableFuture.completedFuture(Optional.ofNullable(journal.get(id))),
                new StepTraffic(meters)),
            Resources.PLENTY,
            new StepLoad()));
  }

  private void openTheOther() {
    there = workers(two, "there:2", startedThere, program);
  }

  /** Has the run's step done by the first node, at its present attempt. */
  private void ask(String id, String step, int attempt) {
    var sweep = new WorkflowEvent.PlannedStep("sweep", Effect.PURE);
    var look = new WorkflowEvent.PlannedStep("look", Effect.PURE);
    WorkflowRun run =
        WorkflowHistory.evolve(
            Optional.empty(),
            new WorkflowEvent.WorkflowStarted(
                id,
                WorkflowType.ANALYSIS_TO_TRADE,
                1,
                step.equals("sweep") ? List.of(sweep, look) : List.of(look),
                Map.of(),
                "ann",
                1,
                Instant.EPOCH,
                Optional.empty(),
                0));
    for (int i = 1; i <= attempt; i++) {
      run =
          WorkflowHistory.evolve(
              Optional.of(run), new WorkflowEvent.StepStarted(step, i, Instant.EPOCH));
    }
    journal.put(id, run);
    here.tell(
        new StepWorkers.Run(
            new StepJob(StepJob.Kind.RUN, program.step(step), attempt, run, false), reports.ref()));
  }

  private static Runnable next(BlockingQueue<Runnable> started) throws InterruptedException {
    Runnable next = started.poll(SOON.toMillis(), TimeUnit.MILLISECONDS);
    assertTrue(next != null, "nothing was started");
    return next;
  }

  /** The next word that is no progress. */
  private WorkflowEntity.Reported end() {
    WorkflowEntity.Reported word = reports.receiveMessage(SOON);
    while (word.report() instanceof StepJob.Progressed) {
      word = reports.receiveMessage(SOON);
    }
    return word;
  }

  private double count(String name, String tag, String value) {
    return meters.get("orchestrator.workflow." + name).tag(tag, value).counters().stream()
        .mapToDouble(c -> c.count())
        .sum();
  }

  /** Never completed: the first node's only place. */
  private Runnable occupyHere() throws InterruptedException {
    ask("mine", "sweep", 1);
    return next(startedHere);
  }

  @Test
  void anIdleNodeTakesWhatABusyOneHasWaitingWithItsProgressAndResult() throws Exception {
    Runnable mine = occupyHere();
    code.put(
        "yours",
        c -> {
          c.progress(0.5, "half way");
          return Map.of("seed", c.seed(), "bars", "x".repeat(LARGE), "mean", 0.25);
        });
    ask("yours", "sweep", 1);
    openTheOther();
    next(startedThere).run();
    WorkflowEntity.Reported taken = reports.receiveMessage(SOON);
    assertEquals("taken over by there:2", ((StepJob.Progressed) taken.report()).message());
    WorkflowEntity.Reported end = end();
    assertEquals("there:2", end.node());
    var output = ((StepJob.Succeeded) end.report()).output();
    assertEquals(LARGE, output.get("bars").toString().length(), "longer than a frame");
    assertEquals(0.25, output.get("mean"));
    mine.run();
    assertEquals("here:1", end().node());
    assertEquals(1, count("steps", "from", "other-node"));
    assertEquals(1, count("steps.lent", "outcome", "answered"));
  }

  @Test
  void oneForEachPlaceTheRestWaitsWhereItIs() throws Exception {
    openTheOther();
    occupyHere();
    for (String id : List.of("b", "c", "d")) {
      ask(id, "sweep", 1);
    }
    Runnable b = next(startedThere);
    // What says so is that a fifth still finds room in a queue of four.
    ask("e", "sweep", 1);
    ask("f", "sweep", 1);
    ask("g", "sweep", 1);
    assertEquals("g", end().report().job().workflowId());
    assertTrue(startedThere.isEmpty(), "one place there, one step there");
    b.run();
    assertEquals("b", end().report().job().workflowId());
    next(startedThere).run();
    assertEquals("c", end().report().job().workflowId(), "it pulls the next by itself");
  }

  @Test
  void aStepThatIsNotForAnyNodeAndAKindThatTheOtherDoesNotKnowStay() throws Exception {
    there = workers(two, "old:2", startedThere, program(2));
    Runnable mine = occupyHere();
    ask("other-version", "sweep", 1);
    ask("at-home", "look", 1);
    mine.run();
    end();
    next(startedHere).run();
    assertEquals("here:1", end().node());
    next(startedHere).run();
    assertEquals("here:1", end().node());
    assertTrue(startedThere.isEmpty());
    assertEquals(0, count("steps", "from", "other-node"));
  }

  @Test
  void theLossOfAWorkerIsToldOnceAndItsLateWordIsNotHeard() throws Exception {
    openTheOther();
    occupyHere();
    ask("yours", "sweep", 1);
    Runnable lateWork = next(startedThere);
    // Before that is heard the end of the worker only gives the step back: it may overtake the
    // word.
    assertTrue(reports.receiveMessage(SOON).report() instanceof StepJob.Progressed);
    two.stop(there, SOON);
    WorkflowEntity.Reported lost = end();
    assertTrue(lost.report() instanceof StepJob.Lost, lost::toString);
    assertEquals("there:2", lost.node());
    lateWork.run();
    openTheOther();
    ask("yours", "sweep", 2);
    next(startedThere).run();
    WorkflowEntity.Reported second = end();
    assertEquals(2, second.report().job().attempt());
    assertEquals(Map.of("attempt", 2), ((StepJob.Succeeded) second.report()).output());
    reports.expectNoMessage(Duration.ofMillis(50));
    assertEquals(1, count("steps.lent", "outcome", "lost"));
  }

  @Test
  void aCancelReachesTheOtherNode() throws Exception {
    openTheOther();
    occupyHere();
    code.put("yours", c -> c.await(new CompletableFuture<Map<String, Object>>()));
    ask("yours", "sweep", 1);
    Thread.startVirtualThread(next(startedThere));
    here.tell(new StepWorkers.Cancel("yours"));
    var failed = (StepJob.Failed) end().report();
    assertEquals("cancelled", failed.error());
    assertEquals(ErrorClass.TIMEOUT, failed.errorClass());
  }

  @Test
  void whenTheLenderIsGoneTheCodeComesBackAndThePlaceIsFree() throws Exception {
    openTheOther();
    occupyHere();
    code.put("yours", c -> c.await(new CompletableFuture<Map<String, Object>>()));
    ask("yours", "sweep", 1);
    Thread.startVirtualThread(next(startedThere));
    one.stop(here, SOON);
    TestProbe<WorkflowEntity.Reported> its = two.createTestProbe();
    there.tell(
        new StepWorkers.Run(
            new StepJob(StepJob.Kind.RUN, program.step("look"), 1, journal.get("mine"), false),
            its.ref()));
    next(startedThere).run();
    assertTrue(its.receiveMessage(SOON).report() instanceof StepJob.Succeeded);
  }

  @Test
  void anAttemptThatTheJournalDoesNotHaveIsNotBegun() throws Exception {
    Runnable mine = occupyHere();
    ask("yours", "sweep", 1);
    journal.remove("yours");
    openTheOther();
    reports.awaitAssert(
        SOON,
        () -> {
          assertTrue(count("steps.lent", "outcome", "declined") >= 1);
          return null;
        });
    mine.run();
    end();
    next(startedHere).run();
    assertEquals("here:1", end().node());
    assertTrue(startedThere.isEmpty());
  }

  @Test
  void onlyAPureStepMayBeForAnyNode() {
    var builder =
        WorkflowProgram.of(WorkflowType.ANALYSIS_TO_TRADE, 1, ParameterSchema.of())
            .idempotent("send", Pool.WAITING, RetryPolicy.NEVER, SOON, this::work);
    var e = assertThrows(IllegalArgumentException.class, () -> builder.with(StepTraits::onAnyNode));
    assertEquals(
        "step send is IDEMPOTENT: only a PURE one may be worked on by any node", e.getMessage());
    assertEquals(Set.of(), new Programs(List.of()).kinds(Set.of(Pool.values())));
  }
}

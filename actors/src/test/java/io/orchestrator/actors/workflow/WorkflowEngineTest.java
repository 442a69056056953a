package io.orchestrator.actors.workflow;

import static io.orchestrator.actors.workflow.EngineBench.code;
import static io.orchestrator.actors.workflow.EngineBench.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.SerializationTestKit;
import akka.cluster.typed.Cluster;
import io.orchestrator.actors.api.LiveFeed;
import io.orchestrator.actors.node.KeptEvents;
import io.orchestrator.actors.workflow.WorkflowProgram.Evidence;
import io.orchestrator.actors.workflow.WorkflowProgram.Pool;
import io.orchestrator.actors.workflow.WorkflowProgram.StepCode;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.workflow.Effect;
import io.orchestrator.domain.workflow.JsonLike;
import io.orchestrator.domain.workflow.Parameter;
import io.orchestrator.domain.workflow.ParameterSchema;
import io.orchestrator.domain.workflow.RetryPolicy;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.StepState;
import io.orchestrator.domain.workflow.WorkflowSummary;
import io.orchestrator.domain.workflow.WorkflowType;
import io.orchestrator.domain.workflow.WorkflowView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The engine on a cluster of one with a journal in memory. */
class WorkflowEngineTest {
  private static final RetryPolicy THRICE =
      new RetryPolicy(3, Duration.ofMillis(20), 2, Duration.ofMillis(100), 0.1);
  private static final CompletionStage<Map<String, Object>> NEVER = new CompletableFuture<>();

  private static EngineBench bench;
  private static WorkflowEngine engine;
  private static InMemoryDirectory directory;
  private static KeptEvents events;
  private static AtomicBoolean allowed;

  /** What the steps of the three test workflows do; each test sets its own. */
  private static final Map<String, StepCode> CODE = new ConcurrentHashMap<>();

  private static volatile WorkflowProgram.Reconciler reconciler = c -> Evidence.stillUnknown();
  private static final AtomicInteger UNDONE = new AtomicInteger();

  private static Map<String, Object> run(String name, StepContext c) throws Exception {
    return CODE.getOrDefault(name, x -> Map.of("attempt", x.attempt())).run(c);
  }

  private static ParameterSchema schema() {
    return ParameterSchema.of(
        Parameter.flag("execute", false, ""), Parameter.whole("n", 0, 100, 1, ""));
  }

  private static List<WorkflowProgram> programs() {
    Duration minute = Duration.ofMinutes(1);
    Duration brief = Duration.ofMillis(300);
    return List.of(
        WorkflowProgram.of(WorkflowType.ANALYSIS_TO_TRADE, 1, schema())
            .pure("look", Pool.ANALYSIS, THRICE, brief, c -> run("look", c))
            .idempotent("act", Pool.WAITING, THRICE, minute, c -> run("act", c))
            .build(),
        WorkflowProgram.of(WorkflowType.PORTFOLIO_REBALANCE, 1, schema())
            .reconciled(
                "send",
                Effect.AT_MOST_ONCE,
                Pool.WAITING,
                THRICE,
                minute,
                c -> run("send", c),
                c -> reconciler.ask(c))
            .compensatable(
                "book",
                Pool.WAITING,
                THRICE,
                minute,
                c -> run("book", c),
                c -> UNDONE.incrementAndGet())
            .pure("end", Pool.WAITING, RetryPolicy.NEVER, minute, c -> run("end", c))
            .build(),
        WorkflowProgram.of(WorkflowType.STRATEGY_OPTIMIZATION, 1, schema())
            .idempotent("nested", Pool.NESTED, THRICE, minute, WorkflowEngineTest::nested)
            .build());
  }

  private static Map<String, Object> nested(StepContext c) {
    return new ChildRuns(() -> engine)
        .run(c, "nested", WorkflowType.ANALYSIS_TO_TRADE, Map.of("n", c.parameters().get("n")));
  }

  @BeforeAll
  static void start() {
    bench = new EngineBench(programs());
    engine = bench.engine;
    directory = bench.directory;
    events = bench.events;
    allowed = bench.allowed;
  }

  @AfterAll
  static void stop() {
    bench.close();
  }

  @BeforeEach
  void clean() {
    CODE.clear();
    allowed.set(true);
    UNDONE.set(0);
    reconciler = c -> Evidence.stillUnknown();
    await("no run of an earlier test is open", () -> directory.openRuns().isEmpty());
  }

  private static void await(String what, BooleanSupplier condition) {
    bench.await(what, condition);
  }

  private static WorkflowView begin(String type, Map<String, Object> parameters) {
    return get(engine.start(type, parameters, Optional.empty(), "ann", true));
  }

  private static WorkflowView trade() {
    return begin("analysis_to_trade", Map.of());
  }

  private static WorkflowView rebalance() {
    return begin("portfolio_rebalance", Map.of());
  }

  private static WorkflowView end(WorkflowView started) {
    return bench.end(started);
  }

  private static void crash(WorkflowView run) {
    bench.crash(run);
  }

  private static StepState state(WorkflowView run, String step) {
    return run.steps().stream()
        .filter(s -> s.name().equals(step))
        .findFirst()
        .orElseThrow()
        .state();
  }

  private static int attempts(WorkflowView run, String step) {
    return run.steps().stream()
        .filter(s -> s.name().equals(step))
        .findFirst()
        .orElseThrow()
        .attempts();
  }

  @Test
  void aRunGoesThroughItsStepsAndTellsEverybody() {
    CODE.put(
        "act",
        c -> {
          c.progress(0.5, "half way");
          return Map.of("saw", c.output("look").get("attempt"), "n", c.parameters().get("n"));
        });
    WorkflowView run = end(begin("analysis_to_trade", Map.of("n", 7)));
    assertEquals(RunState.COMPLETED, run.state());
    assertEquals(Map.of("saw", 1L, "n", 7L), run.results().get("act"));
    String port =
        Cluster.get(bench.kit.system()).selfMember().address().getPort().orElseThrow() + "";
    run.steps().forEach(s -> assertEquals(Optional.of("127.0.0.1:" + port), s.node(), s.name()));
    await(
        "the end is in the history and the directory",
        () ->
            events.typesOf(run.workflowId()).contains(EventTypes.WORKFLOW_COMPLETED)
                && directory.openRuns().isEmpty());
    assertEquals(
        List.of(
            EventTypes.WORKFLOW_STARTED,
            EventTypes.WORKFLOW_STEP_COMPLETED,
            EventTypes.WORKFLOW_STEP_COMPLETED,
            EventTypes.WORKFLOW_COMPLETED),
        events.typesOf(run.workflowId()));
    assertTrue(
        bench.live.stream()
            .map(u -> ((LiveFeed.WorkflowUpdate) u).view())
            .anyMatch(
                v -> v.workflowId().equals(run.workflowId()) && v.state() == RunState.COMPLETED));
    List<Map<String, Object>> history = get(engine.history(run.workflowId()));
    assertEquals("workflow-started", history.getFirst().get("event"));
    assertEquals("workflow-completed", history.getLast().get("event"));
    assertEquals(
        List.of(1, 2, 3, 4, 5, 6), history.stream().map(entry -> entry.get("seq")).toList());
    assertEquals(
        Map.of("state", "completed", "steps", Map.of("look", "completed", "act", "completed")),
        history.getLast().get("after"));
  }

  private static List<WorkflowSummary> childrenOf(WorkflowView parent) {
    return get(engine.list(Optional.empty(), Optional.empty(), Optional.empty(), 100)).stream()
        .filter(r -> r.requestedBy().equals("workflow:" + parent.workflowId()))
        .toList();
  }

  @Test
  void childrenGetPlacesWhileAllParentsWaitForThem() {
    List<WorkflowView> parents = new java.util.ArrayList<>();
    for (int i = 0; i < 4; i++) {
      parents.add(begin("strategy_optimization", Map.of("n", i)));
    }
    for (int i = 0; i < 4; i++) {
      WorkflowView end = end(parents.get(i));
      assertEquals(RunState.COMPLETED, end.state(), end::toString);
      var child = (Map<?, ?>) end.results().get("nested");
      assertEquals("completed", child.get("state"));
      WorkflowView own = get(engine.find((String) child.get("workflow_id")));
      assertEquals("workflow:" + end.workflowId(), own.requestedBy());
      assertEquals((long) i, own.parameters().get("n"));
    }
  }

  @Test
  void aParentThatDiesFindsItsChildAgain() {
    var gate = new CompletableFuture<Map<String, Object>>();
    CODE.put("act", c -> c.await(gate));
    WorkflowView parent = begin("strategy_optimization", Map.of());
    await("the child has begun", () -> childrenOf(parent).size() == 1);
    crash(parent);
    await(
        "the parent waits again",
        () -> attempts(get(engine.find(parent.workflowId())), "nested") == 2);
    gate.complete(Map.of());
    WorkflowView end = end(parent);
    assertEquals(RunState.COMPLETED, end.state(), end::toString);
    assertEquals(1, childrenOf(parent).size(), "one child, whatever died");
  }

  @Test
  void aCancelledParentCancelsItsChildAndAFailedChildFailsItsParentUntilItIsRetried() {
    CODE.put("act", c -> c.await(NEVER));
    WorkflowView parent = begin("strategy_optimization", Map.of());
    await("the child has begun", () -> childrenOf(parent).size() == 1);
    get(engine.cancel(parent.workflowId(), "bob"));
    assertEquals(RunState.CANCELLED, end(parent).state());
    assertEquals(
        RunState.CANCELLED, get(engine.find(childrenOf(parent).getFirst().workflowId())).state());
    CODE.put(
        "act",
        c -> {
          throw StepFailure.permanent("no data");
        });
    WorkflowView failed = end(begin("strategy_optimization", Map.of()));
    assertEquals(RunState.FAILED, failed.state());
    assertTrue(failed.error().orElseThrow().endsWith("failed: no data"), failed::toString);
    CODE.remove("act");
    await("the end is written", () -> directory.openRuns().isEmpty());
    get(engine.retry(failed.workflowId(), "bob"));
    assertEquals(RunState.COMPLETED, end(failed).state());
    assertEquals(1, childrenOf(failed).size());
  }

  @Test
  void aFailingStepIsRetriedAndAHopelessOneIsNot() {
    CODE.put(
        "look",
        c -> {
          if (c.attempt() < 3) {
            throw new IllegalStateException("not yet");
          }
          return Map.of();
        });
    assertEquals(3, attempts(end(trade()), "look"));
    CODE.put(
        "look",
        c -> {
          throw StepFailure.permanent("never");
        });
    WorkflowView failed = end(trade());
    assertEquals(RunState.FAILED, failed.state());
    assertEquals(Optional.of("never"), failed.error());
    assertEquals(1, attempts(failed, "look"));
    assertEquals(StepState.SKIPPED, state(failed, "act"));
  }

  @Test
  void anAttemptThatTakesTooLongIsAskedToComeBackAndTriedAgain() {
    var cameBack = new AtomicInteger();
    CODE.put(
        "look",
        c -> {
          if (c.attempt() == 1) {
            try {
              return c.await(NEVER);
            } catch (StepContext.StepCancelled e) {
              cameBack.incrementAndGet();
              throw e;
            }
          }
          return Map.of("attempt", c.attempt());
        });
    WorkflowView run = end(trade());
    assertEquals(RunState.COMPLETED, run.state());
    assertEquals(Map.of("attempt", 2L), run.results().get("look"));
    assertEquals(1, cameBack.get());
  }

  @Test
  void aCancelReachesTheRunningCode() {
    var began = new CompletableFuture<Void>();
    CODE.put(
        "act",
        c -> {
          began.complete(null);
          return c.await(NEVER);
        });
    WorkflowView run = trade();
    get(began);
    assertEquals(RunState.CANCELLING, get(engine.cancel(run.workflowId(), "bob")).state());
    assertEquals(RunState.CANCELLED, end(run).state());
    assertEquals("workflow.already_ended", code(engine.cancel(run.workflowId(), "bob")));
  }

  @Test
  void aPausedRunGoesOnOnlyWhenResumedAlsoAfterACrash() {
    var mayEnd = new CompletableFuture<Map<String, Object>>();
    CODE.put("look", c -> c.await(mayEnd));
    WorkflowView run = trade();
    get(engine.pause(run.workflowId(), "bob"));
    mayEnd.complete(Map.of());
    await(
        "the step ends in peace",
        () -> state(get(engine.find(run.workflowId())), "look") == StepState.COMPLETED);
    crash(run);
    WorkflowView found = get(engine.find(run.workflowId()));
    assertEquals(RunState.PAUSED, found.state());
    assertEquals(StepState.PENDING, state(found, "act"));
    get(engine.resume(run.workflowId(), "bob"));
    assertEquals(RunState.COMPLETED, end(run).state());
  }

  @Test
  void aCrashInAPureOrIdempotentStepStartsItAgainWithoutBeingAsked() {
    for (String step : List.of("look", "act")) {
      CODE.clear();
      var began = new CompletableFuture<Void>();
      CODE.put(
          step,
          c -> {
            if (c.attempt() == 1) {
              began.complete(null);
              return c.await(NEVER);
            }
            return Map.of("attempt", c.attempt());
          });
      WorkflowView run = trade();
      CompletionStage<WorkflowView> end = engine.awaitEnd(run.workflowId());
      get(began);
      crash(run);
      WorkflowView ended = get(end);
      assertEquals(RunState.COMPLETED, ended.state());
      assertEquals(2, attempts(ended, step));
    }
  }

  @Test
  void aCrashInAnAtMostOnceStepAsksTheWorldAndNeverRepeats() {
    var sent = new AtomicInteger();
    var began = new CompletableFuture<Void>();
    var known = new AtomicBoolean();
    CODE.put(
        "send",
        c -> {
          sent.incrementAndGet();
          began.complete(null);
          return c.await(NEVER);
        });
    reconciler = c -> known.get() ? Evidence.happened(Map.of("id", 9)) : Evidence.stillUnknown();
    WorkflowView run = rebalance();
    get(began);
    crash(run);
    await("it is unknown", () -> get(engine.find(run.workflowId())).state() == RunState.UNKNOWN);
    await(
        "somebody is alarmed",
        () ->
            events.drafts.stream()
                .anyMatch(
                    d ->
                        d.severity() == Severity.CRITICAL
                            && d.correlationId().equals(run.workflowId())));
    known.set(true);
    WorkflowView ended = end(run);
    assertEquals(RunState.COMPLETED, ended.state());
    assertEquals(Map.of("id", 9L), ended.results().get("send"));
    assertEquals(1, sent.get());
    assertTrue(events.typesOf(run.workflowId()).contains(EventTypes.WORKFLOW_STEP_UNKNOWN));
  }

  @Test
  void anAtMostOnceStepThatFailsIsUnknownAndRepeatedOnlyWhenNothingHappened() {
    var sent = new AtomicInteger();
    CODE.put(
        "send",
        c -> {
          if (sent.incrementAndGet() == 1) {
            throw new IllegalStateException("connection reset");
          }
          return Map.of();
        });
    reconciler = c -> Evidence.didNotHappen();
    assertEquals(RunState.COMPLETED, end(rebalance()).state());
    assertEquals(2, sent.get());
  }

  @Test
  void aFailedRunUndoesItsCompensatableSteps() {
    CODE.put(
        "end",
        c -> {
          throw StepFailure.permanent("no");
        });
    WorkflowView run = end(rebalance());
    assertEquals(RunState.FAILED, run.state());
    assertEquals(1, UNDONE.get());
  }

  @Test
  void aCrashInACompensatableStepUndoesItBeforeTheNextAttempt() {
    var began = new CompletableFuture<Void>();
    CODE.put(
        "book",
        c -> {
          if (c.attempt() == 1) {
            began.complete(null);
            return c.await(NEVER);
          }
          return Map.of("undone", UNDONE.get());
        });
    WorkflowView run = rebalance();
    get(began);
    crash(run);
    assertEquals(Map.of("undone", 1L), end(run).results().get("book"));
  }

  @Test
  void nothingBeginsWhileTheSystemForbidsIt() {
    allowed.set(false);
    assertEquals(
        "system.not_running",
        code(engine.start("analysis_to_trade", Map.of(), Optional.empty(), "ann", true)));
    allowed.set(true);
    var mayEnd = new CompletableFuture<Map<String, Object>>();
    var acted = new AtomicBoolean();
    var began = new CompletableFuture<Void>();
    CODE.put(
        "look",
        c -> {
          began.complete(null);
          return c.await(mayEnd);
        });
    CODE.put(
        "act",
        c -> {
          acted.set(true);
          return Map.of();
        });
    WorkflowView run = trade();
    get(began);
    allowed.set(false);
    mayEnd.complete(Map.of());
    await(
        "the step is due",
        () -> state(get(engine.find(run.workflowId())), "act") == StepState.RUNNING);
    crash(run);
    get(engine.find(run.workflowId()));
    assertFalse(acted.get());
    allowed.set(true);
    assertEquals(RunState.COMPLETED, end(run).state());
    assertTrue(acted.get());
  }

  @Test
  void theSameKeyIsTheSameRunAndAnotherRequestUnderItIsRefused() {
    Optional<String> key = Optional.of("k-" + bench.ids.get());
    var first = get(engine.start("analysis_to_trade", Map.of("n", 2), key, "ann", true));
    var again =
        get(
            engine.start(
                "analysis_to_trade", Map.of("n", 2.0, "execute", false), key, "ann", true));
    assertEquals(first.workflowId(), again.workflowId());
    assertEquals(
        "workflow.idempotency_conflict",
        code(engine.start("analysis_to_trade", Map.of("n", 3), key, "ann", true)));
    var other = get(engine.start("analysis_to_trade", Map.of("n", 3), key, "bob", true));
    assertFalse(other.workflowId().equals(first.workflowId()));
    end(first);
    end(other);
    allowed.set(false);
    assertEquals(
        RunState.COMPLETED,
        get(engine.start("analysis_to_trade", Map.of("n", 2), key, "ann", true)).state());
  }

  @Test
  void badRequestsAreRefusedWithTheirCode() {
    Optional<String> none = Optional.empty();
    assertEquals(
        "workflow.unknown_type", code(engine.start("make_money", Map.of(), none, "ann", true)));
    assertEquals(
        "workflow.not_registered",
        code(engine.start("model_retraining", Map.of(), none, "ann", true)));
    var bad =
        assertThrows(
            RefusedException.class,
            () ->
                get(
                    engine.start(
                        "analysis_to_trade", Map.of("n", 1000, "x", 1), none, "ann", true)));
    assertEquals("workflow.bad_parameters", bad.refusal().code());
    assertTrue(bad.refusal().detail().contains("n: ") && bad.refusal().detail().contains("x: "));
    assertEquals(
        "auth.forbidden",
        code(engine.start("analysis_to_trade", Map.of("execute", true), none, "ann", false)));
    assertEquals("workflow.not_found", code(engine.find("wf-nobody")));
    assertEquals("workflow.not_found", code(engine.awaitEnd("wf-nobody")));
    assertEquals("workflow.not_found", code(engine.find("../../etc")));
    assertEquals(
        "workflow.bad_idempotency_key",
        code(engine.start("analysis_to_trade", Map.of(), Optional.of("a b"), "ann", true)));
    assertEquals(
        List.of("analysis_to_trade", "portfolio_rebalance", "strategy_optimization"),
        engine.types().stream().map(t -> t.workflow()).toList());
  }

  @Test
  void startsOfTheSameMomentNeverExceedTheLimitOfOpenRuns() {
    CODE.put("act", c -> c.await(NEVER));
    List<CompletionStage<WorkflowView>> starts = new java.util.ArrayList<>();
    for (int i = 0; i < 24; i++) {
      starts.add(engine.start("analysis_to_trade", Map.of(), Optional.empty(), "ann", true));
    }
    int begun = 0;
    for (CompletionStage<WorkflowView> start : starts) {
      try {
        get(start);
        begun++;
      } catch (RefusedException e) {
        assertEquals("workflow.too_many", e.refusal().code());
      }
    }
    assertEquals(4, begun);
    directory.openRuns().forEach(r -> get(engine.cancel(r.workflowId(), "bob")));
    await("all have ended", () -> directory.openRuns().isEmpty());
    get(engine.cancel(trade().workflowId(), "bob"));
  }

  @Test
  void openRunsOfATypeAreLimited() {
    CODE.put("act", c -> c.await(NEVER));
    List<WorkflowView> open = List.of(trade(), trade(), trade(), trade());
    assertEquals(
        "workflow.too_many",
        code(engine.start("analysis_to_trade", Map.of(), Optional.empty(), "ann", true)));
    open.forEach(r -> get(engine.cancel(r.workflowId(), "ann")));
    open.forEach(r -> assertEquals(RunState.CANCELLED, end(r).state()));
  }

  @Test
  void anOutputThatIsTooLargeFailsTheRunWithItsReason() {
    CODE.put("look", c -> Map.of("x", "y".repeat(30_000)));
    assertTrue(end(trade()).error().orElseThrow().startsWith("workflow.output_too_large"));
    CODE.put("look", c -> Map.of("x", Double.NaN));
    assertEquals(RunState.FAILED, end(trade()).state());
  }

  @Test
  void anEndThatTheDirectoryDidNotTakeIsWrittenAgain() {
    directory.failUpdates(3);
    assertEquals(RunState.COMPLETED, end(trade()).state());
    await("the row is closed", () -> directory.openRuns().isEmpty());
  }

  @Test
  void aRowWithoutARunIsGivenUp() {
    directory.open(
        new WorkflowSummary(
            "wf-lost",
            WorkflowType.ANALYSIS_TO_TRADE,
            RunState.RUNNING,
            "ann",
            Instant.now().minusSeconds(61),
            Optional.empty()),
        Optional.empty(),
        "h",
        List.of());
    await("the row is closed", () -> directory.openRuns().isEmpty());
    WorkflowView lost = get(engine.find("wf-lost"));
    assertEquals(RunState.FAILED, lost.state());
    assertTrue(lost.error().orElseThrow().startsWith("workflow.start_interrupted"));
  }

  @Test
  void messagesBetweenNodesSurviveTheWire() {
    var wire = new SerializationTestKit(bench.kit.system());
    var probe = bench.kit.<WorkflowEntity.Answer>createTestProbe();
    wire.verifySerialization(
        new WorkflowEntity.StartRun(
            WorkflowType.ANALYSIS_TO_TRADE,
            Map.of("symbols", List.of("IBM"), "share", 0.5),
            "ann",
            5,
            Optional.of(Instant.EPOCH),
            3,
            probe.ref()),
        true);
    wire.verifySerialization(new WorkflowEntity.AwaitEnd(probe.ref()), true);
    wire.verifySerialization(new WorkflowEntity.Stop(), true);
    wire.verifySerialization(
        new WorkflowEntity.WakeRun(
            new WorkflowSummary(
                "wf-1",
                WorkflowType.ANALYSIS_TO_TRADE,
                RunState.RUNNING,
                "ann",
                Instant.now(),
                Optional.empty())),
        true);
    WorkflowView run = end(trade());
    wire.verifySerialization(
        new WorkflowEntity.Answer(
            run.workflowId(),
            Optional.empty(),
            Optional.of(WorkflowRefusals.notFound(run.workflowId()))),
        true);
    var answer = new WorkflowEntity.Answer(run.workflowId(), Optional.of(run), Optional.empty());
    var arrived = wire.verifySerialization(answer, false).view().orElseThrow();
    // Whole numbers come back narrower; lists and maps must be Java's.
    assertEquals(JsonLike.canonical(run.results()), JsonLike.canonical(arrived.results()));
    assertEquals(run.steps(), arrived.steps());
  }
}

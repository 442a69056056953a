package io.orchestrator.actors.node;

import static io.orchestrator.actors.node.TestNodes.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.CoordinatedShutdown;
import akka.stream.javadsl.Sink;
import io.orchestrator.actors.api.SystemControl;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.event.EventFilter;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.SystemEvent;
import io.orchestrator.domain.health.HealthStatus;
import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.health.ServiceName;
import io.orchestrator.domain.system.Capability;
import io.orchestrator.domain.system.ControlAction;
import io.orchestrator.domain.system.SystemState;
import io.orchestrator.domain.system.SystemStatus;
import io.orchestrator.domain.system.TradingState;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole tree on one node, from start to end. */
class NodeTest {
  private final TestNodes outside = new TestNodes();
  private Node node;
  private final List<SystemEvent> seen = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() throws Exception {
    outside.feed.session(true);
    node = outside.start();
    node.events().follow(EventFilter.ALL, 0).runWith(Sink.foreach(seen::add), node.actorSystem());
  }

  @AfterEach
  void stop() throws Exception {
    node.actorSystem().terminate();
    get(node.actorSystem().getWhenTerminated());
  }

  @Test
  void goesToRunningByItselfAndEachStepIsAnEvent() {
    awaitState(SystemState.RUNNING);
    eventually("events", () -> states().size() >= 2);
    assertEquals(List.of("initializing->ready", "ready->running"), states().subList(0, 2));
    assertEquals(6, status().activeWorkflows().size() + 4);
    assertTrue(status().activeWorkflows().contains("health_monitoring"));
    eventually("the node heard", () -> node.may(Capability.ENTRIES));
  }

  @Test
  void aStoppedFeedDegradesAndItsReturnHeals() {
    awaitState(SystemState.RUNNING);
    // RUNNING follows from the probes; the pipeline hears of the session by itself.
    eventually("the session is up", () -> firstSeq(EventTypes.FEED_STATE_CHANGED, "up") > 0);
    outside.feed.session(false);
    awaitState(SystemState.DEGRADED);
    assertTrue(status().degradedReasons().getFirst().startsWith("market_data"));
    eventually("entries stop", () -> !node.may(Capability.ENTRIES));
    assertTrue(node.may(Capability.EXITS));
    assertTrue(node.may(Capability.WORKFLOWS));
    outside.feed.session(true);
    awaitState(SystemState.RUNNING);
    eventually("both changes are events", () -> states().size() >= 4);
    assertEquals(List.of("running->degraded", "degraded->running"), states().subList(2, 4));
    eventually(
        "the cause came first",
        () ->
            firstSeq(EventTypes.FEED_STATE_CHANGED, "down") > 0
                && firstSeq(EventTypes.SERVICE_HEALTH_CHANGED, "unhealthy") > 0);
  }

  @Test
  void whatTheDeskRemarksIsAReasonInTheStatus() {
    awaitState(SystemState.RUNNING);
    node.attach(
        new TradingSwitch() {
          @Override
          public CompletionStage<SystemControl.TradingResult> set(
              TradingState target, String reason, String by) {
            throw new UnsupportedOperationException("nobody asks for it here");
          }

          @Override
          public CompletionStage<TradingState> present() {
            return CompletableFuture.completedStage(TradingState.ACTIVE);
          }

          @Override
          public CompletionStage<List<String>> remarks() {
            return CompletableFuture.completedStage(List.of("the broker session needs a person"));
          }
        });
    assertEquals(List.of("the broker session needs a person"), status().degradedReasons());
  }

  @Test
  void aDeadDatabaseIsAnErrorAndExitsStayAllowed() throws Exception {
    awaitState(SystemState.RUNNING);
    outside.services.get(ServiceName.DATABASE).probe = () -> ProbeResult.down("gone");
    awaitState(SystemState.ERROR);
    eventually("entries stop", () -> !node.may(Capability.ENTRIES));
    assertTrue(node.may(Capability.EXITS));
    assertFalse(node.may(Capability.WORKFLOWS));
    outside.services.get(ServiceName.DATABASE).probe = () -> FakeService.OK;
    awaitState(SystemState.RUNNING);
    assertEquals(HealthStatus.HEALTHY, get(node.health().report()).overall());
  }

  @Test
  void controlFollowsTheTable() throws Exception {
    awaitState(SystemState.RUNNING);
    assertEquals("stopped", get(node.system().control(ControlAction.STOP, "ann")).status());
    assertEquals(SystemState.READY, status().state());
    var refused = refusal(node.system().control(ControlAction.STOP, "ann"));
    assertEquals("system.illegal_transition", refused.refusal().code());
    assertEquals(409, refused.refusal().status());
    assertTrue(refused.refusal().advice().contains("start"));
    assertEquals("started", get(node.system().control(ControlAction.START, "ann")).status());
    assertEquals(
        "maintenance", get(node.system().control(ControlAction.MAINTENANCE, "ann")).status());
    assertEquals(SystemState.MAINTENANCE, status().state());
    assertEquals("restarted", get(node.system().control(ControlAction.RESTART, "ann")).status());
    awaitState(SystemState.RUNNING);
  }

  @Test
  void endsInShutdownWithNothingLeftUnwritten() throws Exception {
    awaitState(SystemState.RUNNING);
    var done =
        CoordinatedShutdown.get(node.actorSystem()).runAll(CoordinatedShutdown.unknownReason());
    eventually("the followers hear of it", () -> states().contains("running->shutdown"));
    get(done);
  }

  private SystemStatus status() {
    try {
      return get(node.system().status());
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  private void awaitState(SystemState state) {
    eventually("state " + state, () -> status().state() == state);
  }

  private List<String> states() {
    return seen.stream()
        .filter(e -> e.eventType().equals(EventTypes.SYSTEM_STATE_CHANGED))
        .map(e -> e.data().get("from") + "->" + e.data().get("to"))
        .toList();
  }

  private long firstSeq(String type, Object value) {
    return seen.stream()
        .filter(e -> e.eventType().equals(type) && e.data().containsValue(value))
        .mapToLong(SystemEvent::seq)
        .findFirst()
        .orElse(0);
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static RefusedException refusal(CompletionStage<?> stage) throws Exception {
    try {
      stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (ExecutionException failure) {
      return assertInstanceOf(RefusedException.class, failure.getCause());
    }
    throw new AssertionError("was not refused");
  }
}

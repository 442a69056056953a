package io.orchestrator.actors.node;

import static io.orchestrator.actors.node.TestNodes.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.stream.javadsl.Sink;
import io.orchestrator.actors.system.HostSettings;
import io.orchestrator.actors.system.PartSpec;
import io.orchestrator.actors.system.SystemSettings;
import io.orchestrator.domain.event.EventFilter;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.SystemEvent;
import io.orchestrator.domain.system.Capability;
import io.orchestrator.domain.system.SystemPart;
import io.orchestrator.domain.system.SystemState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the supervisor does with a part that fails. */
class HostingTest {
  sealed interface Talk {}

  record Fail(String why) implements Talk {}

  record Echo(String text, ActorRef<String> replyTo) implements Talk {}

  private static final PartSpec<Talk> DESK = NodeGuardian.spec(Talk.class, SystemPart.TRADING_DESK);

  private final AtomicInteger starts = new AtomicInteger();
  private final AtomicBoolean broken = new AtomicBoolean();
  private final List<Set<Capability>> told = new CopyOnWriteArrayList<>();
  private final List<SystemEvent> seen = new CopyOnWriteArrayList<>();
  private Node node;

  private void start() throws Exception {
    TestNodes outside = new TestNodes();
    outside.feed.session(true);
    NodeSettings base = TestNodes.settings();
    SystemSettings system =
        new SystemSettings(
            true,
            Duration.ofMillis(200),
            Duration.ofSeconds(20),
            Duration.ofMillis(500),
            Duration.ofSeconds(3),
            base.system().damping(),
            new HostSettings(
                Duration.ofMillis(20),
                Duration.ofMillis(100),
                3,
                Duration.ofMinutes(1),
                Duration.ofMillis(400),
                100));
    node =
        outside.start(
            new NodeSettings(
                base.askTimeout(),
                base.proxyBuffer(),
                true,
                system,
                base.health(),
                base.events(),
                base.pipeline(),
                base.live(),
                base.resources()),
            TestNodes.config(),
            n ->
                new MoreParts(
                    List.of(new PartSpec<>(DESK.part(), DESK.key(), refs -> part())),
                    (refs, capabilities) -> told.add(capabilities)));
    node.events().follow(EventFilter.ALL, 0).runWith(Sink.foreach(seen::add), node.actorSystem());
    eventually("running", () -> state() == SystemState.RUNNING);
  }

  private akka.actor.typed.Behavior<Talk> part() {
    return Behaviors.setup(
        context -> {
          starts.incrementAndGet();
          if (broken.get()) {
            throw new IllegalStateException("cannot start");
          }
          return Behaviors.receiveMessage(
              talk -> {
                switch (talk) {
                  case Fail fail -> throw new IllegalStateException(fail.why());
                  case Echo echo -> echo.replyTo().tell(echo.text());
                }
                return Behaviors.same();
              });
        });
  }

  @AfterEach
  void stop() throws Exception {
    node.actorSystem().terminate();
    node.actorSystem().getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void aFailureIsAnEventWithItsCauseAndTheNextMessageIsAnswered() throws Exception {
    start();
    assertTrue(told.getLast().contains(Capability.ENTRIES));
    node.part(DESK).tell(new Fail("a bad day"));
    eventually("the event", () -> !ofType(EventTypes.COMPONENT_RESTARTED).isEmpty());
    var data = ofType(EventTypes.COMPONENT_RESTARTED).getFirst().data();
    assertEquals("trading_desk", data.get("component"));
    assertEquals("IllegalStateException: a bad day", data.get("cause"));
    eventually("started again", () -> starts.get() == 2);
    assertEquals("hello", ask("hello").get(20, TimeUnit.SECONDS));
    assertEquals(SystemState.RUNNING, state());
    var numbers = node.metrics().operations();
    assertEquals(1L, ((Map<?, ?>) numbers.get("restarts")).get("trading_desk"));
    assertEquals(0L, ((Map<?, ?>) numbers.get("restarts")).get("risk_monitor"));
    assertTrue(((Map<?, ?>) numbers.get("mailboxes")).containsKey("trading_desk"));
  }

  @Test
  void aPartThatKeepsFailingIsEscalatedAndMayComeBack() throws Exception {
    start();
    broken.set(true);
    node.part(DESK).tell(new Fail("for good"));
    eventually("error", () -> state() == SystemState.ERROR);
    eventually("entries stop", () -> !told.getLast().contains(Capability.ENTRIES));
    assertTrue(told.getLast().contains(Capability.EXITS));
    eventually("escalated", () -> ofType(EventTypes.COMPONENT_ESCALATED).size() == 1);
    CompletableFuture<String> meanwhile = ask("kept while the part was away");
    broken.set(false);
    assertEquals("kept while the part was away", meanwhile.get(20, TimeUnit.SECONDS));
    eventually("running again", () -> state() == SystemState.RUNNING);
    eventually("recovered", () -> ofType(EventTypes.COMPONENT_RECOVERED).size() == 1);
  }

  private CompletableFuture<String> ask(String text) {
    return AskPattern.<Talk, String>ask(
            node.part(DESK),
            replyTo -> new Echo(text, replyTo),
            Duration.ofSeconds(15),
            node.actorSystem().scheduler())
        .toCompletableFuture();
  }

  private SystemState state() {
    return node.system().status().toCompletableFuture().join().state();
  }

  private List<SystemEvent> ofType(String type) {
    return seen.stream().filter(e -> e.eventType().equals(type)).toList();
  }
}

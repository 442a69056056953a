package io.orchestrator.actors.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.resource.DeviceLease;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ResourceManagerTest {
  private static final ActorTestKit KIT = ActorTestKit.create("resources");
  private static final Duration SOON = Duration.ofMillis(10);
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Duration NEVER = Duration.ofHours(1);

  private final TestProbe<EventDraft> events = KIT.createTestProbe();
  private final ScriptedHeap heap = new ScriptedHeap();

  private static final class ScriptedHeap implements Heap {
    final AtomicInteger collections = new AtomicInteger();
    volatile double used = 0.1;
    volatile double afterCollection = Double.NaN;

    @Override
    public double usedAfterCollection() {
      return used;
    }

    @Override
    public Duration sinceCollection() {
      return Duration.ofMinutes(1);
    }

    @Override
    public void collect() {
      collections.incrementAndGet();
      if (!Double.isNaN(afterCollection)) {
        used = afterCollection;
      }
    }
  }

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  private NodeResources resources(Duration collectAfter, Duration hold, Duration lateAfter) {
    var settings =
        new ResourceSettings(
            SOON,
            new ResourceSettings.Memory(0.85, 0.75, collectAfter),
            new ResourceSettings.Cpu(1, hold, lateAfter));
    var found = new NodeResources(settings, new DeviceLease());
    manager = KIT.spawn(ResourceManager.create("node-a", heap, found, d -> events.ref().tell(d)));
    return found;
  }

  private ActorRef<ResourceManager.Command> manager;

  private void eventually(BooleanSupplier condition) {
    events.awaitAssert(
        LIMIT,
        () -> {
          assertTrue(condition.getAsBoolean());
          return null;
        });
  }

  @Test
  void bothCrossingsAreToldAndHeavyStepsWaitBetween() {
    NodeResources found = resources(Duration.ZERO, SOON, NEVER);
    eventually(() -> found.heapUsed() == 0.1);
    assertEquals(4, found.heavySteps(4));
    heap.used = 0.9;
    EventDraft began = events.receiveMessage(LIMIT);
    assertEquals(EventTypes.MEMORY_PRESSURE_BEGAN, began.type());
    assertEquals(Severity.WARNING, began.severity());
    assertEquals(0.9, began.data().get("used"));
    assertEquals("node-a", began.data().get("node"));
    assertEquals(0, found.heavySteps(4));
    heap.used = 0.8;
    eventually(() -> found.heapUsed() == 0.8);
    assertTrue(found.memoryScarce(), "between the marks nothing changes");
    heap.used = 0.7;
    EventDraft ended = events.receiveMessage(LIMIT);
    assertEquals(EventTypes.MEMORY_PRESSURE_ENDED, ended.type());
    assertEquals(4, found.heavySteps(4));
    assertEquals(1, found.timesScarce());
    assertEquals(0, heap.collections.get());
    assertEquals(false, ((Map<?, ?>) found.view().get("memory")).get("scarce"));
  }

  @Test
  void garbageDoesNotHoldUpWorkForEver() {
    heap.used = 0.9;
    heap.afterCollection = 0.3;
    NodeResources found = resources(SOON, SOON, NEVER);
    assertEquals(EventTypes.MEMORY_PRESSURE_BEGAN, events.receiveMessage(LIMIT).type());
    assertEquals(EventTypes.MEMORY_PRESSURE_ENDED, events.receiveMessage(LIMIT).type());
    assertEquals(1, heap.collections.get());
    assertFalse(found.memoryScarce());
  }

  @Test
  void analysisGivesWayWhileOrdersMoveAndNothingIsCollectedThen() {
    heap.used = 0.9;
    NodeResources found = resources(SOON, NEVER, NEVER);
    manager.tell(ResourceManager.OrderMoved.INSTANCE);
    eventually(found::coresNeeded);
    heap.used = 0.7;
    eventually(() -> !found.memoryScarce());
    assertEquals(1, found.heavySteps(4));
    int before = heap.collections.get();
    heap.used = 0.95;
    eventually(found::memoryScarce);
    assertEquals(before, heap.collections.get());
  }

  @Test
  void theOrderPathNeedsTheCoresNoLongerThanItsHold() {
    NodeResources found = resources(Duration.ZERO, Duration.ofMillis(50), NEVER);
    manager.tell(ResourceManager.OrderMoved.INSTANCE);
    eventually(() -> found.timesNeeded() == 1 && !found.coresNeeded());
    assertEquals(4, found.heavySteps(4));
  }

  @Test
  void aTaskThatWaitsTooLongForAThreadSaysThatCoresAreMissing() {
    NodeResources found = resources(Duration.ZERO, NEVER, Duration.ofNanos(1));
    eventually(found::coresNeeded);
    assertTrue(found.waitForThread().isPositive());
  }

  /** The real one: what a collection leaves is more than nothing and less than all. */
  @Test
  void theMachineTellsWhatACollectionLeft() {
    try (var real = new VirtualMachineHeap()) {
      real.collect();
      eventually(() -> real.sinceCollection().compareTo(Duration.ofSeconds(20)) < 0);
      double used = real.usedAfterCollection();
      assertTrue(used > 0 && used < 1, "used " + used);
    }
  }
}

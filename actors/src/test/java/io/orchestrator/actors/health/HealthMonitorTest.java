package io.orchestrator.actors.health;

import static io.orchestrator.actors.node.TestNodes.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import io.orchestrator.actors.node.FakeService;
import io.orchestrator.actors.node.KeptEvents;
import io.orchestrator.actors.node.TestNodes;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.health.HealthReport;
import io.orchestrator.domain.health.HealthSettings;
import io.orchestrator.domain.health.HealthStatus;
import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.health.RecoverySettings;
import io.orchestrator.domain.health.ServiceHealth;
import io.orchestrator.domain.health.ServiceName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthMonitorTest {
  /** A service that is well is probed once an hour: whatever happens sooner was caused. */
  private static final HealthSettings SETTINGS =
      new HealthSettings(
          Duration.ofHours(1),
          Duration.ofMillis(20),
          Duration.ofMillis(300),
          Duration.ofMillis(200),
          Duration.ofMillis(250),
          2,
          5,
          3,
          new RecoverySettings(
              1, 2, Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofSeconds(2)));

  private final ActorTestKit kit = ActorTestKit.create("health", TestNodes.config());
  private final KeptEvents events = new KeptEvents();
  private final FakeService database = new FakeService(ServiceName.DATABASE);
  private final FakeService redis = new FakeService(ServiceName.REDIS);
  private final TestProbe<HealthMonitor.Notice> owner = kit.createTestProbe();

  private ActorRef<HealthMonitor.Command> start() {
    return kit.spawn(
        HealthMonitor.create(
            SETTINGS,
            List.of(database, redis),
            events,
            update -> {},
            InstantSource.system(),
            owner.getRef()));
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void carriesOutEveryStepInOrderThenAsksForThePerson() {
    database.probe = () -> ProbeResult.down("gone");
    ActorRef<HealthMonitor.Command> monitor = start();
    eventually("the ladder ended", () -> database.done.size() == 4 && exhausted(monitor));
    assertEquals(List.of("restart", "reset", "reset", "fallback"), database.done);
    assertEquals(1, events.ofType(EventTypes.EMERGENCY_SHUTDOWN).size());
    owner.fishForMessage(
        TestNodes.DEADLINE,
        notice ->
            notice instanceof HealthMonitor.Emergency
                ? akka.actor.testkit.typed.javadsl.FishingOutcomes.complete()
                : akka.actor.testkit.typed.javadsl.FishingOutcomes.continueAndIgnore());
    assertEquals(HealthStatus.CRITICAL, report(monitor).overall());
    assertEquals(5, events.ofType(EventTypes.RECOVERY_STARTED).size());
    assertEquals(5, events.ofType(EventTypes.RECOVERY_FINISHED).size());
  }

  @Test
  void stopsAtTheStepThatHelped() {
    database.probe = () -> ProbeResult.down("gone");
    database.onReset = () -> database.probe = () -> FakeService.OK;
    ActorRef<HealthMonitor.Command> monitor = start();
    eventually("well again", () -> status(monitor, ServiceName.DATABASE) == HealthStatus.HEALTHY);
    assertEquals(List.of("restart", "reset"), database.done);
    assertTrue(
        events.ofType(EventTypes.RECOVERY_FINISHED).stream()
            .anyMatch(e -> "recovered".equals(e.data().get("outcome"))));
    assertTrue(events.ofType(EventTypes.EMERGENCY_SHUTDOWN).isEmpty());
    assertTrue(health(monitor, ServiceName.DATABASE).recovery().isEmpty());
  }

  @Test
  void nothingThatIsNotRequiredMakesAnEmergencyOrTheWholeUnwell() {
    redis.probe = () -> ProbeResult.down("gone");
    ActorRef<HealthMonitor.Command> monitor = start();
    eventually("critical", () -> status(monitor, ServiceName.REDIS) == HealthStatus.CRITICAL);
    eventually("the ladder ended", () -> redis.done.contains("fallback"));
    assertEquals(HealthStatus.HEALTHY, report(monitor).overall());
    assertTrue(events.ofType(EventTypes.EMERGENCY_SHUTDOWN).isEmpty());
  }

  @Test
  void aSuspicionIsProbedAtOnceAndOneFailureIsNotYetARecovery() {
    ActorRef<HealthMonitor.Command> monitor = start();
    eventually("well", () -> status(monitor, ServiceName.DATABASE) == HealthStatus.HEALTHY);
    AtomicInteger failures = new AtomicInteger(1);
    database.probe =
        () -> failures.getAndDecrement() > 0 ? ProbeResult.down("hiccup") : FakeService.OK;
    monitor.tell(new HealthMonitor.Suspect(ServiceName.DATABASE, "a query failed"));
    eventually("seen", () -> events.ofType(EventTypes.SERVICE_HEALTH_CHANGED).size() >= 3);
    eventually("well", () -> status(monitor, ServiceName.DATABASE) == HealthStatus.HEALTHY);
    assertEquals(List.of(), database.done);
  }

  @Test
  void aProbeThatHangsFailsTheCheckAndTakesOneThreadOnly() throws Exception {
    CountDownLatch hang = new CountDownLatch(1);
    AtomicInteger running = new AtomicInteger();
    database.probe =
        () -> {
          running.incrementAndGet();
          try {
            hang.await();
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
          }
          return FakeService.OK;
        };
    ActorRef<HealthMonitor.Command> monitor = start();
    eventually("unhealthy", () -> status(monitor, ServiceName.DATABASE) != HealthStatus.HEALTHY);
    eventually(
        "several checks failed",
        () -> health(monitor, ServiceName.DATABASE).consecutiveFailures() >= 3);
    assertEquals(1, running.get());
    database.probe = () -> FakeService.OK;
    hang.countDown();
    eventually("well", () -> status(monitor, ServiceName.DATABASE) == HealthStatus.HEALTHY);
  }

  @Test
  void aPersonCanBeginRecoveryAnewAndHistoryIsBounded() {
    database.probe = () -> ProbeResult.down("gone");
    ActorRef<HealthMonitor.Command> monitor = start();
    eventually("the ladder ended", () -> exhausted(monitor));
    int before = database.done.size();
    TestProbe<HealthMonitor.ReportReply> probe = kit.createTestProbe();
    monitor.tell(new HealthMonitor.Recover(ServiceName.DATABASE, "ann", probe.getRef()));
    HealthReport began = probe.receiveMessage(TestNodes.DEADLINE).report().orElseThrow();
    assertFalse(
        began.services().stream()
            .filter(s -> s.service() == ServiceName.DATABASE)
            .findFirst()
            .flatMap(ServiceHealth::recovery)
            .isEmpty());
    eventually("tried again", () -> database.done.size() > before);
    monitor.tell(new HealthMonitor.Recover(ServiceName.GPU, "ann", probe.getRef()));
    assertEquals(
        "health.unknown_service",
        probe.receiveMessage(TestNodes.DEADLINE).refusal().orElseThrow().code());
    assertTrue(report(monitor).history().size() <= SETTINGS.historyLimit());
  }

  private boolean exhausted(ActorRef<HealthMonitor.Command> monitor) {
    return health(monitor, ServiceName.DATABASE).detail().contains("every recovery step");
  }

  private HealthStatus status(ActorRef<HealthMonitor.Command> monitor, ServiceName service) {
    return find(monitor, service).map(ServiceHealth::status).orElse(null);
  }

  private ServiceHealth health(ActorRef<HealthMonitor.Command> monitor, ServiceName service) {
    eventually("a first probe", () -> find(monitor, service).isPresent());
    return find(monitor, service).orElseThrow();
  }

  private Optional<ServiceHealth> find(
      ActorRef<HealthMonitor.Command> monitor, ServiceName service) {
    return report(monitor).services().stream().filter(s -> s.service() == service).findFirst();
  }

  private HealthReport report(ActorRef<HealthMonitor.Command> monitor) {
    TestProbe<HealthMonitor.ReportReply> probe = kit.createTestProbe();
    monitor.tell(new HealthMonitor.GetReport(probe.getRef()));
    return probe.receiveMessage(TestNodes.DEADLINE).report().orElseThrow();
  }
}

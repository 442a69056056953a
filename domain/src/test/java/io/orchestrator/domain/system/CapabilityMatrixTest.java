package io.orchestrator.domain.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.health.HealthStatus;
import io.orchestrator.domain.health.ServiceName;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CapabilityMatrixTest {
  @Property
  void exitsAreAllowedWhateverHappens(
      @ForAll SystemState state,
      @ForAll Map<ServiceName, HealthStatus> health,
      @ForAll Set<SystemPart> failing) {
    var verdict = CapabilityMatrix.judge(health, failing);
    assertTrue(CapabilityMatrix.allowed(state, verdict).contains(Capability.EXITS));
  }

  @Property
  void entriesNeedEverythingTheyAreMadeOf(
      @ForAll SystemState state,
      @ForAll Map<ServiceName, HealthStatus> health,
      @ForAll Set<SystemPart> failing) {
    var allowed = CapabilityMatrix.allowed(state, CapabilityMatrix.judge(health, failing));
    if (allowed.contains(Capability.ENTRIES)) {
      assertTrue(state == SystemState.RUNNING || state == SystemState.DEGRADED);
      for (ServiceName needed :
          Set.of(ServiceName.DATABASE, ServiceName.MARKET_DATA, ServiceName.TRADING)) {
        assertTrue(CapabilityMatrix.works(health.get(needed)), needed + " " + health);
      }
      assertTrue(failing.isEmpty());
    }
  }

  @Property
  void everyLossHasAReasonAndIsNotCalledRunning(
      @ForAll Map<ServiceName, HealthStatus> health, @ForAll Set<SystemPart> failing) {
    var verdict = CapabilityMatrix.judge(health, failing);
    assertEquals(verdict.lost().isEmpty(), verdict.reasons().isEmpty());
    assertEquals(verdict.lost().isEmpty(), verdict.verdict() == SystemState.RUNNING);
  }

  @Test
  void redisAndGpuAreRequiredForNothing() {
    Map<ServiceName, HealthStatus> health = healthy();
    health.put(ServiceName.REDIS, HealthStatus.CRITICAL);
    health.put(ServiceName.GPU, HealthStatus.CRITICAL);
    assertEquals(
        SystemState.RUNNING,
        CapabilityMatrix.judge(health, EnumSet.noneOf(SystemPart.class)).verdict());
  }

  @Test
  void aLostFeedStopsEntriesButNotWorkflows() {
    Map<ServiceName, HealthStatus> health = healthy();
    health.put(ServiceName.MARKET_DATA, HealthStatus.UNHEALTHY);
    var verdict = CapabilityMatrix.judge(health, Set.of());
    assertEquals(SystemState.DEGRADED, verdict.verdict());
    var allowed = CapabilityMatrix.allowed(SystemState.DEGRADED, verdict);
    assertFalse(allowed.contains(Capability.ENTRIES));
    assertTrue(allowed.contains(Capability.WORKFLOWS));
  }

  @Test
  void nobodyIsTrustedBeforeItWasJudged() {
    var verdict = CapabilityMatrix.judge(Map.of(), Set.of());
    assertEquals(SystemState.DEGRADED, verdict.verdict());
    assertFalse(
        CapabilityMatrix.allowed(SystemState.RUNNING, verdict).contains(Capability.ENTRIES));
  }

  private static Map<ServiceName, HealthStatus> healthy() {
    Map<ServiceName, HealthStatus> health = new EnumMap<>(ServiceName.class);
    for (ServiceName service : ServiceName.values()) {
      health.put(service, HealthStatus.HEALTHY);
    }
    return health;
  }
}

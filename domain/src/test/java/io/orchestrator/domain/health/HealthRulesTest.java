package io.orchestrator.domain.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.health.HealthRules.Judgement;
import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HealthRulesTest {
  private static final Instant T0 = Instant.parse("2026-01-05T10:00:00Z");
  private static final HealthSettings SETTINGS = HealthSettings.DEFAULT;

  @Test
  void latencyThresholdsAreInclusive() {
    assertEquals(HealthStatus.HEALTHY, after(ok(499)));
    assertEquals(HealthStatus.DEGRADED, after(ok(500)));
    assertEquals(HealthStatus.DEGRADED, after(ok(1_999)));
    assertEquals(HealthStatus.UNHEALTHY, after(ok(2_000)));
    assertEquals(
        HealthStatus.DEGRADED, after(ProbeResult.impaired(Duration.ofMillis(1), "fallback")));
  }

  @Test
  void failuresInARowGetWorseStepByStep() {
    Judgement judgement = HealthRules.judge(SETTINGS, HealthRules.unknown(T0), ok(1), T0);
    HealthStatus[] expected = {
      HealthStatus.DEGRADED,
      HealthStatus.UNHEALTHY,
      HealthStatus.UNHEALTHY,
      HealthStatus.UNHEALTHY,
      HealthStatus.CRITICAL,
      HealthStatus.CRITICAL
    };
    for (int i = 0; i < expected.length; i++) {
      Instant now = T0.plusSeconds(i + 1);
      judgement = HealthRules.judge(SETTINGS, judgement, ProbeResult.down("gone"), now);
      assertEquals(expected[i], judgement.status(), "failure " + (i + 1));
      assertEquals(i + 1, judgement.failures());
    }
    assertEquals(T0.plusSeconds(5), judgement.since(), "CRITICAL began with the fifth");
    Judgement back = HealthRules.judge(SETTINGS, judgement, ok(1), T0.plusSeconds(9));
    assertEquals(HealthStatus.HEALTHY, back.status());
    assertEquals(0, back.failures());
  }

  @Property
  void aFailureNeverMakesItLookBetter(
      @ForAll @Size(max = 30) boolean[] answers, @ForAll @IntRange(max = 3_000) int millis) {
    Judgement judgement = HealthRules.unknown(T0);
    for (boolean answer : answers) {
      Judgement next =
          HealthRules.judge(SETTINGS, judgement, answer ? ok(millis) : ProbeResult.down("x"), T0);
      if (!answer) {
        assertTrue(next.status().compareTo(judgement.status()) >= 0);
      }
      judgement = next;
    }
  }

  @Test
  void settingsThatContradictThemselvesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> SETTINGS.withInterval(Duration.ZERO));
    assertEquals(
        Duration.ofMillis(500),
        SETTINGS.withInterval(Duration.ofMillis(500)).confirmInterval(),
        "never slower than the interval itself");
  }

  private static HealthStatus after(ProbeResult probe) {
    return HealthRules.judge(SETTINGS, HealthRules.unknown(T0), probe, T0).status();
  }

  private static ProbeResult ok(long millis) {
    return ProbeResult.ok(Duration.ofMillis(millis), "ok");
  }
}

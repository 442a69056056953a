package io.orchestrator.domain.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class DampingTest {
  private static final Instant T0 = Instant.parse("2026-01-05T10:00:00Z");
  private static final Damping.Settings SETTINGS =
      new Damping.Settings(Duration.ofSeconds(2), Duration.ofSeconds(60), Duration.ofMinutes(5));

  @Property
  void badNewsPassesAtOnceAndGoodNewsNeverTooEarly(@ForAll("verdicts") List<SystemState> verdicts) {
    Damping damping = Damping.starting(SETTINGS, SystemState.RUNNING);
    Instant now = T0;
    Instant lastWorse = T0.minusSeconds(1_000);
    for (SystemState verdict : verdicts) {
      now = now.plusMillis(500);
      SystemState before = damping.accepted();
      damping = damping.observe(verdict, now);
      if (worse(verdict, before)) {
        assertEquals(verdict, damping.accepted());
        lastWorse = now;
      } else if (damping.accepted() != before) {
        assertTrue(!now.isBefore(lastWorse.plus(SETTINGS.hold())), "held");
      }
      assertTrue(damping.worsenings().size() <= Damping.MAX_WORSENINGS);
    }
  }

  @Test
  void aFlappingServiceIsHeldLongerEachTime() {
    Damping damping = Damping.starting(SETTINGS, SystemState.RUNNING);
    Instant now = T0;
    Duration before = Duration.ZERO;
    for (int i = 0; i < 4; i++) {
      damping = damping.observe(SystemState.DEGRADED, now);
      damping = damping.observe(SystemState.RUNNING, now);
      Duration hold = Duration.between(now, damping.dueAt().orElseThrow());
      assertTrue(i < 2 || hold.compareTo(before) > 0, hold + " after " + before);
      before = hold;
      now = now.plus(hold);
      damping = damping.observe(SystemState.RUNNING, now);
      assertEquals(SystemState.RUNNING, damping.accepted());
    }
  }

  @Test
  void aRelapseDuringTheHoldBeginsItAnew() {
    Damping damping = Damping.starting(SETTINGS, SystemState.DEGRADED);
    damping = damping.observe(SystemState.RUNNING, T0);
    damping = damping.observe(SystemState.DEGRADED, T0.plusSeconds(1));
    damping = damping.observe(SystemState.RUNNING, T0.plusSeconds(2));
    damping = damping.observe(SystemState.RUNNING, T0.plusSeconds(3));
    assertEquals(SystemState.DEGRADED, damping.accepted());
    assertEquals(
        SystemState.RUNNING, damping.observe(SystemState.RUNNING, T0.plusSeconds(4)).accepted());
  }

  private static boolean worse(SystemState a, SystemState b) {
    return rank(a) > rank(b);
  }

  private static int rank(SystemState state) {
    return List.of(SystemState.RUNNING, SystemState.DEGRADED, SystemState.ERROR).indexOf(state);
  }

  @Provide
  Arbitrary<List<SystemState>> verdicts() {
    return Arbitraries.of(SystemState.RUNNING, SystemState.DEGRADED, SystemState.ERROR)
        .list()
        .ofMaxSize(120);
  }
}

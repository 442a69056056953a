package io.orchestrator.domain.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RecoveryLadderTest {
  private static final Instant T0 = Instant.parse("2026-01-05T10:00:00Z");
  private static final RecoverySettings SETTINGS =
      new RecoverySettings(
          1, 3, Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(20));

  @Test
  void climbsInTheOrderOfTheSpecificationAndEnds() {
    List<String> climbed = new ArrayList<>();
    List<Long> waits = new ArrayList<>();
    RecoveryLadder ladder = RecoveryLadder.idle(SETTINGS).begin(T0);
    Instant now = T0;
    while (ladder.step().isPresent()) {
      Instant at = ladder.nextAt().orElseThrow();
      waits.add(Duration.between(now, at).toSeconds());
      now = at;
      climbed.add(ladder.step().get() + "#" + ladder.attempt());
      ladder = ladder.started().failed(ladder.generation(), now);
    }
    assertEquals(
        List.of(
            "COMPONENT_RESTART#1",
            "CONNECTION_RESET#1",
            "CONNECTION_RESET#2",
            "CONNECTION_RESET#3",
            "FALLBACK#1",
            "EMERGENCY_SHUTDOWN#1"),
        climbed);
    assertEquals(List.of(0L, 2L, 2L, 4L, 2L, 2L), waits, "doubled, bounded");
    assertTrue(ladder.exhausted());
    assertSame(ladder, ladder.begin(now), "only a person or health begins anew");
    assertFalse(ladder.anew(now).exhausted());
  }

  @Test
  void whatAnOlderClimbReportsIsIgnored() {
    RecoveryLadder first = RecoveryLadder.idle(SETTINGS).begin(T0).started();
    RecoveryLadder second = first.anew(T0).started();
    assertSame(second, second.failed(first.generation(), T0));
    RecoveryLadder recovered = second.recovered();
    assertSame(recovered, recovered.failed(second.generation(), T0));
    assertTrue(recovered.generation() > second.generation());
  }

  @Test
  void anAttemptCannotFailBeforeItBegan() {
    RecoveryLadder waiting = RecoveryLadder.idle(SETTINGS).begin(T0);
    assertSame(waiting, waiting.failed(waiting.generation(), T0));
    assertTrue(waiting.due(T0));
    assertFalse(waiting.started().due(T0));
  }

  @Property
  void isBounded(@ForAll @IntRange(max = 20) int restarts, @ForAll @IntRange(max = 20) int resets) {
    RecoverySettings settings =
        new RecoverySettings(
            restarts, resets, Duration.ofSeconds(1), Duration.ofSeconds(8), Duration.ofSeconds(9));
    RecoveryLadder ladder = RecoveryLadder.idle(settings).begin(T0);
    int attempts = 0;
    while (ladder.step().isPresent()) {
      attempts++;
      ladder = ladder.started().failed(ladder.generation(), T0);
    }
    assertEquals(restarts + resets + 2, attempts);
    assertEquals(Optional.empty(), ladder.nextAt());
  }
}

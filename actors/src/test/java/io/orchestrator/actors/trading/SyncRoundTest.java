package io.orchestrator.actors.trading;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.desk.ReconciliationReport.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SyncRoundTest {
  private static final Instant ASKED = Instant.parse("2024-03-05T16:00:00Z");
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private final SyncRound round = new SyncRound(Cause.SCHEDULE, ASKED, List.of());

  @Test
  void aBrokerThatSaysNothingIsGivenUpAfterTheSilence() {
    assertFalse(round.over(SILENCE, ASKED.plusSeconds(10)));
    assertTrue(round.over(SILENCE, ASKED.plusMillis(10_001)));
  }

  @Test
  void theSilenceCountsFromTheLastWord() {
    round.heardAt = ASKED.plusSeconds(9);
    assertFalse(round.over(SILENCE, ASKED.plusSeconds(19)));
    assertTrue(round.over(SILENCE, ASKED.plusMillis(19_001)));
  }

  @Test
  void anAnswerThatNeverEndsIsGivenUpAsWell() {
    Instant limit = ASKED.plus(SILENCE.multipliedBy(SyncRound.LONGEST_ANSWER));
    round.heardAt = limit;
    assertFalse(round.over(SILENCE, limit));
    assertTrue(round.over(SILENCE, limit.plusMillis(1)));
  }
}

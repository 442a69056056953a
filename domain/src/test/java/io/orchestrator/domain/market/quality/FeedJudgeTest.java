package io.orchestrator.domain.market.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.market.DataQuality;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FeedJudgeTest {
  private static final Instant T0 = Market.START;
  private static final Duration NONE = Duration.ZERO;

  private final QualitySettings settings = real(QualitySettings.DEFAULT);
  private final FeedJudge judge = new FeedJudge(settings);

  @Test
  void withoutASessionEverythingIsStale() {
    assertEquals(QualityRule.STALE_FEED, judge.review(T0, true).orElseThrow().rule());
    judge.session(true);
    assertEquals(Optional.empty(), judge.review(T0.plusSeconds(600), true), "no heartbeats here");
  }

  @Test
  void aMissingHeartbeatMakesItStale() {
    judge.session(true);
    judge.heartbeat(T0, NONE, T0);
    assertEquals(Optional.empty(), judge.review(T0.plusSeconds(10), false));
    Finding stale = judge.review(T0.plusMillis(10_001), false).orElseThrow();
    assertEquals(QualityRule.STALE_FEED, stale.rule());
    assertEquals(10.001, stale.value(), 1e-9);
  }

  @Test
  void silenceCountsInAnOpenMarketOnly() {
    judge.session(true);
    judge.heartbeat(T0, Duration.ofSeconds(16), T0);
    assertEquals(Optional.empty(), judge.review(T0, false));
    assertEquals(QualityRule.STALE_FEED, judge.review(T0, true).orElseThrow().rule());
    judge.heartbeat(T0, Duration.ofSeconds(15), T0);
    assertEquals(Optional.empty(), judge.review(T0, true));
  }

  @Test
  void skewIsToldThenBlocks() {
    judge.session(true);
    judge.heartbeat(T0, NONE, T0.plusSeconds(2));
    assertEquals(Optional.empty(), judge.review(T0.plusSeconds(2), true));
    judge.heartbeat(T0, NONE, T0.plusMillis(2_500));
    assertEquals(RuleEffect.COUNT, judge.review(T0.plusMillis(2_500), true).orElseThrow().effect());
    judge.heartbeat(T0.plusSeconds(6), NONE, T0);
    Finding skew = judge.review(T0, true).orElseThrow();
    assertEquals(QualityRule.CLOCK_SKEW, skew.rule());
    assertEquals(RuleEffect.HALT_ENTRIES, skew.effect());
    Market market = new Market().quotes(1);
    market.feed = Optional.of(skew);
    assertEquals(DataQuality.SUSPECT, market.review().quality());
    market.feed = Optional.empty();
    assertEquals(DataQuality.GOOD, market.review().quality());
  }

  @Test
  void aFeedThatReplaysAnotherDayIsOnlyTold() {
    judge.session(true);
    judge.heartbeat(T0, NONE, T0.plus(Duration.ofDays(200)));
    Finding replay = judge.review(T0.plus(Duration.ofDays(200)), true).orElseThrow();
    assertEquals(RuleEffect.COUNT, replay.effect());
  }

  @Test
  void aSimulatedMarketHasItsOwnTime() {
    FeedJudge simulated = new FeedJudge(QualitySettings.DEFAULT);
    simulated.session(true);
    simulated.heartbeat(T0.minus(Duration.ofDays(1000)), NONE, T0);
    assertTrue(simulated.review(T0, true).isEmpty());
  }

  private static QualitySettings real(QualitySettings s) {
    QualitySettings.Feed f = s.feed();
    return new QualitySettings(
        s.staleAfter(),
        s.staleGaps(),
        s.futureTolerance(),
        s.disorderTolerance(),
        s.priceGrid(),
        s.spikeFraction(),
        s.spikeConfirmations(),
        s.wideSpreadFraction(),
        s.wideSpreadMedians(),
        s.crossedFor(),
        s.crossedAlarm(),
        s.flagRepeat(),
        s.trades(),
        new QualitySettings.Feed(
            f.heartbeatAfter(), f.quietAfter(), f.skewWarn(), f.skewBlock(), f.replayAfter(), true),
        s.recovery(),
        s.series());
  }
}

package io.orchestrator.domain.market.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.quality.QuoteRules.Effect;
import io.orchestrator.domain.market.quality.QuoteRules.Track;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuoteRulesTest {
  private static final Instant NOW = Instant.parse("2026-01-05T15:00:00Z");
  private static final QualitySettings SETTINGS = QualitySettings.DEFAULT;

  @ParameterizedTest
  @CsvSource({
    "NaN, 101, 100, bad_number",
    "99, Infinity, 100, bad_number",
    "-1, 101, 100, bad_number",
    "0, 0, 0, no_price",
    "102, 101, 100, crossed"
  })
  void badNumbersStopAtTheBorder(double bid, double ask, double last, String rule) {
    var verdict = QuoteRules.check(SETTINGS, Track.EMPTY, quote(bid, ask, last, NOW), NOW);
    assertEquals(Effect.REFUSE, verdict.effect());
    assertEquals(rule, verdict.rule());
    assertTrue(verdict.quote().isEmpty());
    assertEquals(Track.EMPTY, verdict.track(), "leaves no trace");
  }

  @Test
  void aLockedMarketAndAMissingSideAreGood() {
    assertEquals(Effect.ACCEPT, check(Track.EMPTY, quote(100, 100, 100, NOW)).effect());
    assertEquals(Effect.ACCEPT, check(Track.EMPTY, quote(0, 101, 100, NOW)).effect());
  }

  @Test
  void aSpikeIsSuspectUntilItIsConfirmed() {
    Track track = check(Track.EMPTY, quote(99.9, 100.1, 100, NOW)).track();
    var first = check(track, quote(149.9, 150.1, 150, NOW));
    assertEquals(Effect.FLAG, first.effect());
    assertEquals("spike", first.rule());
    assertEquals(DataQuality.SUSPECT, first.quote().orElseThrow().quality());
    assertEquals(100, first.track().lastGood().orElseThrow().mid(), 1e-9);
    var second = check(first.track(), quote(150.9, 151.1, 151, NOW));
    assertEquals(Effect.FLAG, second.effect());
    var third = check(second.track(), quote(150.9, 151.1, 151, NOW));
    assertEquals(Effect.ACCEPT, third.effect(), "three quotes near the new level");
    assertEquals(151, third.track().lastGood().orElseThrow().mid(), 1e-9);
  }

  @Test
  void aLonelySpikeIsForgotten() {
    Track track = check(Track.EMPTY, quote(99.9, 100.1, 100, NOW)).track();
    Track after = check(track, quote(149.9, 150.1, 150, NOW)).track();
    var back = check(after, quote(99.9, 100.1, 100, NOW));
    assertEquals(Effect.ACCEPT, back.effect());
    assertEquals(0, back.track().confirmations());
  }

  @Test
  void timeRunsForwardsOnly() {
    Track track = check(Track.EMPTY, quote(99, 101, 100, NOW)).track();
    assertEquals("out_of_order", check(track, quote(99, 101, 100, NOW.minusSeconds(2))).rule());
    assertEquals(Effect.ACCEPT, check(track, quote(99, 101, 100, NOW.minusMillis(900))).effect());
    assertEquals("from_the_future", check(track, quote(99, 101, 100, NOW.plusSeconds(6))).rule());
  }

  @Test
  void anOldQuoteIsStaleWhateverItWas() {
    Quote quote = quote(99, 101, 100, NOW);
    assertEquals(DataQuality.GOOD, QuoteRules.aged(SETTINGS, quote, NOW.plusSeconds(30)).quality());
    assertEquals(
        DataQuality.STALE, QuoteRules.aged(SETTINGS, quote, NOW.plusSeconds(31)).quality());
  }

  @Property
  void nothingUnsoundPasses(@ForAll double bid, @ForAll double ask, @ForAll double last) {
    var verdict = QuoteRules.check(SETTINGS, Track.EMPTY, quote(bid, ask, last, NOW), NOW);
    verdict
        .quote()
        .ifPresent(
            passed -> {
              assertTrue(Double.isFinite(passed.mid()) && passed.mid() > 0);
              assertTrue(!passed.twoSided() || passed.bid() <= passed.ask());
            });
  }

  private static QuoteRules.Verdict check(Track track, Quote quote) {
    return QuoteRules.check(SETTINGS, track, quote, NOW);
  }

  private static Quote quote(double bid, double ask, double last, Instant at) {
    return new Quote(Symbol.of("AAPL"), bid, ask, 1, 1, last, 1, 1, at, DataQuality.GOOD);
  }
}

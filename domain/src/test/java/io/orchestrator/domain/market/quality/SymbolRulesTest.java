package io.orchestrator.domain.market.quality;

import static io.orchestrator.domain.market.DataQuality.DELAYED;
import static io.orchestrator.domain.market.DataQuality.GOOD;
import static io.orchestrator.domain.market.DataQuality.QUARANTINED;
import static io.orchestrator.domain.market.DataQuality.STALE;
import static io.orchestrator.domain.market.DataQuality.SUSPECT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.port.MarketDataFeed.TradeCorrected;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each rule of a symbol's quotes and trades: what makes it speak, and what does not. */
class SymbolRulesTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private record Case(Consumer<Market> speaks, Consumer<Market> silent) {}

  private static final Map<QualityRule, Case> CASES = new TreeMap<>();

  static {
    put(QualityRule.BAD_NUMBER, m -> m.quote(Double.NaN, 100), m -> m.quote(0, 100));
    put(
        QualityRule.DUPLICATE,
        m -> m.trade(7, m.now, 100, 'C').trade(7, m.now, 100, 'C'),
        m -> m.trade(7, m.now, 100, 'C').trade(8, m.now, 100, 'C'));
    put(
        QualityRule.OUT_OF_ORDER,
        m -> m.quotes(1).quotedAt(m.now.minusMillis(1_001)),
        m -> m.quotes(1).quotedAt(m.now.minusMillis(1_000)));
    put(
        QualityRule.SEQUENCE_GAP,
        m -> m.trade(7, m.now, 100, 'C').trade(9, m.now, 100, 'C'),
        m -> m.trade(7, m.now, 100, 'C').trade(8, m.now, 100, 'C'));
    put(
        QualityRule.STALE_QUOTE,
        m -> m.quotes(1).pass(Duration.ofMillis(30_001)).review(),
        m -> m.quotes(1).pass(Duration.ofSeconds(30)).review());
    put(QualityRule.CROSSED, m -> m.quote(100.01, 100), m -> m.quote(100, 100));
    put(QualityRule.WIDE_SPREAD, m -> m.quote(97, 103), m -> m.quote(98, 102));
    put(QualityRule.OUTLIER_TRADE, m -> m.trades(20).trade(100.6), m -> m.trades(20).trade(100.4));
    put(
        QualityRule.UNQUALIFIED_TRADE,
        m -> m.trade(1, m.now, 100, 'O'),
        m -> m.trade(1, m.now, 100, 'C'));
    put(
        QualityRule.CORPORATE_ACTION,
        m -> m.quotes(1).pass(Duration.ofDays(1)).quote(49.99, 50.01),
        m -> m.quotes(1).pass(Duration.ofDays(1)).quote(59.99, 60.01));
    put(QualityRule.DELAYED, Market::delayed, m -> m.quotes(1));
    put(
        QualityRule.POSSIBLE_HALT,
        m -> m.trades(20).quotes(302),
        m -> m.trades(20).quotes(200).trade(100).quotes(200));
    put(QualityRule.VOLUME_RESET, m -> m.volume(5_000).volume(0), m -> m.volume(0).volume(5_000));
    put(
        QualityRule.QUOTE_JUMP,
        m -> m.quotes(1).quote(111.5, 111.6),
        m -> m.quotes(1).quote(109.5, 109.6));
    put(
        QualityRule.FROM_THE_FUTURE,
        m -> m.quotedAt(m.now.plusMillis(5_001)),
        m -> m.quotedAt(m.now.plusSeconds(5)));
  }

  private static void put(QualityRule rule, Consumer<Market> speaks, Consumer<Market> silent) {
    CASES.put(rule, new Case(speaks, silent));
  }

  @TestFactory
  List<DynamicTest> everyRuleSpeaksAndIsSilent() {
    return CASES.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey().wireName(),
                    () -> {
                      Market loud = new Market();
                      entry.getValue().speaks().accept(loud);
                      assertTrue(loud.spoke(entry.getKey()), "speaks: " + loud.spoken);
                      Market quiet = new Market();
                      entry.getValue().silent().accept(quiet);
                      assertFalse(quiet.spoke(entry.getKey()), "silent: " + quiet.spoken);
                    }))
        .toList();
  }

  /** Whoever adds a rule must make it speak here, or in the test of the feed, lines and series. */
  @Test
  void everyRuleIsTested() {
    Set<QualityRule> elsewhere =
        EnumSet.of(
            // the pipeline's test, the feed's, the bars', and the audit's (SeriesAuditTest)
            QualityRule.MALFORMED_LINE,
            QualityRule.CORRECTION,
            QualityRule.STALE_FEED,
            QualityRule.CLOCK_SKEW,
            QualityRule.BAR_GAP,
            QualityRule.BAR_SANITY,
            QualityRule.BAR_OUTLIER,
            QualityRule.ZERO_VOLUME,
            QualityRule.CROSS_SOURCE);
    Set<QualityRule> all = EnumSet.copyOf(CASES.keySet());
    all.addAll(elsewhere);
    assertEquals(EnumSet.allOf(QualityRule.class), all);
  }

  @Test
  void aSuspectIsGoodAgainAfterThreeGoodQuotesInARow() {
    Market market = new Market().quotes(5).quote(97, 103);
    assertEquals(SUSPECT, market.quality());
    assertEquals(SUSPECT, market.shown.orElseThrow().quality());
    assertEquals(100, market.judge.quote(market.now).orElseThrow().mid(), 1e-9);
    assertEquals(SUSPECT, market.quotes(2).quality());
    market.quote(97, 103);
    assertEquals(SUSPECT, market.quotes(2).quality(), "the count began anew");
    assertEquals(GOOD, market.quotes(1).quality());
  }

  @Test
  void aJumpIsBelievedWhenThreeQuotesConfirmIt() {
    Market market = new Market().quotes(5).quote(149.9, 150.1).quote(150.9, 151.1);
    assertEquals(100, market.judge.quote(market.now).orElseThrow().mid(), 1e-9);
    market.quote(150.9, 151.1);
    assertEquals(151, market.judge.quote(market.now).orElseThrow().mid(), 1e-9);
    assertEquals(SUSPECT, market.quality(), "not tradable before it is calm");
    market.quote(150.9, 151.1).quote(150.9, 151.1);
    assertEquals(GOOD, market.quality());
  }

  @Test
  void aLonelyOutlierNeverBecomesABar() {
    Market market = new Market().quotes(1).trades(20);
    int before = market.believed.size();
    market.trade(150);
    assertEquals(before, market.believed.size());
    assertEquals(QUARANTINED, market.quality());
    market.trades(1);
    assertEquals(before + 1, market.believed.size(), "the next one at the old level");
    assertFalse(market.believed.stream().anyMatch(t -> t.price() > 101));
  }

  @Test
  void aNewLevelIsBelievedWithAllItsTrades() {
    Market market = new Market().quotes(1).trades(20);
    int before = market.believed.size();
    market.trade(110).trade(110.01).trade(110.02);
    assertEquals(before, market.believed.size());
    market.trade(110.01);
    assertEquals(before + 4, market.believed.size());
    assertEquals(110, market.believed.get(before).price(), 0, "in their order");
    market.trade(110);
    assertEquals(before + 5, market.believed.size());
  }

  @Test
  void anOutlierThatTheFeedTakesBackIsForgotten() {
    Market market = new Market().quotes(1).trades(20);
    market.trade(500, market.now, 110, 'C');
    market.judge.corrected(
        new TradeCorrected(Market.AAPL, false, market.now, 110, 10, 500), market.now);
    market.trade(110).trade(110).trade(110);
    assertFalse(market.believed.stream().anyMatch(t -> t.price() > 101), "three are not four");
  }

  @Test
  void aLateTradeIsTakenInUnlessItIsAnOutlier() {
    Market market = new Market().trades(20);
    int before = market.believed.size();
    market.trade(500, Market.START, 100, 'C').trade(501, Market.START, 110, 'C');
    assertEquals(before + 1, market.believed.size());
    assertEquals(100, market.believed.getLast().price(), 0);
  }

  @Test
  void quarantineEndsByQuotesAndTime() {
    Market market = new Market().quotes(5).trades(20).quotes(1).trade(150);
    for (int i = 0; i < 20; i++) {
      market.quote(99.99, 100.01);
    }
    assertEquals(QUARANTINED, market.quality(), "twenty quotes, but no time has passed");
    market.pass(Duration.ofSeconds(10));
    assertEquals(QUARANTINED, market.quality(), "time has passed, but no quote came since");
    market.quote(99.99, 100.01);
    assertEquals(GOOD, market.quality());
  }

  @Test
  void aMarketThatStaysCrossedIsSuspectThenQuarantined() {
    Market market = new Market().quotes(5).quote(100.02, 100.01);
    assertEquals(GOOD, market.quality(), "for a moment that is usual");
    assertEquals(SUSPECT, market.pass(Duration.ofMillis(1_100)).review().quality());
    assertEquals(SUSPECT, market.pass(SECOND).review().quality());
    assertEquals(QUARANTINED, market.pass(Duration.ofSeconds(3)).review().quality());
    assertEquals(3, market.spoken.size(), "once for each step: " + market.spoken);
    assertEquals(GOOD, market.quotes(11).quality());
  }

  @Test
  void delayedDataAreDelayedUntilTheyAreNot() {
    Market market = new Market().quotes(5).delayed();
    assertEquals(DELAYED, market.quality());
    assertEquals(DELAYED, market.shown.orElseThrow().quality());
    assertEquals(GOOD, market.quotes(1).quality());
  }

  @Test
  void aRareQuoteIsMeasuredByItsOwnHabit() {
    Market rare = new Market();
    for (int i = 0; i < 20; i++) {
      rare.pass(Duration.ofSeconds(20)).quote(99.99, 100.01);
    }
    assertEquals(GOOD, rare.pass(Duration.ofSeconds(59)).quality());
    assertEquals(STALE, rare.pass(Duration.ofSeconds(2)).quality());
  }

  @Test
  void aHaltEndsWithTheNextTrade() {
    Market market = new Market().trades(20).quotes(302);
    assertEquals(SUSPECT, market.quality());
    assertEquals(GOOD, market.trade(100).quotes(1).quality());
  }

  @Test
  void aSplitHoldsTheSymbolForTheDay() {
    Market market = new Market().quotes(1).pass(Duration.ofDays(1));
    for (int i = 0; i < 50; i++) {
      market.pass(SECOND).quote(49.99, 50.01);
    }
    assertEquals(QUARANTINED, market.quality());
    assertEquals(QualityRule.CORPORATE_ACTION, cause(market));
    assertEquals(GOOD, market.pass(Duration.ofDays(1)).quote(49.99, 50.01).quality());
  }

  @Test
  void aStateIsToldOnceAndItsEndWhenItHasHeld() {
    Market market = new Market().quotes(10);
    assertTrue(market.changes.isEmpty(), "that it is good is no news");
    for (int i = 0; i < 5; i++) {
      market.quote(97, 103).quotes(5);
    }
    assertEquals(1, market.changes.size(), "it flapped, and was told once");
    assertEquals(SUSPECT, market.changes.getFirst().to().quality());
    market.quotes(60);
    assertEquals(2, market.changes.size());
    assertEquals(GOOD, market.changes.getLast().to().quality());
  }

  @Test
  void theEndOfTheDayIsNoAlarm() {
    Market market = new Market();
    market.now = market.now.plus(Duration.ofHours(6));
    market.quotes(5).pass(Duration.ofHours(2)).review();
    assertEquals(STALE, market.quality());
    assertTrue(market.changes.isEmpty());
    assertFalse(market.spoke(QualityRule.STALE_QUOTE));
  }

  private static QualityRule cause(Market market) {
    return market.judge.state(market.now).cause().orElseThrow();
  }
}

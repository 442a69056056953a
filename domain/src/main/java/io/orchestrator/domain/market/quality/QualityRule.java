package io.orchestrator.domain.market.quality;

import static io.orchestrator.domain.market.quality.QualityRule.Scope.FEED;
import static io.orchestrator.domain.market.quality.QualityRule.Scope.LINE;
import static io.orchestrator.domain.market.quality.QualityRule.Scope.QUOTE;
import static io.orchestrator.domain.market.quality.QualityRule.Scope.SERIES;
import static io.orchestrator.domain.market.quality.QualityRule.Scope.TRADE;
import static io.orchestrator.domain.market.quality.RuleEffect.COUNT;
import static io.orchestrator.domain.market.quality.RuleEffect.DROP;
import static io.orchestrator.domain.market.quality.RuleEffect.FLAG;
import static io.orchestrator.domain.market.quality.RuleEffect.HALT_ENTRIES;
import static io.orchestrator.domain.market.quality.RuleEffect.QUARANTINE;

import io.orchestrator.domain.event.Severity;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Every rule that market data are judged by. {@code docs/reference/quality-rules.md} is generated
 * from here; who judges: {@link QuoteJudge}, {@link TradeJudge}, {@link FeedJudge}, {@link
 * BarRules}, {@link SeriesAudit}.
 */
public enum QualityRule {
  MALFORMED_LINE(1, LINE, Severity.WARNING, DROP, "a line of the feed cannot be read", s -> none()),
  BAD_NUMBER(
      2,
      QUOTE,
      Severity.WARNING,
      DROP,
      "no price, or one that is not finite, negative, above 1e9 or off the grid; a negative size",
      s -> keys("price-grid", s.priceGrid())),
  DUPLICATE(
      3,
      TRADE,
      Severity.INFO,
      DROP,
      "a trade with an id of the window; a second bar of one start, of which the later counts",
      s -> keys("trades.id-window", s.trades().idWindow())),
  OUT_OF_ORDER(
      4,
      QUOTE,
      Severity.WARNING,
      DROP,
      "a quote older than the one before, or with less volume on the same day; a late trade is"
          + " only counted, because its bar takes it in",
      s -> keys("disorder-tolerance", s.disorderTolerance())),
  SEQUENCE_GAP(
      5, TRADE, Severity.INFO, COUNT, "ids of trades are missing before this one", s -> none()),
  BAR_GAP(
      6,
      SERIES,
      Severity.INFO,
      COUNT,
      "a session without a bar, or minutes missing in a session; nothing is filled in",
      s -> keys("series.gap-bars", s.series().gapBars())),
  STALE_QUOTE(
      7,
      QUOTE,
      Severity.WARNING,
      HALT_ENTRIES,
      "no quote for longer than the bound and than so many of the symbol's own median gaps",
      s -> keys("stale-after", s.staleAfter(), "stale-gaps", s.staleGaps())),
  STALE_FEED(
      8,
      FEED,
      Severity.ERROR,
      HALT_ENTRIES,
      "the session is lost, its time stamp is missing, or an open market brings no data",
      s ->
          keys(
              "feed.heartbeat-after", s.feed().heartbeatAfter(),
              "feed.quiet-after", s.feed().quietAfter())),
  CROSSED(
      9,
      QUOTE,
      Severity.WARNING,
      DROP,
      "bid above ask; the symbol is suspect when it stays so, then quarantined",
      s -> keys("crossed-for", s.crossedFor(), "crossed-alarm", s.crossedAlarm())),
  WIDE_SPREAD(
      10,
      QUOTE,
      Severity.INFO,
      FLAG,
      "the spread is above both bounds",
      s ->
          keys(
              "wide-spread-fraction", s.wideSpreadFraction(),
              "wide-spread-medians", s.wideSpreadMedians())),
  OUTLIER_TRADE(
      11,
      TRADE,
      Severity.WARNING,
      QUARANTINE,
      "a trade far from the median of the last ones; it is held back until the following trades"
          + " agree with it (a new level) or not (it is dropped)",
      s ->
          keys(
              "trades.deviations", s.trades().deviations(),
              "trades.least-fraction", s.trades().leastFraction(),
              "trades.least-usd", s.trades().leastUsd(),
              "trades.confirmations", s.trades().confirmations())),
  UNQUALIFIED_TRADE(
      12,
      TRADE,
      Severity.DEBUG,
      COUNT,
      "a trade outside the session or of an odd kind: volume, but no price",
      s -> none()),
  CORRECTION(
      13,
      TRADE,
      Severity.INFO,
      COUNT,
      "the feed takes a trade back or adds one; its bar is built again",
      s -> none()),
  BAR_SANITY(
      14,
      SERIES,
      Severity.WARNING,
      DROP,
      "a bar that starts in the future of the market's time, or on a day without trading; prices"
          + " that contradict each other cannot make a bar at all",
      s -> none()),
  CROSS_SOURCE(
      15,
      SERIES,
      Severity.WARNING,
      COUNT,
      "kept minutes of a whole session and the kept bar of their day differ, in volume or close;"
          + " in the report of an import and of a kept series",
      s ->
          keys(
              "series.cross-volume", s.series().crossVolume(),
              "series.cross-price", s.series().crossPrice())),
  CORPORATE_ACTION(
      16,
      QUOTE,
      Severity.ERROR,
      HALT_ENTRIES,
      "over night the price changed by the factor of a split; held until the next session",
      s -> none()),
  CLOCK_SKEW(
      17,
      FEED,
      Severity.ERROR,
      HALT_ENTRIES,
      "feed time and our clock differ; below the second bound it is only told, and above the third,"
          + " because the feed then replays another day",
      s ->
          keys(
              "feed.skew-warn", s.feed().skewWarn(),
              "feed.skew-block", s.feed().skewBlock(),
              "feed.replay-after", s.feed().replayAfter())),
  DELAYED(
      18,
      QUOTE,
      Severity.WARNING,
      HALT_ENTRIES,
      "the account or the symbol has delayed data",
      s -> none()),
  POSSIBLE_HALT(
      19,
      TRADE,
      Severity.WARNING,
      HALT_ENTRIES,
      "a liquid symbol does not trade and its quote does not move",
      s ->
          keys(
              "trades.halt-silence", s.trades().haltSilence(),
              "trades.liquid-gap", s.trades().liquidGap())),
  VOLUME_RESET(
      20, QUOTE, Severity.WARNING, FLAG, "the day's volume went back to zero", s -> none()),
  QUOTE_JUMP(
      21,
      QUOTE,
      Severity.WARNING,
      FLAG,
      "the mid jumped and following quotes have not confirmed it yet",
      s ->
          keys(
              "spike-fraction", s.spikeFraction(),
              "spike-confirmations", s.spikeConfirmations())),
  FROM_THE_FUTURE(
      22,
      QUOTE,
      Severity.WARNING,
      DROP,
      "a quote or trade is ahead of the market clock",
      s -> keys("future-tolerance", s.futureTolerance())),
  BAR_OUTLIER(
      23,
      SERIES,
      Severity.INFO,
      COUNT,
      "a close that is far from the one before by the series' own robust scale; it may be real",
      s ->
          keys(
              "series.deviations", s.series().deviations(),
              "series.least-daily-move", s.series().leastDailyMove(),
              "series.least-intraday-move", s.series().leastIntradayMove())),
  ZERO_VOLUME(24, SERIES, Severity.INFO, COUNT, "a bar without volume", s -> none());

  /** What a rule looks at. */
  public enum Scope {
    LINE,
    QUOTE,
    TRADE,
    FEED,
    SERIES
  }

  private final int number;
  private final Scope scope;
  private final Severity severity;
  private final RuleEffect effect;
  private final String meaning;
  private final Function<QualitySettings, Map<String, Object>> thresholds;

  QualityRule(
      int number,
      Scope scope,
      Severity severity,
      RuleEffect effect,
      String meaning,
      Function<QualitySettings, Map<String, Object>> thresholds) {
    this.number = number;
    this.scope = scope;
    this.severity = severity;
    this.effect = effect;
    this.meaning = meaning;
    this.thresholds = thresholds;
  }

  /** {@code DQ01} … */
  public String id() {
    return String.format(Locale.ROOT, "DQ%02d", number);
  }

  /** As it stands in events and answers, like {@code bad_number}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The rule of a wire name; empty for a counter that is no rule. */
  public static Optional<QualityRule> of(String wireName) {
    for (QualityRule rule : values()) {
      if (rule.wireName().equals(wireName)) {
        return Optional.of(rule);
      }
    }
    return Optional.empty();
  }

  public Scope scope() {
    return scope;
  }

  public Severity severity() {
    return severity;
  }

  public RuleEffect effect() {
    return effect;
  }

  public String meaning() {
    return meaning;
  }

  /** Key below {@code orchestrator.pipeline.quality} and value, in order; may be empty. */
  public Map<String, Object> thresholds(QualitySettings settings) {
    return thresholds.apply(settings);
  }

  private static Map<String, Object> none() {
    return Map.of();
  }

  private static Map<String, Object> keys(Object... keysAndValues) {
    Map<String, Object> result = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      result.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return result;
  }
}

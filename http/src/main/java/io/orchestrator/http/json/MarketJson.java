package io.orchestrator.http.json;

import io.orchestrator.actors.api.LiveFeed;
import io.orchestrator.actors.api.MarketRecords.Flag;
import io.orchestrator.actors.api.MarketRecords.SymbolQuality;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.CorporateAction;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.quality.QualityRule;
import io.orchestrator.domain.market.quality.QualitySettings;
import io.orchestrator.domain.market.quality.SeriesQuality;
import io.orchestrator.domain.port.BarStore;
import io.orchestrator.domain.port.MarketHistory;
import io.orchestrator.domain.port.TickStore;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Quotes and bars on the wire. Prices in USD as traded; a side of 0 is unknown. */
public final class MarketJson {
  private MarketJson() {}

  public static Shape quote(Quote quote) {
    return Shape.of("symbol", quote.symbol().value())
        .and("bid", quote.bid())
        .and("ask", quote.ask())
        .and("bid_size", quote.bidSize())
        .and("ask_size", quote.askSize())
        .and("last", quote.last())
        .and("size", quote.lastSize())
        .and("volume", quote.volume())
        .and("timestamp", quote.timestamp())
        .and("quality", quote.quality());
  }

  public static Shape series(BarStore.Summary summary) {
    return Shape.of("symbol", summary.series().symbol().value())
        .and("timeframe", summary.series().timeframe().wireName())
        .and("source", summary.series().source())
        .and("first", summary.first())
        .and("last", summary.last())
        .and("bars", summary.bars());
  }

  /** What a series is made of: of an import and of a kept one alike. */
  public static Shape audit(SeriesQuality q) {
    return Shape.of("symbol", q.series().symbol().value())
        .and("timeframe", q.series().timeframe().wireName())
        .and("source", q.series().source())
        .and("first", Optional.ofNullable(q.first()).map(Object::toString))
        .and("last", Optional.ofNullable(q.last()).map(Object::toString))
        .and("bars", q.bars())
        .and("sessions_expected", q.sessionsExpected())
        .and("sessions_present", q.sessionsPresent())
        .and("gaps", q.gaps().stream().map(MarketJson::gap).toList())
        .and(
            "holes",
            q.holes().stream()
                .map(h -> Shape.of("from", h.from().toString()).and("bars", h.bars()).map())
                .toList())
        .and("holes_total", q.holesFound())
        .and("special_closures", q.specialClosures().stream().map(Object::toString).toList())
        .and("half_days", q.halfDays().stream().map(Object::toString).toList())
        .and("outside_hours", q.barsOutsideHours())
        .and("actions", q.actions().stream().map(MarketJson::action).toList())
        .and(
            "splits",
            q.actions().stream()
                .filter(a -> a.kind() == CorporateAction.Kind.SPLIT)
                .map(a -> split(a.date(), a.value()))
                .toList())
        .and(
            "suspected_splits",
            q.suspectedSplits().stream().map(s -> split(s.date(), s.ratio())).toList())
        .and("outliers", q.outliers().stream().map(MarketJson::outlier).toList())
        .and("outliers_total", q.outliersFound())
        .and("zero_volume", q.zeroVolume())
        .and("days_compared", q.daysCompared())
        .and("differences", q.differences().stream().map(MarketJson::difference).toList())
        .and("differences_total", q.differencesFound());
  }

  private static Map<String, Object> action(CorporateAction action) {
    return Shape.of("date", action.date().toString())
        .and("kind", action.kind())
        .and("value", action.value())
        .map();
  }

  private static Map<String, Object> outlier(SeriesQuality.Outlier outlier) {
    return Shape.of("at", outlier.at().toString())
        .and("kind", outlier.kind())
        .and("fraction", outlier.fraction())
        .and("bound", outlier.bound())
        .map();
  }

  private static Map<String, Object> difference(SeriesQuality.Difference difference) {
    return Shape.of("date", difference.date().toString())
        .and("close", difference.close())
        .and("minutes_close", difference.minutesClose())
        .and("volume", difference.volume())
        .and("minutes_volume", difference.minutesVolume())
        .map();
  }

  private static Map<String, Object> gap(SeriesQuality.Gap gap) {
    return Shape.of("first", gap.first().toString())
        .and("last", gap.last().toString())
        .and("sessions", gap.sessions())
        .map();
  }

  private static Map<String, Object> split(LocalDate date, double ratio) {
    return Shape.of("date", date.toString()).and("ratio", ratio).map();
  }

  public static Map<String, Object> tick(MarketHistory.Tick tick) {
    return Shape.of("id", tick.tickId())
        .and("timestamp", tick.timestamp())
        .and("price", tick.price())
        .and("size", tick.size())
        .and("volume", tick.volume())
        .and("bid", tick.bid())
        .and("ask", tick.ask())
        .and("basis", String.valueOf(tick.basis()))
        .and("conditions", tick.conditions())
        .map();
  }

  public static Map<String, Object> gap(TickStore.Gap gap) {
    return Shape.of("after", gap.after())
        .and("before", gap.before())
        .and("missing", gap.missing())
        .map();
  }

  public static Shape quality(SymbolQuality quality) {
    return Shape.of("symbol", quality.symbol().value())
        .and("quality", quality.quality())
        .and("rule", quality.cause())
        .and("since", quality.since())
        .and("quoted_at", quality.quotedAt())
        .and("rules", quality.rules())
        .and("last_flag", quality.lastFlag().map(flag -> flag(flag).map()));
  }

  private static Shape flag(Flag flag) {
    return Shape.of("rule", flag.rule())
        .and("effect", flag.effect())
        .and("value", flag.value())
        .and("at", flag.at());
  }

  /** A rule with the bounds in force; a duration in seconds. */
  public static Shape rule(QualityRule rule, QualitySettings settings) {
    Map<String, Object> thresholds = new LinkedHashMap<>();
    rule.thresholds(settings)
        .forEach(
            (key, value) ->
                thresholds.put(key, value instanceof Duration d ? d.toMillis() / 1000.0 : value));
    return Shape.of("id", rule.id())
        .and("rule", rule.wireName())
        .and("scope", rule.scope())
        .and("severity", rule.severity())
        .and("effect", rule.effect())
        .and("meaning", rule.meaning())
        .and("thresholds", thresholds);
  }

  /**
   * @param isFinal false while the bar is still forming
   */
  public static Shape bar(Bar bar, boolean isFinal) {
    return Shape.of("symbol", bar.symbol().value())
        .and("timeframe", bar.timeframe().wireName())
        .and("open", bar.open())
        .and("high", bar.high())
        .and("low", bar.low())
        .and("close", bar.close())
        .and("volume", bar.volume())
        .and("timestamp", bar.start())
        .and("final", isFinal);
  }

  /**
   * A streamed bar: how often it was told before as final, and whether trades of it are missing.
   */
  public static Shape bar(LiveFeed.BarUpdate update) {
    return bar(update.bar(), update.isFinal())
        .and("revision", update.revision())
        .and("partial", update.partial());
  }
}

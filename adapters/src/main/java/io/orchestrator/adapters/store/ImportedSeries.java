package io.orchestrator.adapters.store;

import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.quality.QualitySettings.SeriesBounds;
import io.orchestrator.domain.market.quality.SeriesAudit;
import io.orchestrator.domain.market.quality.SeriesQuality;
import io.orchestrator.domain.port.BarStore;
import io.orchestrator.domain.port.BarStore.Range;
import io.orchestrator.domain.port.BarStore.Series;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** What is known of a series once its files are in the store. */
final class ImportedSeries {
  private ImportedSeries() {}

  /** Judges the series and keeps what follows: its corporate actions and its complete ranges. */
  static SeriesQuality finish(
      BarStore store, Series series, TradingCalendar calendar, SeriesBounds bounds) {
    SeriesQuality quality = SeriesAudit.of(store, series, calendar, bounds);
    if (quality.first() == null) {
      return quality;
    }
    if (series.timeframe() == Timeframe.D1) {
      store.replaceActions(series.source(), series.symbol(), quality.actions());
    }
    LocalDate from = quality.first();
    for (SeriesQuality.Gap gap : quality.gaps()) {
      cover(store, series, from, gap.first());
      from = gap.last().plusDays(1);
    }
    cover(store, series, from, quality.last().plusDays(1));
    return quality;
  }

  private static void cover(BarStore store, Series series, LocalDate from, LocalDate to) {
    store.write(series, List.of(), Optional.of(new Range(midnight(from), midnight(to))));
  }

  private static Instant midnight(LocalDate date) {
    return date.atStartOfDay(TradingCalendar.NEW_YORK).toInstant();
  }
}

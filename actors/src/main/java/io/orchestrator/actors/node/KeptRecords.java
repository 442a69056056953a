package io.orchestrator.actors.node;

import io.orchestrator.actors.api.MarketRecords.KeptBars;
import io.orchestrator.actors.api.MarketRecords.KeptTicks;
import io.orchestrator.actors.pipeline.KeptHistory;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.BarMerge;
import io.orchestrator.domain.market.BarSlots;
import io.orchestrator.domain.market.PriceAdjustment;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.TickBars;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.quality.QualitySettings.SeriesBounds;
import io.orchestrator.domain.market.quality.SeriesAudit;
import io.orchestrator.domain.market.quality.SeriesQuality;
import io.orchestrator.domain.port.BarStore;
import io.orchestrator.domain.port.BarStore.Range;
import io.orchestrator.domain.port.BarStore.Series;
import io.orchestrator.domain.port.MarketHistory.Tick;
import io.orchestrator.domain.port.TickStore;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * What the stores can say: bars as they are kept, else made of kept minutes, else of kept ticks.
 * Blocks.
 */
final class KeptRecords {
  private final Optional<KeptHistory> kept;
  private final SeriesBounds bounds;
  private final TradingCalendar calendar = TradingCalendar.nyse();
  private final AtomicBoolean auditing = new AtomicBoolean();

  /**
   * @param bounds of what a report calls a hole, an outlier, a difference
   */
  KeptRecords(Optional<KeptHistory> kept, SeriesBounds bounds) {
    this.kept = kept;
    this.bounds = bounds;
  }

  List<BarStore.Summary> series() {
    return kept.map(history -> history.store().series()).orElse(List.of());
  }

  /** In today's shares and with dividends, by the corporate actions that are kept. */
  List<Bar> adjusted(List<Bar> bars) {
    return kept.isEmpty() || bars.isEmpty()
        ? bars
        : PriceAdjustment.adjusted(bars, store().actions(bars.getFirst().symbol()));
  }

  /** Imported ones first. */
  Optional<KeptBars> bars(Symbol symbol, Timeframe timeframe, Range range, int maxBars) {
    if (kept.isEmpty()) {
      return Optional.empty();
    }
    BarSlots slots = new BarSlots(calendar, timeframe, true);
    for (String source : List.of(BarStore.IMPORTED, kept.get().source())) {
      Series series = new Series(source, symbol, timeframe);
      if (complete(series, range)) {
        return Optional.of(new KeptBars(source, store().bars(series, range, maxBars)));
      }
      Series minutes = new Series(source, symbol, Timeframe.M1);
      Range whole = whole(slots, range);
      if (timeframe.length().compareTo(Timeframe.M1.length()) > 0 && complete(minutes, whole)) {
        Newest newest = new Newest(range, maxBars);
        BarMerge merge = new BarMerge(slots, newest);
        store().scan(minutes, whole, stored -> merge.accept(stored.bar()));
        merge.finish();
        return Optional.of(new KeptBars(source, newest.bars()));
      }
    }
    return ofTicks(symbol, slots, range, maxBars);
  }

  private boolean complete(Series series, Range range) {
    return store().covered(series).stream().anyMatch(part -> part.contains(range));
  }

  /** From the begin of the slot that it begins in to the end of the one that it ends in. */
  private static Range whole(BarSlots slots, Range range) {
    Instant from = slots.at(range.from()).map(BarSlots.Slot::start).orElse(range.from());
    Instant last = range.to().minusNanos(1);
    Instant to = slots.at(last).map(BarSlots.Slot::end).orElse(range.to());
    return new Range(from, to.isBefore(from) ? from : to);
  }

  /** Only where no number is missing from before the first to after the last trade. */
  private Optional<KeptBars> ofTicks(Symbol symbol, BarSlots slots, Range range, int maxBars) {
    if (kept.get().ticks().isEmpty() || slots.timeframe() == Timeframe.D1) {
      return Optional.empty();
    }
    TickStore ticks = kept.get().ticks().get();
    TickStore.Series series = new TickStore.Series(kept.get().source(), symbol);
    Range whole = whole(slots, range);
    boolean spanned =
        ticks.series().stream()
            .filter(s -> s.series().equals(series))
            .anyMatch(s -> !s.first().isAfter(whole.from()) && !s.last().isBefore(whole.to()));
    if (!spanned || !ticks.gaps(series, whole).isEmpty()) {
      return Optional.empty();
    }
    Newest newest = new Newest(range, maxBars);
    TickBars bars = new TickBars(slots, newest);
    ticks.scan(series, whole, Integer.MAX_VALUE, bars);
    bars.finish();
    return Optional.of(new KeptBars(series.source(), newest.bars()));
  }

  SeriesQuality audit(String source, Symbol symbol, Timeframe timeframe) {
    Series series = new Series(source, symbol, timeframe);
    if (series().stream().noneMatch(s -> s.series().equals(series))) {
      throw new Refusal(
              "market.not_kept",
              404,
              "no " + timeframe.wireName() + " bars of " + symbol + " from " + source + " are kept",
              "GET /api/market/symbols lists what is")
          .asException();
    }
    if (!auditing.compareAndSet(false, true)) {
      throw new Refusal(
              "market.audit_busy", 503, "another series is being read", "try again in a moment")
          .asException();
    }
    try {
      return SeriesAudit.of(store(), series, calendar, bounds);
    } finally {
      auditing.set(false);
    }
  }

  KeptTicks ticks(Symbol symbol, Range range, int max) {
    TickStore store =
        kept.flatMap(KeptHistory::ticks)
            .orElseThrow(
                () ->
                    new Refusal(
                            "market.ticks_not_kept",
                            404,
                            "this node keeps no ticks",
                            "set store.ticks.keep = true and start again")
                        .asException());
    TickStore.Series series = new TickStore.Series(kept.get().source(), symbol);
    List<Tick> ticks = new ArrayList<>();
    store.scan(series, range, max, ticks::add);
    return new KeptTicks(series.source(), ticks, store.gaps(series, range));
  }

  private BarStore store() {
    return kept.orElseThrow().store();
  }

  /** The newest bars that start inside a range. */
  private static final class Newest implements Consumer<Bar> {
    private final Range range;
    private final int max;
    private final ArrayDeque<Bar> bars = new ArrayDeque<>();

    Newest(Range range, int max) {
      this.range = range;
      this.max = max;
    }

    @Override
    public void accept(Bar bar) {
      if (!bar.start().isBefore(range.from()) && bar.start().isBefore(range.to())) {
        if (bars.size() == max) {
          bars.removeFirst();
        }
        bars.addLast(bar);
      }
    }

    List<Bar> bars() {
      return List.copyOf(bars);
    }
  }
}

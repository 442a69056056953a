package io.orchestrator.domain.market.quality;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.CorporateAction;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.TradingSession;
import io.orchestrator.domain.market.quality.SeriesQuality.Difference;
import io.orchestrator.domain.market.quality.SeriesQuality.Gap;
import io.orchestrator.domain.market.quality.SeriesQuality.Hole;
import io.orchestrator.domain.market.quality.SeriesQuality.Outlier;
import io.orchestrator.domain.market.quality.SeriesQuality.SuspectedSplit;
import io.orchestrator.domain.port.BarStore;
import io.orchestrator.domain.port.BarStore.Range;
import io.orchestrator.domain.port.BarStore.Series;
import io.orchestrator.domain.port.BarStore.StoredBar;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Reads a series once, oldest first, and says what it is made of: what is missing and what explains
 * it, splits, dividends, half days, crash days. Nothing is repaired. The bounds of outliers come
 * from the series itself (median absolute deviation), so that a quiet index and a wild share are
 * judged alike.
 */
public final class SeriesAudit {
  private static final int LONGEST_LIST = 100;
  private static final double RANGE_MEDIANS = 5;
  private static final double LEAST_DAILY_RANGE = 0.06;
  private static final double LEAST_INTRADAY_RANGE = 0.01;

  private final QualitySettings.SeriesBounds bounds;
  private final Series series;
  private final TradingCalendar calendar;
  private final boolean daily;
  private final RobustMoves moves = new RobustMoves();
  private final RobustMoves ranges = new RobustMoves();
  private final List<CorporateAction> actions = new ArrayList<>();
  private final List<SuspectedSplit> suspected = new ArrayList<>();
  private final List<Gap> gaps = new ArrayList<>();
  private final List<LocalDate> halfDays = new ArrayList<>();
  private final List<Hole> holes = new ArrayList<>();
  private final DaySums sums;
  private StoredBar before;
  private Optional<TradingSession> session = Optional.empty();
  private LocalDate first;
  private LocalDate day;
  private int present;
  private long bars;
  private long outsideHours;
  private long zeroVolume;

  /**
   * Reads what the store has of a series and judges it; minutes also against the bars of their days
   * of the same source, where there are such.
   */
  public static SeriesQuality of(
      BarStore store,
      Series series,
      TradingCalendar calendar,
      QualitySettings.SeriesBounds bounds) {
    SeriesAudit audit = new SeriesAudit(series, calendar, bounds);
    store.scan(series, Range.ALL, audit::accept);
    if (series.timeframe() == Timeframe.M1) {
      Series days = new Series(series.source(), series.symbol(), Timeframe.D1);
      store.scan(days, Range.ALL, stored -> audit.against(stored.bar()));
    }
    return audit.finish();
  }

  public SeriesAudit(Series series, TradingCalendar calendar, QualitySettings.SeriesBounds bounds) {
    this.bounds = bounds;
    this.series = series;
    this.calendar = calendar;
    this.daily = series.timeframe() == Timeframe.D1;
    this.sums = new DaySums(bounds);
  }

  /** The next bar, newer than all before. */
  public void accept(StoredBar stored) {
    Bar bar = stored.bar();
    bars++;
    if (bar.volume() == 0) {
      zeroVolume++;
    }
    LocalDate date = day;
    if (session.isEmpty() || !session.get().contains(bar.start())) {
      date = TradingCalendar.dateOf(bar.start());
    }
    boolean newDay = !date.equals(day);
    boolean afterGap = newDay && onNewDay(date);
    boolean regular = session.map(s -> s.contains(bar.start())).orElse(false);
    if (!regular) {
      outsideHours++;
    }
    if (!daily) {
      session.ifPresent(s -> sums.add(s, bar));
    }
    if (before != null) {
      compare(stored, newDay, afterGap, regular);
    }
    if (daily || regular) {
      ranges.add(bar.start(), (bar.high() - bar.low()) / bar.low());
    }
    before = stored;
  }

  /**
   * @return whether sessions are missing before it
   */
  private boolean onNewDay(LocalDate date) {
    boolean gap = false;
    if (first == null) {
      first = date;
    } else {
      List<TradingSession> missing = calendar.sessions(day.plusDays(1), date.minusDays(1));
      gap = !missing.isEmpty();
      if (gap) {
        gaps.add(new Gap(missing.getFirst().date(), missing.getLast().date(), missing.size()));
      }
    }
    day = date;
    session = calendar.session(date);
    if (session.isPresent()) {
      present++;
      if (session.get().earlyClose()) {
        halfDays.add(date);
      }
    }
    return gap;
  }

  private void compare(StoredBar stored, boolean newDay, boolean afterGap, boolean regular) {
    Bar now = stored.bar();
    Bar then = before.bar();
    boolean adjusted = stored.adjustedClose().isPresent() && before.adjustedClose().isPresent();
    if (newDay && !afterGap) {
      corporate(stored, adjusted);
    }
    if (!daily && !newDay && regular && session.orElseThrow().contains(then.start())) {
      hole(then, now);
    }
    if (afterGap || (!daily && (newDay || !regular))) {
      return;
    }
    boolean split = !suspected.isEmpty() && suspected.getLast().date().equals(day);
    if (adjusted) {
      moves.add(
          now.start(),
          stored.adjustedClose().getAsDouble() / before.adjustedClose().getAsDouble() - 1);
    } else if (!split) {
      moves.add(now.start(), now.close() / then.close() - 1);
    }
  }

  private void corporate(StoredBar stored, boolean adjusted) {
    Bar now = stored.bar();
    Bar then = before.bar();
    if (adjusted) {
      SplitRules.action(
              series.symbol(),
              day,
              then.close(),
              before.adjustedClose().getAsDouble(),
              now.close(),
              stored.adjustedClose().getAsDouble())
          .ifPresent(actions::add);
    } else {
      // The first print before the open may still be at the old price; the bar ends at the new one.
      var ratio = SplitRules.suspected(then.close(), now.open());
      if (ratio.isEmpty() && !daily) {
        ratio = SplitRules.suspected(then.close(), now.close());
      }
      ratio.ifPresent(found -> suspected.add(new SuspectedSplit(day, found)));
    }
  }

  private void hole(Bar then, Bar now) {
    Duration length = series.timeframe().length();
    Duration missing = Duration.between(then.start(), now.start()).minus(length);
    if (missing.toMinutes() >= bounds.gapBars() && missing.compareTo(length) >= 0) {
      holes.add(new Hole(then.start().plus(length), missing.dividedBy(length)));
    }
  }

  /** A bar of a day, once all minutes were accepted. */
  void against(Bar ofDay) {
    sums.compare(TradingCalendar.dateOf(ofDay.start()), ofDay);
  }

  public SeriesQuality finish() {
    List<Outlier> outliers = new ArrayList<>();
    outliers.addAll(
        moves.beyond(
            "move",
            Math.max(
                daily ? bounds.leastDailyMove() : bounds.leastIntradayMove(),
                moves.scale() * bounds.deviations())));
    outliers.addAll(
        ranges.beyond(
            "range",
            Math.max(
                daily ? LEAST_DAILY_RANGE : LEAST_INTRADAY_RANGE,
                ranges.median() * RANGE_MEDIANS)));
    int holesFound = holes.size();
    holes.sort(Comparator.comparingLong(Hole::bars).reversed());
    return new SeriesQuality(
        series,
        first,
        day,
        bars,
        first == null ? 0 : calendar.sessions(first, day).size(),
        present,
        List.copyOf(gaps),
        List.copyOf(holes.subList(0, Math.min(LONGEST_LIST, holesFound))),
        holesFound,
        first == null ? List.of() : closures(),
        List.copyOf(halfDays),
        daily ? 0 : outsideHours,
        List.copyOf(actions),
        List.copyOf(suspected),
        largest(outliers),
        outliers.size(),
        zeroVolume,
        sums.compared(),
        newest(sums.differences()),
        sums.differences().size());
  }

  private static List<Difference> newest(List<Difference> all) {
    return all.subList(Math.max(0, all.size() - LONGEST_LIST), all.size());
  }

  private List<LocalDate> closures() {
    return first.datesUntil(day).filter(calendar::isSpecialClosure).toList();
  }

  private static List<Outlier> largest(List<Outlier> all) {
    return all.stream()
        .sorted(
            Comparator.comparingDouble((Outlier o) -> Math.abs(o.fraction()) / o.bound())
                .reversed())
        .limit(LONGEST_LIST)
        .sorted(Comparator.comparing(Outlier::at).thenComparing(Outlier::kind))
        .toList();
  }
}

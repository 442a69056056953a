package io.orchestrator.domain.market.quality;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Brings history into order and says what was wrong with it. A bar by itself is always sound. */
public final class BarRules {
  /** Fewer moves have no scale of their own. */
  private static final int LEAST_MOVES = 20;

  private BarRules() {}

  /**
   * @param bars oldest first, one for each start
   * @param findings one for each rule that spoke, its value is how often; empty when the history
   *     was sound
   */
  public record Checked(List<Bar> bars, List<Finding> findings) {}

  /**
   * Bars of the future or of a day without trading are dropped, disorder is sorted, of two bars of
   * one start the later counts. What is missing, jumps, looks like a split or has no volume is
   * reported and kept: it may be real.
   *
   * @param now market time
   */
  public static Checked check(QualitySettings settings, List<Bar> bars, Instant now) {
    TreeMap<Instant, Bar> ordered = new TreeMap<>();
    Instant previous = Instant.MIN;
    int disordered = 0;
    int repeated = 0;
    int impossible = 0;
    int idle = 0;
    for (Bar bar : bars) {
      if (bar.start().isAfter(now) || !tradingDay(TradingCalendar.dateOf(bar.start()))) {
        impossible++;
        continue;
      }
      disordered += bar.start().isBefore(previous) ? 1 : 0;
      previous = bar.start();
      repeated += ordered.put(bar.start(), bar) != null ? 1 : 0;
      idle += bar.volume() == 0 ? 1 : 0;
    }
    List<Bar> result = List.copyOf(ordered.values());
    List<Finding> findings = new ArrayList<>();
    note(findings, QualityRule.BAR_SANITY, impossible, now);
    note(findings, QualityRule.OUT_OF_ORDER, disordered, now);
    note(findings, QualityRule.DUPLICATE, repeated, now);
    note(findings, QualityRule.ZERO_VOLUME, idle, now);
    compare(settings, result, findings, now);
    return new Checked(result, List.copyOf(findings));
  }

  /** Days before the calendar begins are not judged. */
  private static boolean tradingDay(LocalDate day) {
    return day.isBefore(TradingCalendar.FIRST_DATE) || TradingCalendar.nyse().isSession(day);
  }

  private static void compare(
      QualitySettings settings, List<Bar> bars, List<Finding> findings, Instant now) {
    RobustMoves moves = new RobustMoves();
    int splits = 0;
    int missing = 0;
    for (int i = 1; i < bars.size(); i++) {
      Bar before = bars.get(i - 1);
      Bar bar = bars.get(i);
      LocalDate from = TradingCalendar.dateOf(before.start());
      LocalDate to = TradingCalendar.dateOf(bar.start());
      boolean newDay = !from.equals(to);
      if (newDay && SplitRules.suspected(before.close(), bar.open()).isPresent()) {
        splits++;
      } else if (!newDay || bar.timeframe() == Timeframe.D1) {
        moves.add(bar.start(), bar.close() / before.close() - 1);
      }
      missing += missing(settings, before, bar, newDay);
    }
    note(findings, QualityRule.BAR_GAP, missing, now);
    note(findings, QualityRule.CORPORATE_ACTION, splits, now);
    if (moves.size() >= LEAST_MOVES) {
      double bound = bound(settings, bars.getFirst().timeframe(), moves);
      note(findings, QualityRule.BAR_OUTLIER, moves.beyond("move", bound).size(), now);
    }
  }

  private static double bound(QualitySettings settings, Timeframe timeframe, RobustMoves moves) {
    QualitySettings.SeriesBounds bounds = settings.series();
    double least = timeframe == Timeframe.D1 ? bounds.leastDailyMove() : bounds.leastIntradayMove();
    return Math.max(least, moves.scale() * bounds.deviations());
  }

  /** Sessions, or bars within a session, between two bars; short holes are no news. */
  private static int missing(QualitySettings settings, Bar before, Bar bar, boolean newDay) {
    LocalDate from = TradingCalendar.dateOf(before.start());
    LocalDate to = TradingCalendar.dateOf(bar.start());
    if (newDay) {
      return from.isBefore(TradingCalendar.FIRST_DATE)
          ? 0
          : TradingCalendar.nyse().sessions(from.plusDays(1), to.minusDays(1)).size();
    }
    Duration hole =
        Duration.between(before.start(), bar.start()).minus(before.timeframe().length());
    boolean inSession =
        !from.isBefore(TradingCalendar.FIRST_DATE)
            && TradingCalendar.nyse()
                .session(from)
                .filter(s -> s.contains(before.start()) && s.contains(bar.start()))
                .isPresent();
    boolean counts = inSession && hole.toMinutes() >= settings.series().gapBars();
    return counts ? (int) hole.dividedBy(before.timeframe().length()) : 0;
  }

  private static void note(List<Finding> findings, QualityRule rule, int count, Instant now) {
    if (count > 0) {
      RuleEffect effect =
          rule == QualityRule.BAR_SANITY || rule == QualityRule.DUPLICATE
              ? RuleEffect.DROP
              : RuleEffect.COUNT;
      findings.add(new Finding(rule, effect, count, now));
    }
  }
}

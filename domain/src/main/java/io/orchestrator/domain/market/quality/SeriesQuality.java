package io.orchestrator.domain.market.quality;

import io.orchestrator.domain.market.CorporateAction;
import io.orchestrator.domain.port.BarStore.Series;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * What is to be known before a series is used.
 *
 * @param first day with a bar; null when there is none
 * @param last day with a bar
 * @param bars in all
 * @param sessionsExpected by the calendar from first to last
 * @param sessionsPresent of them with a bar
 * @param gaps runs of sessions without any bar that nothing explains
 * @param holes runs of minutes without a bar inside a session, longer than the bound; the longest
 * @param holesFound all of them
 * @param specialClosures weekdays between first and last on which an event closed the exchange
 * @param halfDays sessions present that closed early
 * @param barsOutsideHours before the open or after the close
 * @param actions splits and dividends told by raw and adjusted closes
 * @param suspectedSplits jumps of a split's size that no adjusted close confirms
 * @param outliers largest moves, by date
 * @param outliersFound all of them
 * @param zeroVolume bars without volume
 * @param daysCompared days of minutes for which a bar of the day is kept as well
 * @param differences of them, those where the two do not agree; the newest
 * @param differencesFound all of them
 */
public record SeriesQuality(
    Series series,
    LocalDate first,
    LocalDate last,
    long bars,
    int sessionsExpected,
    int sessionsPresent,
    List<Gap> gaps,
    List<Hole> holes,
    int holesFound,
    List<LocalDate> specialClosures,
    List<LocalDate> halfDays,
    long barsOutsideHours,
    List<CorporateAction> actions,
    List<SuspectedSplit> suspectedSplits,
    List<Outlier> outliers,
    int outliersFound,
    long zeroVolume,
    int daysCompared,
    List<Difference> differences,
    int differencesFound) {

  /**
   * @param first missing session
   * @param last missing session
   */
  public record Gap(LocalDate first, LocalDate last, int sessions) {}

  /**
   * @param from first missing start
   * @param bars missing
   */
  public record Hole(Instant from, long bars) {}

  /**
   * @param ratio close before over open after, near a small whole number or its inverse
   */
  public record SuspectedSplit(LocalDate date, double ratio) {}

  /** What the bar of a day says and what its minutes add up to. */
  public record Difference(
      LocalDate date, double close, double minutesClose, long volume, long minutesVolume) {}

  /**
   * @param kind {@code move}: close to close, adjusted; {@code range}: high to low of one bar
   * @param fraction signed for a move
   * @param bound from which a value counted, by the series' own scale
   */
  public record Outlier(Instant at, String kind, double fraction, double bound) {}
}

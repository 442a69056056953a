package io.orchestrator.domain.market.quality;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.TradingSession;
import io.orchestrator.domain.market.quality.SeriesQuality.Difference;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds up minutes by day and compares them with bars of days from elsewhere. Only days are compared
 * whose minutes reach from the open to the close; the others have holes, which are told as such.
 */
final class DaySums {
  private final QualitySettings.SeriesBounds bounds;
  private final Map<LocalDate, Sum> days = new LinkedHashMap<>();
  private final List<Difference> differences = new ArrayList<>();
  private int compared;

  private static final class Sum {
    final TradingSession session;
    Instant first;
    Instant last;
    double close;
    long volume;

    Sum(TradingSession session) {
      this.session = session;
    }
  }

  DaySums(QualitySettings.SeriesBounds bounds) {
    this.bounds = bounds;
  }

  /**
   * @param minute of the day of the session, oldest first; the volume of those before the open and
   *     after the close counts too, their prices do not
   */
  void add(TradingSession session, Bar minute) {
    Sum sum = days.computeIfAbsent(session.date(), date -> new Sum(session));
    sum.volume += minute.volume();
    if (session.contains(minute.start())) {
      sum.first = sum.first == null ? minute.start() : sum.first;
      sum.last = minute.start();
      sum.close = minute.close();
    }
  }

  /** The bar of a day, once. */
  void compare(LocalDate date, Bar day) {
    Sum sum = days.remove(date);
    if (sum == null || !whole(sum)) {
      return;
    }
    compared++;
    boolean close = Math.abs(day.close() - sum.close) > bounds.crossPrice() + 1e-9;
    boolean volume =
        Math.abs((double) day.volume() - sum.volume)
            > bounds.crossVolume() * Math.max(1, day.volume());
    if (close || volume) {
      differences.add(new Difference(date, day.close(), sum.close, day.volume(), sum.volume));
    }
  }

  private boolean whole(Sum sum) {
    Duration slack = Duration.ofMinutes(bounds.gapBars());
    return sum.first != null
        && sum.first.isBefore(sum.session.open().plus(slack))
        && !sum.last.isBefore(sum.session.close().minus(slack));
  }

  int compared() {
    return compared;
  }

  List<Difference> differences() {
    return List.copyOf(differences);
  }
}

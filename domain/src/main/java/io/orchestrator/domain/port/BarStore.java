package io.orchestrator.domain.port;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.CorporateAction;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * History that is kept: bars by series, as traded; adjusted closes and corporate actions beside
 * them, never mixed in. Calls block. They fail with {@code RefusedException} {@code store.in_use}
 * (another process writes), {@code store.unusable} (damaged file, full disk).
 */
public interface BarStore extends AutoCloseable {
  /**
   * Bars of one origin; those of different origins are never mixed.
   *
   * @param source who said so: {@link #IMPORTED}, {@code iqfeed}, {@code simulated-…}; 1 to 40 of
   *     {@code a-z 0-9 -}
   */
  record Series(String source, Symbol symbol, Timeframe timeframe) {
    public Series {
      if (!source.matches("[a-z0-9-]{1,40}")) {
        throw new IllegalArgumentException("a source is 1 to 40 of a-z 0-9 -, was " + source);
      }
      Objects.requireNonNull(symbol);
      Objects.requireNonNull(timeframe);
    }
  }

  /** Source of files that the user brought. */
  String IMPORTED = "imported";

  /**
   * @param bar prices as traded
   * @param adjustedClose close in today's shares and with dividends, USD, where the origin says it
   */
  record StoredBar(Bar bar, OptionalDouble adjustedClose) {
    public static StoredBar raw(Bar bar) {
      return new StoredBar(bar, OptionalDouble.empty());
    }
  }

  /**
   * Of the starts of bars.
   *
   * @param from inclusive
   * @param to exclusive
   */
  record Range(Instant from, Instant to) {
    public static final Range ALL =
        new Range(Instant.ofEpochSecond(-62_135_596_800L), Instant.ofEpochSecond(253_402_300_799L));

    public Range {
      if (to.isBefore(from)) {
        throw new IllegalArgumentException("a range ends after it begins: " + from + ".." + to);
      }
    }

    public boolean contains(Range other) {
      return !other.from().isBefore(from) && !other.to().isAfter(to);
    }

    /** The union of ranges that touch, in order of time. */
    public static List<Range> merged(Collection<Range> ranges) {
      List<Range> result = new ArrayList<>();
      ranges.stream()
          .sorted(java.util.Comparator.comparing(Range::from))
          .forEach(
              range -> {
                if (result.isEmpty() || result.getLast().to().isBefore(range.from())) {
                  result.add(range);
                } else if (result.getLast().to().isBefore(range.to())) {
                  result.add(new Range(result.removeLast().from(), range.to()));
                }
              });
      return result;
    }
  }

  /**
   * @param added starts that were not there
   * @param changed starts that were there with other values
   * @param same starts that were there exactly so
   */
  record Written(long added, long changed, long same) {
    public static final Written NOTHING = new Written(0, 0, 0);

    public Written plus(Written other) {
      return new Written(added + other.added, changed + other.changed, same + other.same);
    }
  }

  /**
   * @param first start of the oldest bar
   * @param last start of the newest bar
   */
  record Summary(Series series, Instant first, Instant last, long bars) {}

  /**
   * Writes all or nothing; of one start the newer value counts, so writing twice changes nothing.
   *
   * @param bars of the series, each start once
   * @param covered what the origin answered completely: inside it a missing bar does not exist
   * @throws IllegalArgumentException for a bar of another series or a repeated start
   */
  Written write(Series series, List<StoredBar> bars, Optional<Range> covered);

  /** The newest {@code limit} bars of the range, oldest first. */
  List<Bar> bars(Series series, Range range, int limit);

  /** All bars of the range, oldest first, without holding them. */
  void scan(Series series, Range range, Consumer<StoredBar> each);

  /** Ranges known to be complete, in order of time, touching ones joined. */
  List<Range> covered(Series series);

  /** Every series, by symbol, timeframe, source. */
  List<Summary> series();

  /** Replaces the actions that this source knew of the symbol. */
  void replaceActions(String source, Symbol symbol, List<CorporateAction> actions);

  /** Of all sources, each action once, by date. */
  List<CorporateAction> actions(Symbol symbol);

  /** Forgets a series and its coverage, for history that was restated. */
  void drop(Series series);

  /**
   * Retention: forgets bars that start before the instant; imported ones stay.
   *
   * @return how many
   */
  long prune(Timeframe timeframe, Instant before);

  @Override
  void close();
}

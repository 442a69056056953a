package io.orchestrator.domain.port;

import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.port.BarStore.Range;
import io.orchestrator.domain.port.BarStore.Written;
import io.orchestrator.domain.port.MarketHistory.Tick;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Trades that are kept, one by one and as the vendor told them. A trade is known by origin, symbol,
 * day in New York and the vendor's number: writing it again changes nothing, writing it with other
 * values corrects it. Calls block and fail as those of {@link BarStore} do.
 */
public interface TickStore extends AutoCloseable {
  /** Most gaps of one answer. */
  int MAX_GAPS = 1000;

  /**
   * Ticks of one origin and symbol.
   *
   * @param source as of {@link BarStore.Series}
   */
  record Series(String source, Symbol symbol) {
    public Series {
      if (!source.matches("[a-z0-9-]{1,40}")) {
        throw new IllegalArgumentException("a source is 1 to 40 of a-z 0-9 -, was " + source);
      }
      Objects.requireNonNull(symbol);
    }
  }

  /**
   * @param first time of the oldest tick
   * @param last time of the newest tick
   */
  record Summary(Series series, Instant first, Instant last, long ticks) {}

  /**
   * Numbers that the vendor gave and that are not here.
   *
   * @param after time of the last tick before them
   * @param before time of the first tick after them, same day
   * @param missing how many numbers
   */
  record Gap(Instant after, Instant before, long missing) {}

  /**
   * Writes all or nothing, ticks of any symbols in any order; of one repeated in the list the last
   * counts.
   */
  Written write(String source, List<Tick> ticks);

  /**
   * Takes a trade back that the exchange has cancelled.
   *
   * @param day in New York
   * @return whether it was there
   */
  boolean remove(Series series, LocalDate day, long tickId);

  /** The newest {@code limit} ticks of the range, by time and number, oldest first, not held. */
  void scan(Series series, Range range, int limit, Consumer<Tick> each);

  /** Missing numbers inside days, oldest first, at most {@link #MAX_GAPS}. */
  List<Gap> gaps(Series series, Range range);

  /** Every series, by symbol and source. */
  List<Summary> series();

  /**
   * Retention: forgets ticks before the instant, and then the oldest beyond {@code most}.
   *
   * @return how many
   */
  long prune(Instant before, long most);

  @Override
  void close();
}

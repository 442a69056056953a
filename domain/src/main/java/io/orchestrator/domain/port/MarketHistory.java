package io.orchestrator.domain.port;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * What a vendor has stored. Answers of any length are handed over in pieces, in the order that was
 * asked for, on a thread of the adapter; a slow sink slows the vendor down. All fail with {@code
 * RefusedException} code {@code market.unknown_symbol}, {@code market.no_data}, {@code
 * market.feed_unavailable}, {@code market.not_entitled} or {@code market.timeout}; what the sink
 * has got until then is right, but not all.
 */
public interface MarketHistory {
  /** Trades; the result is their number. */
  CompletionStage<Long> ticks(TickQuery query, Consumer<List<Tick>> sink);

  /** Finished bars; the result is their number. */
  CompletionStage<Long> bars(BarQuery query, Consumer<List<Bar>> sink);

  /** The newest finished weeks or months, oldest first. */
  CompletionStage<List<PeriodBar>> periods(Symbol symbol, Period period, int max);

  /** Symbols or descriptions that contain the text, at most {@code max}. */
  CompletionStage<List<SymbolMatch>> search(String text, SearchIn in, int max);

  enum Period {
    WEEK,
    MONTH
  }

  enum SearchIn {
    SYMBOL,
    DESCRIPTION
  }

  /**
   * At most one of {@code days} and {@code from}/{@code to} is given.
   *
   * @param from inclusive, null: not limited
   * @param to exclusive, null: not limited
   * @param days newest days, 0: not limited
   * @param filterFrom time of day in New York, null: all day
   * @param max at least 1
   */
  record TickQuery(
      Symbol symbol,
      Instant from,
      Instant to,
      int days,
      LocalTime filterFrom,
      LocalTime filterTo,
      boolean oldestFirst,
      int max) {
    public TickQuery {
      Objects.requireNonNull(symbol, "symbol");
      checkRange(from, to, days, max);
    }

    public static TickQuery newest(Symbol symbol, int max) {
      return new TickQuery(symbol, null, null, 0, null, null, false, max);
    }

    public static TickQuery between(Symbol symbol, Instant from, Instant to, int max) {
      return new TickQuery(symbol, from, to, 0, null, null, true, max);
    }
  }

  /** As {@link TickQuery}; filters and days are for bars shorter than a day. */
  record BarQuery(
      Symbol symbol,
      Timeframe timeframe,
      Instant from,
      Instant to,
      int days,
      LocalTime filterFrom,
      LocalTime filterTo,
      boolean oldestFirst,
      int max) {
    public BarQuery {
      Objects.requireNonNull(symbol, "symbol");
      Objects.requireNonNull(timeframe, "timeframe");
      checkRange(from, to, days, max);
      if (timeframe == Timeframe.D1 && (days > 0 || filterFrom != null || filterTo != null)) {
        throw new IllegalArgumentException("daily bars have no days and no time filter");
      }
    }

    public static BarQuery between(
        Symbol symbol, Timeframe timeframe, Instant from, Instant to, int max) {
      return new BarQuery(symbol, timeframe, from, to, 0, null, null, true, max);
    }
  }

  private static void checkRange(Instant from, Instant to, int days, int max) {
    if (max < 1) {
      throw new IllegalArgumentException("max must be at least 1, was " + max);
    }
    if (days < 0 || days > 32_767) {
      throw new IllegalArgumentException("days must be 0..32767, was " + days);
    }
    if (days > 0 && (from != null || to != null)) {
      throw new IllegalArgumentException("either days or from/to");
    }
    if (from != null && to != null && !from.isBefore(to)) {
      throw new IllegalArgumentException("from must be before to");
    }
  }

  /**
   * A trade and the quote at that moment.
   *
   * @param volume shares of the day up to and including this trade
   * @param tickId the vendor's number of the trade
   * @param basis C last-qualified, E outside the session, O other
   * @param conditions two hexadecimal digits each
   */
  record Tick(
      Symbol symbol,
      Instant timestamp,
      double price,
      long size,
      long volume,
      double bid,
      double ask,
      long tickId,
      char basis,
      String conditions) {}

  /**
   * A week or month.
   *
   * @param date as the vendor labels it, New York
   */
  record PeriodBar(
      Symbol symbol,
      Period period,
      LocalDate date,
      double open,
      double high,
      double low,
      double close,
      long volume) {}

  /**
   * @param market short name of the listing market, its number where the vendor has no name
   * @param type short name of the kind of security
   */
  record SymbolMatch(String symbol, String description, String market, String type) {}
}

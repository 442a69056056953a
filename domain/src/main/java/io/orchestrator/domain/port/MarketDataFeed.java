package io.orchestrator.domain.port;

import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * A market data vendor. The session keeps itself alive: it reconnects with back-off and watches
 * again what was watched. Answers come on threads of the adapter.
 */
public interface MarketDataFeed extends AutoCloseable {
  /** Connects in the background and stays connected until {@link #close()}; idempotent. */
  void start();

  /**
   * Batches in order of arrival; one subscriber at a time, a new one (its owner was restarted)
   * takes over and gets the present {@link SessionChanged} first; a slow one is back-pressured to
   * the socket.
   */
  Flow.Publisher<List<FeedEvent>> events();

  /** Adds to the watched symbols; already watched ones are left alone. */
  void watch(Set<Symbol> symbols);

  void unwatch(Set<Symbol> symbols);

  /** As {@link #watch}, but without updates that are not trades, if the vendor can do that. */
  default void watchTrades(Set<Symbol> symbols) {
    watch(symbols);
  }

  /** Asks for the present state of watched symbols again. */
  default void refresh(Set<Symbol> symbols) {}

  /** Quotes of single exchanges for watched symbols, as {@link FeedNotice.RegionalQuoted}. */
  default void regionals(Set<Symbol> symbols, boolean on) {}

  /** Headlines, as {@link FeedNotice.Headline}; off at first. */
  default void news(boolean on) {}

  /**
   * Calls {@code listener} for everything beside quotes and trades, on a thread of the adapter that
   * must not be held up; closing the result ends it. A vendor without such messages never calls.
   */
  default AutoCloseable onNotice(Consumer<FeedNotice> listener) {
    return () -> {};
  }

  /** What the vendor has stored, if it serves more than {@link #history}. */
  default Optional<MarketHistory> archive() {
    return Optional.empty();
  }

  /** What rests in the books, if the vendor sends it. */
  default Optional<DepthFeed> depth() {
    return Optional.empty();
  }

  /** Bars built by the vendor, if it has them. */
  default Optional<IntervalBars> intervalBars() {
    return Optional.empty();
  }

  /**
   * The newest {@code maxBars} bars, oldest first. Fails with {@code RefusedException} code {@code
   * market.unknown_symbol}, {@code market.no_data}, {@code market.feed_unavailable} or {@code
   * market.timeout}.
   */
  CompletionStage<List<Bar>> history(Symbol symbol, Timeframe timeframe, int maxBars);

  /** Lines that could not be read since the start. */
  default long malformedLines() {
    return 0;
  }

  /** A round trip on the live session; never throws. */
  ProbeResult probe();

  /** Drops every socket and connects anew (recovery step "connection reset"). */
  void reset();

  @Override
  void close();

  /** What the feed says. */
  sealed interface FeedEvent {}

  /** The state of a symbol after one or more updates. */
  record QuoteChanged(Quote quote) implements FeedEvent {}

  /**
   * A trade happened (not merely a quote change). Symbol, day and {@code tickId} are the identity
   * of a trade; a repetition of the latest is told once.
   *
   * @param tickId the vendor's number of the trade, 0 if not told
   * @param volume shares of the day up to and including this trade, 0 if not told
   * @param basis as of {@link MarketHistory.Tick}: C last-qualified, which alone makes prices of
   *     the session; E outside the session, O other (late, odd lot, average price): volume only
   */
  record Traded(
      Symbol symbol,
      double price,
      long size,
      Instant timestamp,
      long tickId,
      long volume,
      char basis)
      implements FeedEvent {
    /** A last-qualified trade of a vendor that numbers nothing. */
    public Traded(Symbol symbol, double price, long size, Instant timestamp) {
      this(symbol, price, size, timestamp, 0, 0, 'C');
    }

    /** Whether it counts for open, high, low and close of the session. */
    public boolean qualified() {
      return basis == 'C';
    }
  }

  /**
   * A trade told before is taken back, or one that was missing is told late. In its place among the
   * trades: it comes after the trade that it concerns. May be incomplete: match on several of its
   * parts.
   *
   * @param inserted true: add it; false: remove it
   * @param tickId the vendor's number of the trade, 0 if not told
   */
  record TradeCorrected(
      Symbol symbol, boolean inserted, Instant timestamp, double price, long size, long tickId)
      implements FeedEvent {}

  record SymbolNotFound(Symbol symbol) implements FeedEvent {}

  /** The vendor refuses to watch more symbols. */
  record SymbolLimitReached(Symbol symbol) implements FeedEvent {}

  /** The session is up (true) or lost (false): then every price is stale. */
  record SessionChanged(boolean up, String detail) implements FeedEvent {}

  /** The vendor's once-a-second time stamp. */
  record Heartbeat(Instant feedTime, Duration sinceLastData) implements FeedEvent {}
}

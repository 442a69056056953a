package io.orchestrator.adapters.iqfeed;

import io.orchestrator.adapters.iqfeed.LevelOneDecoder.Field;
import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.port.MarketDataFeed.Traded;
import java.time.Instant;
import java.util.List;

/** What is known of one symbol on this session; updates are whole or not at all. */
final class WatchedSymbol {
  /** The field set that this client selects; date and id of trades make repetitions visible. */
  static final List<String> FIELDS =
      List.of(
          "Symbol",
          "Most Recent Trade",
          "Most Recent Trade Size",
          "Most Recent Trade Date",
          "Most Recent Trade Time",
          "TickID",
          "Total Volume",
          "Bid",
          "Bid Size",
          "Bid Time",
          "Ask",
          "Ask Size",
          "Ask Time",
          "Delay",
          "Message Contents");

  private static final long NO_TICK = -1;

  private final Symbol symbol;
  private final boolean tradesOnly;
  private double bid;
  private double ask;
  private double last;
  private long bidSize;
  private long askSize;
  private long lastSize;
  private long volume;
  private long tick = NO_TICK;
  private long tradedAtNanos;
  private char basis;
  private long atNanos;
  private boolean summarised;
  private boolean limitTold;
  private DataQuality quality = DataQuality.STALE;

  WatchedSymbol(Symbol symbol, boolean tradesOnly) {
    this.symbol = symbol;
    this.tradesOnly = tradesOnly;
  }

  Symbol symbol() {
    return symbol;
  }

  /** The command that watches it. */
  String command() {
    return (tradesOnly ? "t" : "w") + symbol;
  }

  boolean tradesOnly() {
    return tradesOnly;
  }

  /** Whether it was said before that the vendor has no place for it; from now on it was. */
  boolean limitTold() {
    boolean before = limitTold;
    limitTold = true;
    return before;
  }

  /** Whether anything is known. */
  boolean summarised() {
    return summarised;
  }

  /** The latest quote; its quality is STALE until the first summary of this session. */
  Quote quote() {
    Instant at = summarised ? ExchangeTime.instant(atNanos) : Instant.EPOCH;
    return new Quote(symbol, bid, ask, bidSize, askSize, last, lastSize, volume, at, quality);
  }

  /** The trade of the line that {@link #update} has called one. */
  Traded trade() {
    return new Traded(
        symbol,
        last,
        lastSize,
        ExchangeTime.instant(tradedAtNanos),
        Math.max(tick, 0),
        volume,
        basis);
  }

  /** The session is lost: the price may be old. */
  void stale() {
    quality = DataQuality.STALE;
  }

  /**
   * Takes a decoded P or Q line of this symbol.
   *
   * @param feedDay latest date of the feed; dates those fields that have a time only
   * @param feedNanos latest time of the feed, UTC
   * @param delayed the account has delayed data
   * @return whether it is a new trade
   */
  boolean update(
      LevelOneDecoder line, ExchangeTime clock, long feedDay, long feedNanos, boolean delayed) {
    bid = line.price(Field.BID, 0);
    ask = line.price(Field.ASK, 0);
    last = line.price(Field.LAST, last);
    lastSize = line.number(Field.LAST_SIZE, lastSize);
    bidSize = line.number(Field.BID_SIZE, 0);
    askSize = line.number(Field.ASK_SIZE, 0);
    volume = line.number(Field.VOLUME, volume);
    tradedAtNanos = tradeTime(line, clock, feedDay, feedNanos);
    atNanos =
        Math.max(
            tradedAtNanos,
            Math.max(
                sideTime(line, Field.BID_TIME, clock, feedDay, feedNanos),
                sideTime(line, Field.ASK_TIME, clock, feedDay, feedNanos)));
    summarised = true;
    limitTold = false;
    boolean late = delayed || line.price(Field.DELAY, 0) > 0;
    boolean crossed = bid > 0 && ask > 0 && bid > ask;
    quality = late ? DataQuality.DELAYED : crossed ? DataQuality.SUSPECT : DataQuality.GOOD;
    long id = line.number(Field.TICK_ID, NO_TICK);
    boolean repeated = id != NO_TICK && id == tick;
    tick = id == NO_TICK ? tick : id;
    basis = line.basis();
    return !line.summary() && basis != LevelOneDecoder.NO_TRADE && !repeated && last > 0;
  }

  private static long tradeTime(
      LevelOneDecoder line, ExchangeTime clock, long feedDay, long feedNanos) {
    if (!line.has(Field.LAST_TIME)) {
      return feedNanos;
    }
    long time = line.number(Field.LAST_TIME, 0);
    return line.has(Field.LAST_DATE)
        ? clock.utcNanos(line.number(Field.LAST_DATE, 0), time)
        : clock.nearUtcNanos(feedDay, feedNanos, time);
  }

  private static long sideTime(
      LevelOneDecoder line, Field field, ExchangeTime clock, long feedDay, long feedNanos) {
    return line.has(field)
        ? clock.nearUtcNanos(feedDay, feedNanos, line.number(field, 0))
        : Long.MIN_VALUE;
  }
}

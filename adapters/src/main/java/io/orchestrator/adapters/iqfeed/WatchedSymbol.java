package io.orchestrator.adapters.iqfeed;

import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.port.MarketDataFeed.FeedEvent;
import io.orchestrator.domain.port.MarketDataFeed.QuoteChanged;
import io.orchestrator.domain.port.MarketDataFeed.Traded;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is known of one symbol on this session; updates are whole or not at all. */
final class WatchedSymbol {
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("MM/dd/yyyy");
  private static final Duration AHEAD_MAX = Duration.ofHours(12);

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

  private final Symbol symbol;
  private Quote quote;
  private String tick = "";

  WatchedSymbol(Symbol symbol) {
    this.symbol = symbol;
    this.quote = new Quote(symbol, 0, 0, 0, 0, 0, 0, 0, Instant.EPOCH, DataQuality.STALE);
  }

  /** The latest quote; its quality is STALE until the first summary of this session. */
  Quote quote() {
    return quote;
  }

  /** The session is lost: the price may be old. */
  Quote stale() {
    quote = withQuality(quote, DataQuality.STALE);
    return quote;
  }

  /**
   * Takes a P or Q line.
   *
   * @param feedTime latest time of the feed; dates those fields that have a time only
   * @param delayed the account has delayed data
   * @return the quote, and the trade if it is one
   * @throws IllegalArgumentException if a number or time cannot be read; then nothing has changed
   */
  List<FeedEvent> update(LevelOneMessage.Update message, Instant feedTime, boolean delayed) {
    Map<String, String> values = message.values();
    try {
      double bid = price(values, "Bid");
      double ask = price(values, "Ask");
      double last = values.containsKey("Most Recent Trade") ? tradePrice(values) : quote.last();
      long lastSize = size(values, "Most Recent Trade Size", quote.lastSize());
      boolean late = delayed || price(values, "Delay") > 0;
      Instant tradedAt = tradeTime(values, feedTime);
      Instant at = latest(tradedAt, values, feedTime);
      quote =
          new Quote(
              symbol,
              bid,
              ask,
              size(values, "Bid Size", 0),
              size(values, "Ask Size", 0),
              last,
              lastSize,
              size(values, "Total Volume", quote.volume()),
              at,
              quality(bid, ask, late));
      var events = new ArrayList<FeedEvent>(2);
      events.add(new QuoteChanged(quote));
      if (isNewTrade(message, last)) {
        events.add(new Traded(symbol, last, lastSize, tradedAt));
      }
      tick = values.getOrDefault("TickID", tick);
      return events;
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  // Only a last-qualified trade is one; other lines repeat the columns of the latest trade.
  private boolean isNewTrade(LevelOneMessage.Update message, double last) {
    String contents = message.values().getOrDefault("Message Contents", "");
    String id = message.values().getOrDefault("TickID", "");
    boolean repeated = !id.isEmpty() && id.equals(tick);
    return !message.summary() && contents.indexOf('C') >= 0 && !repeated && last > 0;
  }

  private static DataQuality quality(double bid, double ask, boolean late) {
    if (late) {
      return DataQuality.DELAYED;
    }
    return bid > 0 && ask > 0 && bid > ask ? DataQuality.SUSPECT : DataQuality.GOOD;
  }

  private static double price(Map<String, String> values, String field) {
    String text = values.get(field);
    if (text == null) {
      return 0;
    }
    double value = Double.parseDouble(text);
    if (!(value >= 0 && value < 1e9)) {
      throw new IllegalArgumentException(field + " is " + text);
    }
    return value;
  }

  private static double tradePrice(Map<String, String> values) {
    double value = price(values, "Most Recent Trade");
    if (value == 0) {
      throw new IllegalArgumentException("Most Recent Trade is zero");
    }
    return value;
  }

  private static long size(Map<String, String> values, String field, long absent) {
    String text = values.get(field);
    if (text == null) {
      return absent;
    }
    long value = Long.parseLong(text);
    if (value < 0) {
      throw new IllegalArgumentException(field + " is " + text);
    }
    return value;
  }

  private Instant tradeTime(Map<String, String> values, Instant feedTime) {
    String time = values.get("Most Recent Trade Time");
    if (time == null) {
      return feedTime;
    }
    String date = values.get("Most Recent Trade Date");
    if (date != null) {
      return LocalDate.parse(date, DATE)
          .atTime(LocalTime.parse(time))
          .atZone(TradingCalendar.NEW_YORK)
          .toInstant();
    }
    return near(feedTime, LocalTime.parse(time));
  }

  private static Instant latest(Instant traded, Map<String, String> values, Instant feedTime) {
    Instant latest = traded;
    for (String field : List.of("Bid Time", "Ask Time")) {
      String time = values.get(field);
      if (time != null) {
        Instant at = near(feedTime, LocalTime.parse(time));
        latest = at.isAfter(latest) ? at : latest;
      }
    }
    return latest;
  }

  /** The time of day on the feed's day, or the day before if that would be far in its future. */
  private static Instant near(Instant feedTime, LocalTime time) {
    LocalDate date = TradingCalendar.dateOf(feedTime);
    Instant at = date.atTime(time).atZone(TradingCalendar.NEW_YORK).toInstant();
    return at.isAfter(feedTime.plus(AHEAD_MAX))
        ? date.minusDays(1).atTime(time).atZone(TradingCalendar.NEW_YORK).toInstant()
        : at;
  }

  private static Quote withQuality(Quote q, DataQuality quality) {
    return new Quote(
        q.symbol(),
        q.bid(),
        q.ask(),
        q.bidSize(),
        q.askSize(),
        q.last(),
        q.lastSize(),
        q.volume(),
        q.timestamp(),
        quality);
  }
}

package io.orchestrator.adapters.iqfeed;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.TradingSession;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One history request and the rows that have come so far. Only the lookup session touches it. */
final class HistoryRequest {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private final Symbol symbol;
  private final Timeframe timeframe;
  private final int maxBars;
  private final List<Bar> newestFirst = new ArrayList<>();
  private final CompletableFuture<List<Bar>> answer = new CompletableFuture<>();
  private int unusable;

  HistoryRequest(Symbol symbol, Timeframe timeframe, int maxBars) {
    this.symbol = symbol;
    this.timeframe = timeframe;
    this.maxBars = maxBars;
  }

  CompletableFuture<List<Bar>> answer() {
    return answer;
  }

  Symbol symbol() {
    return symbol;
  }

  /** The command, newest bars first, bars labelled by their begin, finished days only. */
  String command(String id) {
    // One more than wanted: the newest interval may be unfinished and is then left out.
    return timeframe == Timeframe.D1
        ? "HDX," + symbol + "," + maxBars + ",0," + id + ",150,0"
        : "HIX,"
            + symbol
            + ","
            + timeframe.length().toSeconds()
            + ","
            + (maxBars + 1)
            + ",0,"
            + id
            + ",150,s,1";
  }

  /** Before it is sent again. */
  void forgetRows() {
    newestFirst.clear();
    unusable = 0;
  }

  /**
   * Takes a row: date, <b>high, low, open, close</b>, then volumes.
   *
   * @return false if there are more rows than were asked for
   */
  boolean row(String[] words, int from) {
    if (newestFirst.size() + unusable > maxBars) {
      return false;
    }
    try {
      boolean daily = timeframe == Timeframe.D1;
      Instant start = daily ? sessionStart(words[from]) : intervalStart(words[from]);
      double high = Double.parseDouble(words[from + 1]);
      double low = Double.parseDouble(words[from + 2]);
      double open = Double.parseDouble(words[from + 3]);
      double close = Double.parseDouble(words[from + 4]);
      long volume = Long.parseLong(words[from + (daily ? 5 : 6)]);
      newestFirst.add(new Bar(symbol, timeframe, start, open, high, low, close, volume));
    } catch (IllegalArgumentException | DateTimeException | ArrayIndexOutOfBoundsException e) {
      unusable++;
    }
    return true;
  }

  /**
   * The feed has said that it is all.
   *
   * @param feedTime latest time of the feed: a bar that ends later is unfinished
   */
  void finish(Instant feedTime) {
    List<Bar> finished =
        newestFirst.stream()
            .filter(b -> timeframe == Timeframe.D1 || !end(b).isAfter(feedTime))
            .limit(maxBars)
            .sorted(Comparator.comparing(Bar::start))
            .toList();
    if (!finished.isEmpty()) {
      answer.complete(finished);
    } else {
      String detail =
          unusable > 0
              ? "all " + unusable + " rows for " + symbol + " were unusable"
              : "no " + timeframe.wireName() + " bars for " + symbol;
      refuse(noData(detail));
    }
  }

  private Instant end(Bar bar) {
    return bar.start().plus(timeframe.length());
  }

  int unusable() {
    return unusable;
  }

  void refuse(Refusal refusal) {
    answer.completeExceptionally(refusal.asException());
  }

  /** What the feed's error text means. */
  void refuse(String errorText) {
    if (errorText.startsWith("!NO_DATA!")) {
      refuse(noData("no " + timeframe.wireName() + " bars for " + symbol));
    } else if (errorText.startsWith("Invalid symbol")) {
      refuse(
          new Refusal(
              "market.unknown_symbol",
              404,
              "the feed does not know " + symbol,
              "check the spelling; futures and indices need their prefix or suffix"));
    } else {
      refuse(unavailable("history of " + symbol + " failed: " + errorText));
    }
  }

  static Refusal noData(String detail) {
    return new Refusal(
        "market.no_data", 404, detail, "ask for a longer period or another timeframe");
  }

  static Refusal unavailable(String detail) {
    return new Refusal(
        "market.feed_unavailable", 503, detail, "try again when market_data is healthy");
  }

  private static Instant sessionStart(String text) {
    LocalDate date = LocalDate.parse(text.length() > 10 ? text.substring(0, 10) : text);
    return TradingCalendar.nyse()
        .session(date)
        .map(TradingSession::open)
        .orElseGet(() -> atNewYork(date.atTime(TradingCalendar.REGULAR_OPEN)));
  }

  private static Instant intervalStart(String text) {
    return atNewYork(LocalDateTime.parse(text, TIME));
  }

  private static Instant atNewYork(LocalDateTime time) {
    return time.atZone(TradingCalendar.NEW_YORK).toInstant();
  }
}

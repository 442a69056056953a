package io.orchestrator.adapters.simulator.iqfeed;

import io.orchestrator.adapters.simulator.market.SimulatedMarket;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** What all Level 1 conversations share: the market, the symbol limit, counts of trades. */
final class LevelOneFeed {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd HH:mm:ss");
  private static final DateTimeFormatter REGIONAL_TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final DateTimeFormatter NEWS_TIME = DateTimeFormatter.ofPattern("yyyyMMdd HHmmss");
  private static final DateTimeFormatter CORRECTION_TIME =
      DateTimeFormatter.ofPattern("MM/dd/yyyy,HH:mm:ss.SSSSSS");
  private static final int FUNDAMENTAL_FIELDS = 57;
  private static final int YEAR = 252;

  /** How many of today, and the quote with the latest. */
  private record Trades(long count, Quote quote) {}

  private final SimulatedMarket market;
  private final FaultState faults;
  private final Supplier<String> stats;
  private final Set<LevelOneConversation> conversations = ConcurrentHashMap.newKeySet();
  private final Map<Symbol, Trades> trades = new ConcurrentHashMap<>();
  private final AtomicInteger headlines = new AtomicInteger();

  LevelOneFeed(SimulatedMarket market, FaultState faults, Supplier<String> stats) {
    this.market = market;
    this.faults = faults;
    this.stats = stats;
  }

  void joined(LevelOneConversation conversation) {
    conversations.add(conversation);
  }

  void left(LevelOneConversation conversation) {
    conversations.remove(conversation);
  }

  /** On the market's thread. */
  synchronized void onStep(List<Quote> changed) {
    for (Quote quote : changed) {
      trades.merge(
          quote.symbol(),
          new Trades(1, quote),
          (old, now) -> {
            long more = quote.volume() - old.quote().volume();
            return more == 0 ? old : new Trades(more < 0 ? 1 : old.count() + 1, quote);
          });
    }
    if (faults.serverConnected()) {
      conversations.forEach(c -> c.quotes(changed));
    }
  }

  void sayToAll(String line) {
    conversations.forEach(c -> c.say(line));
  }

  void connectRequested() {
    if (!faults.serverConnected()) {
      sayToAll("S,SERVER RECONNECT FAILED");
    }
  }

  boolean serverConnected() {
    return faults.serverConnected();
  }

  String customer() {
    return String.join(
        ",",
        "S,CUST",
        faults.delayed() ? "delayed" : "real_time",
        "127.0.0.1",
        "60002",
        "simulated",
        "6.2.0.25",
        "0",
        " NYSE NASDAQ ",
        "",
        "" + faults.symbolLimit(),
        "QT_API",
        "",
        "");
  }

  String timestamp() {
    return STAMP.format(skewed(market.clock().instant()).atZone(TradingCalendar.NEW_YORK));
  }

  String stats() {
    return stats.get();
  }

  boolean lists(Symbol symbol) {
    return market.symbols().contains(symbol) && !faults.unknown(symbol);
  }

  String protocol(String[] setProtocol) {
    return faults.of(FeedPort.LEVEL_ONE).protocol(setProtocol);
  }

  Instant now() {
    return market.clock().instant();
  }

  /** As the feed's clock, which may be wrong, has it. */
  Instant skewed(Instant instant) {
    return instant.plus(faults.clockSkew());
  }

  /** One exchange stands for all: its quote is the market's. */
  String regional(Quote quote) {
    String time = REGIONAL_TIME.format(skewed(quote.timestamp()).atZone(TradingCalendar.NEW_YORK));
    return String.join(
        ",",
        "R",
        quote.symbol().value(),
        "",
        LevelOneFields.price(quote.bid()),
        "" + quote.bidSize(),
        time,
        LevelOneFields.price(quote.ask()),
        "" + quote.askSize(),
        time,
        "14",
        "4",
        "11",
        "");
  }

  /** To all clients that have asked for news. */
  void headline(Symbol symbol, String text) {
    String time = NEWS_TIME.format(skewed(now()).atZone(TradingCalendar.NEW_YORK));
    String line = "N,SIM," + headlines.incrementAndGet() + ",:" + symbol + ":," + time + "," + text;
    conversations.forEach(c -> c.headline(line));
  }

  /** The latest trade of the symbol is taken back or told again, to all who watch it. */
  synchronized void correct(Symbol symbol, boolean inserted) {
    // Not a trade of a step that no client has heard of yet.
    Trades latest = latest(symbol);
    Quote quote = latest.quote();
    var at = skewed(quote.timestamp()).atZone(TradingCalendar.NEW_YORK);
    String line =
        String.join(
            ",",
            "C",
            symbol.value(),
            inserted ? "I" : "X",
            CORRECTION_TIME.format(at),
            Decimals.four(quote.last()),
            "" + quote.lastSize(),
            "" + latest.count(),
            "01",
            "11",
            "");
    conversations.forEach(c -> c.correct(symbol, line));
  }

  Quote quote(Symbol symbol) {
    return market.quote(symbol);
  }

  long volume(Symbol symbol) {
    return market.quote(symbol).volume();
  }

  boolean takeSlot() {
    return faults.takeSlot();
  }

  void giveSlots(int count) {
    faults.giveSlots(count);
  }

  LevelOneFields.Update update(Quote quote, String contents) {
    return new LevelOneFields.Update(
        quote,
        skewed(quote.timestamp()),
        market.day(quote.symbol()),
        contents,
        latest(quote.symbol()).count());
  }

  private Trades latest(Symbol symbol) {
    Trades known = trades.get(symbol);
    return known == null ? new Trades(0, market.quote(symbol)) : known;
  }

  LevelOneFields.Update summary(Symbol symbol) {
    return update(market.quote(symbol), "Cbaohlcv");
  }

  /** Average volume, yearly range and name; what this market does not know stays empty. */
  String fundamental(Symbol symbol) {
    String[] fields = new String[FUNDAMENTAL_FIELDS + 1];
    Arrays.fill(fields, "");
    List<Bar> year = market.history(symbol, Timeframe.D1, YEAR);
    double high = year.stream().mapToDouble(Bar::high).max().orElse(0);
    double low = year.stream().mapToDouble(Bar::low).min().orElse(0);
    fields[0] = "F";
    fields[1] = symbol.value();
    fields[2] = "5";
    fields[4] = "" + market.averageVolume(symbol);
    fields[5] = LevelOneFields.price(high);
    fields[6] = LevelOneFields.price(low);
    fields[18] = market.description(symbol).replace(',', ' ');
    fields[30] = "14";
    fields[31] = "4";
    fields[34] = "1";
    fields[35] = "5";
    fields[51] = "USD";
    return String.join(",", fields) + ",";
  }
}

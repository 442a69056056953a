package io.orchestrator.adapters.simulator.iqfeed;

import io.orchestrator.adapters.simulator.iqfeed.SimulatedLevels.Level;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.TradingCalendar;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One client of port 9200: levels per price in protocol 6.2, quotes of market makers in 6.1. Orders
 * one by one are not served.
 */
final class DepthConversation implements Conversation {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS");
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd");
  private static final int LEVELS = 10;
  private static final int LEVELS_MAX = 100;

  /** Each stands at one level of both sides, in this order. */
  private static final Map<String, String> MAKERS = makers();

  /** What a client was told of one symbol: by side, price and what rests there. */
  private static final class Watch {
    private final int levels;
    private Map<String, Level> bids = Map.of();
    private Map<String, Level> asks = Map.of();

    Watch(int levels) {
      this.levels = levels;
    }
  }

  private final ClientLink link;
  private final LevelOneFeed feed;
  private final FaultState faults;
  private final Map<Symbol, Watch> watches = new LinkedHashMap<>();
  private boolean byPrice = true;

  DepthConversation(ClientLink link, LevelOneFeed feed, FaultState faults) {
    this.link = link;
    this.feed = feed;
    this.faults = faults;
  }

  private static Map<String, String> makers() {
    var makers = new LinkedHashMap<String, String>();
    makers.put("NSDQ", "NASDAQ EXECUTION SERVICES");
    makers.put("ARCX", "NYSE ARCA");
    makers.put("BATS", "CBOE BZX");
    makers.put("EDGX", "CBOE EDGX");
    makers.put("IEXG", "INVESTORS EXCHANGE");
    return makers;
  }

  @Override
  public synchronized void opened() {
    link.send(feed.serverConnected() ? "S,SERVER CONNECTED" : "S,SERVER DISCONNECTED");
  }

  @Override
  public synchronized void line(String line) {
    String command = line.trim();
    if (command.isEmpty()) {
      return;
    }
    String[] words = command.split(",", -1);
    switch (words[0].toUpperCase(Locale.ROOT)) {
      case "S" -> system(words);
      case "WPL" -> watch(word(words, 1), word(words, 2));
      case "RPL" -> unwatch(word(words, 1));
      default -> {
        String rest = command.substring(1);
        switch (command.charAt(0)) {
          case 'w' -> watch(rest, "");
          case 'r' -> unwatch(rest);
          case 'm' -> link.send("M," + rest + "," + MAKERS.getOrDefault(rest.trim(), "UNKNOWN"));
          case 'T' -> link.send("T," + feed.timestamp());
          // Connect and disconnect of this port.
          case 'c' -> feed.connectRequested();
          case 'x' -> {}
          default -> link.send("E,Unknown command.");
        }
      }
    }
  }

  private void system(String[] words) {
    switch (word(words, 1).toUpperCase(Locale.ROOT)) {
      case "SET PROTOCOL" -> {
        String protocol = faults.of(FeedPort.DEPTH).protocol(words);
        byPrice = protocol.equals("6.2");
        link.send("S,CURRENT PROTOCOL," + protocol + ",");
      }
      case "SET CLIENT NAME" -> link.name(word(words, 2));
      case "CONNECT" -> feed.connectRequested();
      case "DISCONNECT" -> {
        // Known and without an answer.
      }
      default -> link.send("E,Unknown command.");
    }
  }

  private void watch(String name, String wanted) {
    Symbol symbol;
    int levels;
    try {
      symbol = Symbol.of(name.trim().toUpperCase(Locale.ROOT));
      levels = wanted.isEmpty() ? LEVELS : Math.clamp(Long.parseLong(wanted), 1, LEVELS_MAX);
    } catch (IllegalArgumentException e) {
      link.send("n," + name.trim());
      return;
    }
    if (!feed.lists(symbol)) {
      link.send("n," + symbol);
    } else if (!watches.containsKey(symbol) && !faults.takeSlot()) {
      link.send("S,SYMBOL LIMIT REACHED," + symbol);
    } else {
      watches.put(symbol, new Watch(byPrice ? levels : MAKERS.size()));
      tell(feed.quote(symbol), true);
    }
  }

  private void unwatch(String name) {
    boolean known =
        watches.keySet().removeIf(s -> s.value().equals(name.trim().toUpperCase(Locale.ROOT)));
    if (known) {
      faults.giveSlots(1);
    }
  }

  /** New quotes of a market step; only what changed in watched ones is sent. */
  synchronized void quotes(List<Quote> changed) {
    changed.stream().filter(q -> watches.containsKey(q.symbol())).forEach(q -> tell(q, false));
  }

  private void tell(Quote quote, boolean summary) {
    Watch watch = watches.get(quote.symbol());
    Map<String, Level> bids = SimulatedLevels.side(quote, true, watch.levels);
    Map<String, Level> asks = SimulatedLevels.side(quote, false, watch.levels);
    var lines = new ArrayList<String>();
    if (byPrice) {
      changes(lines, quote, 'B', watch.bids, bids, summary);
      changes(lines, quote, 'A', watch.asks, asks, summary);
    } else if (!bids.equals(watch.bids) || !asks.equals(watch.asks)) {
      makerQuotes(lines, quote, bids, asks, summary);
    }
    watch.bids = bids;
    watch.asks = asks;
    if (!lines.isEmpty()) {
      link.send(String.join("\r\n", lines));
    }
  }

  private void changes(
      List<String> lines,
      Quote quote,
      char side,
      Map<String, Level> before,
      Map<String, Level> now,
      boolean summary) {
    String begin = "," + quote.symbol() + "," + side + ",";
    String end = TIME.format(at(quote)) + "," + DATE.format(at(quote)) + ",";
    for (String price : before.keySet()) {
      if (!now.containsKey(price)) {
        lines.add("9" + begin + price + "," + end);
      }
    }
    now.forEach(
        (price, level) -> {
          if (!level.equals(before.get(price))) {
            lines.add(
                (summary ? "7" : "8")
                    + begin
                    + price
                    + ","
                    + level.size()
                    + ","
                    + level.orders()
                    + ",4,"
                    + end);
          }
        });
  }

  private void makerQuotes(
      List<String> lines,
      Quote quote,
      Map<String, Level> bids,
      Map<String, Level> asks,
      boolean summary) {
    List<Map.Entry<String, Level>> bidLevels = List.copyOf(bids.entrySet());
    List<Map.Entry<String, Level>> askLevels = List.copyOf(asks.entrySet());
    String time = TIME.format(at(quote));
    int i = 0;
    for (String maker : MAKERS.keySet()) {
      boolean bid = i < bidLevels.size();
      boolean ask = i < askLevels.size();
      lines.add(
          String.join(
              ",",
              summary ? "Z" : "2",
              quote.symbol().value(),
              maker,
              bid ? bidLevels.get(i).getKey() : "",
              ask ? askLevels.get(i).getKey() : "",
              bid ? "" + bidLevels.get(i).getValue().size() : "",
              ask ? "" + askLevels.get(i).getValue().size() : "",
              time,
              DATE.format(at(quote)),
              "52",
              time,
              bid ? "T" : "F",
              ask ? "T" : "F",
              i == MAKERS.size() - 1 ? "T" : "F",
              ""));
      i++;
    }
  }

  private ZonedDateTime at(Quote quote) {
    return feed.skewed(quote.timestamp()).atZone(TradingCalendar.NEW_YORK);
  }

  synchronized void say(String line) {
    link.send(line);
  }

  /** The vendor's line is back: what was told is taken back and told anew. */
  synchronized void connectedAgain() {
    link.send("S,SERVER CONNECTED");
    watches.forEach(
        (symbol, watch) -> {
          link.send("S,CLEAR DEPTH," + symbol + ",B,");
          link.send("S,CLEAR DEPTH," + symbol + ",A,");
          watch.bids = Map.of();
          watch.asks = Map.of();
          tell(feed.quote(symbol), true);
        });
  }

  @Override
  public synchronized int watched() {
    return watches.size();
  }

  @Override
  public synchronized void tick() {
    link.send("T," + feed.timestamp());
  }

  @Override
  public synchronized void closed() {
    faults.giveSlots(watches.size());
    watches.clear();
  }

  private static String word(String[] words, int index) {
    return index < words.length ? words[index].trim() : "";
  }
}

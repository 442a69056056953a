package io.orchestrator.adapters.simulator.iqfeed;

import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.TradingCalendar;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One client of port 9400: stored bars, then bars while they form, looked at once a second. Bars in
 * seconds only; times are those of their end.
 */
final class DerivativesConversation implements Conversation {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final DateTimeFormatter BEGIN = DateTimeFormatter.ofPattern("yyyyMMdd HHmmss");
  private static final int CATCH_UP_MAX = 1000;

  /** One stream; {@code next} is the begin of the first bar that was not sent as finished. */
  private static final class Stream {
    private final Symbol symbol;
    private final int seconds;
    private final String id;
    private Instant next;

    Stream(Symbol symbol, int seconds, String id, Instant next) {
      this.symbol = symbol;
      this.seconds = seconds;
      this.id = id;
      this.next = next;
    }

    String key() {
      return symbol + "," + id;
    }
  }

  private final ClientLink link;
  private final LevelOneFeed feed;
  private final HistoryRows rows;
  private final FaultState faults;
  private final Map<String, Stream> streams = new LinkedHashMap<>();

  DerivativesConversation(ClientLink link, LevelOneFeed feed, HistoryRows rows, FaultState faults) {
    this.link = link;
    this.feed = feed;
    this.rows = rows;
    this.faults = faults;
  }

  @Override
  public void opened() {
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
      case "BW" -> watch(words);
      case "BR" -> remove(word(words, 1).toUpperCase(Locale.ROOT) + "," + word(words, 2));
      default -> link.send("E,Unknown command.");
    }
  }

  private void system(String[] words) {
    switch (word(words, 1).toUpperCase(Locale.ROOT)) {
      case "SET PROTOCOL" ->
          link.send("S,CURRENT PROTOCOL," + faults.of(FeedPort.DERIVATIVES).protocol(words) + ",");
      case "REQUEST WATCHES" -> {
        var answer = new StringBuilder("S,WATCHES");
        streams.values().forEach(s -> answer.append("," + s.symbol + "," + s.seconds + "," + s.id));
        link.send(answer.toString());
      }
      case "UNWATCH ALL" -> List.copyOf(streams.keySet()).forEach(this::remove);
      case "SET CLIENT NAME" -> link.name(word(words, 2));
      case "CONNECT" -> feed.connectRequested();
      case "DISCONNECT" -> {
        // Known and without an answer.
      }
      default -> link.send("E,Unknown command.");
    }
  }

  private void remove(String key) {
    if (streams.remove(key) != null) {
      faults.giveSlots(1);
    }
  }

  private void watch(String[] words) {
    String name = word(words, 1).toUpperCase(Locale.ROOT);
    String id = word(words, 8);
    try {
      Symbol symbol = Symbol.of(name);
      if (!feed.lists(symbol)) {
        link.send(prefix(id) + "n," + name);
        return;
      }
      int seconds = Integer.parseInt(word(words, 2));
      boolean served =
          seconds >= 1 && seconds <= 300
              || seconds <= 3600 && seconds > 0 && seconds % 60 == 0
              || seconds == 7200;
      String type = word(words, 9);
      if (!served || !type.isEmpty() && !type.equals("s")) {
        throw new IllegalArgumentException("interval of " + seconds + " " + type);
      }
      var stream = new Stream(symbol, seconds, id, Instant.MIN);
      if (streams.containsKey(stream.key())) {
        link.send("S,REPLACED PREVIOUS WATCH," + symbol + (id.isEmpty() ? "" : "," + id));
      } else if (!faults.takeSlot()) {
        link.send("S,SYMBOL LIMIT REACHED," + symbol);
        return;
      }
      streams.put(stream.key(), stream);
      backfill(stream, word(words, 3), word(words, 4), word(words, 5));
    } catch (DateTimeException | IllegalArgumentException e) {
      link.send(prefix(id) + "E,!SYNTAX_ERROR!,");
    }
  }

  private static String prefix(String id) {
    return id.isEmpty() ? "" : id + ",";
  }

  private void backfill(Stream stream, String begin, String days, String points) {
    Instant now = feed.now();
    Instant from = now;
    int max = Integer.MAX_VALUE / 8;
    if (!begin.isEmpty()) {
      from = LocalDateTime.parse(begin, BEGIN).atZone(TradingCalendar.NEW_YORK).toInstant();
    } else if (!days.isEmpty()) {
      from = now.minus(Duration.ofDays(Math.clamp(Long.parseLong(days), 0, 32_767)));
    } else if (!points.isEmpty()) {
      max = Math.clamp(Long.parseLong(points), 0, max);
      from = Instant.EPOCH;
    }
    List<IntervalRow> stored =
        max == 0 ? List.of() : rows.finished(stream.symbol, stream.seconds, from, max);
    stored.forEach(r -> send(stream, "BH", r));
    stream.next =
        stored.isEmpty()
            ? rows.forming(stream.symbol, stream.seconds).map(IntervalRow::start).orElse(now)
            : stored.getLast().start().plusSeconds(stream.seconds);
  }

  private void send(Stream stream, String kind, IntervalRow row) {
    Instant label = row.start().plusSeconds(stream.seconds);
    link.send(
        prefix(stream.id)
            + kind
            + ","
            + stream.symbol
            + ","
            + TIME.format(label.atZone(TradingCalendar.NEW_YORK))
            + ","
            + Decimals.four(row.open())
            + ","
            + Decimals.four(row.high())
            + ","
            + Decimals.four(row.low())
            + ","
            + Decimals.four(row.close())
            + ","
            + feed.volume(stream.symbol)
            + ","
            + row.volume()
            + ",0,");
  }

  synchronized void say(String line) {
    link.send(line);
  }

  @Override
  public synchronized void tick() {
    if (!feed.serverConnected()) {
      return;
    }
    for (Stream stream : streams.values()) {
      for (IntervalRow row :
          rows.finished(stream.symbol, stream.seconds, stream.next, CATCH_UP_MAX)) {
        send(stream, "BC", row);
        stream.next = row.start().plusSeconds(stream.seconds);
      }
      rows.forming(stream.symbol, stream.seconds).ifPresent(r -> send(stream, "BU", r));
    }
  }

  @Override
  public synchronized int watched() {
    return streams.size();
  }

  @Override
  public synchronized void closed() {
    faults.giveSlots(streams.size());
    streams.clear();
  }

  private static String word(String[] words, int index) {
    return index < words.length ? words[index].trim() : "";
  }
}

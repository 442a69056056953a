package io.orchestrator.adapters.simulator.iqfeed;

import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One client of port 5009. */
final class LevelOneConversation implements Conversation {
  private record Watch(boolean tradesOnly, long volumeSeen) {}

  private final ClientLink link;
  private final LevelOneFeed feed;
  private final Map<Symbol, Watch> watches = new LinkedHashMap<>();
  private final Set<Symbol> regionals = new LinkedHashSet<>();
  private boolean news;
  private List<String> fields = LevelOneFields.DEFAULT;
  private boolean timestamps = true;

  LevelOneConversation(ClientLink link, LevelOneFeed feed) {
    this.link = link;
    this.feed = feed;
  }

  @Override
  public synchronized void opened() {
    link.send("S,KEY,18471");
    link.send(feed.serverConnected() ? "S,SERVER CONNECTED" : "S,SERVER DISCONNECTED");
    link.send("S,IP,127.0.0.1 60002");
    link.send(feed.customer());
    link.send("T," + feed.timestamp());
    feed.joined(this);
  }

  @Override
  public synchronized void line(String line) {
    String command = line.trim();
    if (command.isEmpty()) {
      return;
    }
    if (command.startsWith("S,")) {
      system(command.endsWith(",") ? command.substring(0, command.length() - 1) : command);
      return;
    }
    String rest = command.substring(1);
    switch (command.charAt(0)) {
      case 'w' -> watch(rest, false);
      case 't' -> watch(rest, true);
      case 'r' -> symbol(rest).ifPresent(this::unwatch);
      case 'f' -> symbol(rest).filter(watches::containsKey).ifPresent(this::sendState);
      case 'T' -> link.send("T," + feed.timestamp());
      default -> link.send("E,Unknown command.");
    }
  }

  private void system(String command) {
    String[] words = (command + ",").split(",", -1);
    switch (words[1].toUpperCase(Locale.ROOT)) {
      case "SET PROTOCOL" -> {
        link.send("S,CURRENT PROTOCOL," + feed.protocol(words) + ",");
        link.send(currentFields());
      }
      case "SELECT UPDATE FIELDS" -> {
        fields = LevelOneFields.selected(List.of(words).subList(2, Math.max(2, words.length - 1)));
        link.send(currentFields());
      }
      case "REQUEST CURRENT UPDATE FIELDNAMES" -> link.send(currentFields());
      case "REQUEST ALL UPDATE FIELDNAMES" ->
          link.send("S,UPDATE FIELDNAMES," + String.join(",", LevelOneFields.names()));
      case "REQUEST STATS" -> link.send(feed.stats());
      case "REQUEST WATCHES" ->
          link.send(
              "S,WATCHES,"
                  + String.join(",", watches.keySet().stream().map(Symbol::value).toList()));
      case "UNWATCH ALL" -> List.copyOf(watches.keySet()).forEach(this::unwatch);
      case "TIMESTAMPSON" -> timestamps = true;
      case "TIMESTAMPSOFF" -> timestamps = false;
      case "CONNECT" -> feed.connectRequested();
      case "SET CLIENT NAME" -> link.name(words[2]);
      case "REGON" -> symbol(words[2]).filter(watches::containsKey).ifPresent(regionals::add);
      case "REGOFF" -> symbol(words[2]).ifPresent(regionals::remove);
      case "NEWSON" -> news = true;
      case "NEWSOFF" -> news = false;
      case "REQUEST FUNDAMENTAL FIELDNAMES" ->
          link.send("S,FUNDAMENTAL FIELDNAMES," + String.join(",", LevelOneFields.FUNDAMENTAL));
      case "SET LOG LEVELS" ->
          link.send(
              "S,CURRENT LOG LEVELS,"
                  + String.join(",", List.of(words).subList(2, words.length - 1)));
      // Known and without an answer.
      case "KEY", "DISCONNECT" -> {}
      default -> link.send("E,Unknown command.");
    }
  }

  private String currentFields() {
    return "S,CURRENT UPDATE FIELDNAMES," + String.join(",", fields);
  }

  private static Optional<Symbol> symbol(String text) {
    try {
      return Optional.of(Symbol.of(text.trim().toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private void watch(String text, boolean tradesOnly) {
    Symbol symbol = symbol(text).filter(feed::lists).orElse(null);
    if (symbol == null) {
      link.send("n," + text.trim());
    } else if (!watches.containsKey(symbol) && !feed.takeSlot()) {
      link.send("S,SYMBOL LIMIT REACHED," + symbol);
    } else {
      watches.put(symbol, new Watch(tradesOnly, feed.volume(symbol)));
      sendState(symbol);
    }
  }

  private void unwatch(Symbol symbol) {
    regionals.remove(symbol);
    if (watches.remove(symbol) != null) {
      feed.giveSlots(1);
    }
  }

  private void sendState(Symbol symbol) {
    link.send(feed.fundamental(symbol));
    link.send(LevelOneFields.line('P', fields, feed.summary(symbol)));
  }

  /** New quotes of a market step; only watched ones are sent. */
  synchronized void quotes(List<Quote> changed) {
    var lines = new ArrayList<String>();
    for (Quote quote : changed) {
      Watch watch = watches.get(quote.symbol());
      if (watch == null) {
        continue;
      }
      boolean traded = quote.volume() > watch.volumeSeen();
      if (traded || !watch.tradesOnly()) {
        lines.add(LevelOneFields.line('Q', fields, feed.update(quote, traded ? "Cvba" : "ba")));
      }
      if (regionals.contains(quote.symbol())) {
        lines.add(feed.regional(quote));
      }
      watches.put(quote.symbol(), new Watch(watch.tradesOnly(), quote.volume()));
    }
    if (!lines.isEmpty()) {
      // In one piece: waking the writer costs more than the line.
      link.send(String.join("\r\n", lines));
    }
  }

  synchronized void say(String line) {
    link.send(line);
  }

  synchronized void headline(String line) {
    if (news) {
      link.send(line);
    }
  }

  synchronized void correct(Symbol symbol, String line) {
    if (watches.containsKey(symbol)) {
      link.send(line);
    }
  }

  @Override
  public synchronized int regionals() {
    return regionals.size();
  }

  @Override
  public synchronized int watched() {
    return watches.size();
  }

  @Override
  public synchronized void tick() {
    if (timestamps) {
      link.send("T," + feed.timestamp());
    }
  }

  @Override
  public synchronized void closed() {
    feed.left(this);
    feed.giveSlots(watches.size());
    watches.clear();
  }
}

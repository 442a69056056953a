package io.orchestrator.adapters.simulator.iqfeed;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** One client of port 9300: statistics once a second. Credentials are accepted and not kept. */
final class AdminConversation implements Conversation {
  private final ClientLink link;
  private final Supplier<String> stats;
  private final Supplier<List<String>> clientStats;
  private final PortFaults faults;
  private final Runnable connectRequested;
  private volatile boolean clientStatsOn;

  AdminConversation(
      ClientLink link,
      Supplier<String> stats,
      Supplier<List<String>> clientStats,
      PortFaults faults,
      Runnable connectRequested) {
    this.link = link;
    this.stats = stats;
    this.clientStats = clientStats;
    this.faults = faults;
    this.connectRequested = connectRequested;
  }

  @Override
  public void opened() {
    link.send(stats.get());
  }

  @Override
  public void line(String line) {
    String[] words = line.trim().split(",", -1);
    if (words.length < 2 || !words[0].equalsIgnoreCase("S")) {
      if (!line.isBlank()) {
        link.send("E,Unknown command.");
      }
      return;
    }
    String name = words[1].trim().toUpperCase(Locale.ROOT);
    String value = words.length > 2 ? words[2].trim() : "";
    boolean on = value.equalsIgnoreCase("on");
    switch (name) {
      case "SET PROTOCOL" -> link.send("S,CURRENT PROTOCOL," + faults.protocol(words) + ",");
      case "REGISTER CLIENT APP" -> link.send("S,REGISTER CLIENT APP COMPLETED,");
      case "REMOVE CLIENT APP" -> link.send("S,REMOVE CLIENT APP COMPLETED,");
      case "SET LOGINID" -> link.send("S,CURRENT LOGINID," + value);
      case "SET PASSWORD" -> link.send("S,CURRENT PASSWORD,********");
      case "SET SAVE LOGIN INFO" -> link.send(on ? "S,LOGIN INFO SAVED" : "S,LOGIN INFO NOT SAVED");
      case "SET AUTOCONNECT" -> link.send(on ? "S,AUTOCONNECT ON" : "S,AUTOCONNECT OFF");
      case "CLIENTSTATS ON" -> clientStatsOn = true;
      case "CLIENTSTATS OFF" -> clientStatsOn = false;
      case "CLIENTSTATS" -> clientStatsOn = on;
      case "REQUEST STATS" -> link.send(stats.get());
      // Known and seen in the statistics only.
      case "SET CLIENT NAME" -> link.name(value);
      case "CONNECT" -> connectRequested.run();
      case "DISCONNECT" -> {}
      default -> link.send("E,Unknown command.");
    }
  }

  @Override
  public void tick() {
    link.send(stats.get());
    if (clientStatsOn) {
      clientStats.get().forEach(link::send);
    }
  }

  @Override
  public void closed() {
    // Nothing is kept for a client.
  }
}

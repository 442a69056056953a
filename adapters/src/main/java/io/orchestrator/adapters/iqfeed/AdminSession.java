package io.orchestrator.adapters.iqfeed;

import io.orchestrator.domain.port.FeedNotice.ClientLoad;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The admin port: its statistics tell whether IQConnect has its servers and whether it holds data
 * back because we read too slowly, and its open socket keeps IQConnect alive, which ends itself
 * when the last client leaves.
 */
final class AdminSession implements FeedSocket.Listener {
  /** Position of the connection's state among the words after {@code S,STATS}. */
  private static final int STATE = 10;

  private static final int CLIENT_WORDS = 11;
  private static final int CONNECTIONS_MAX = 256;

  private final IqFeedSettings settings;
  private final FeedSocket socket;
  private final Notices notices;
  private final Map<String, ClientLoad> loads = new ConcurrentHashMap<>();
  private volatile List<String> stats = List.of();
  private long connectAskedNanos;

  AdminSession(IqFeedSettings settings, FeedSocket socket, Notices notices) {
    this.settings = settings;
    this.socket = socket;
    this.notices = notices;
  }

  /** {@code Connected}, {@code Not Connected}, or empty while this port is not reached. */
  Optional<String> serverState() {
    return state(stats);
  }

  static Optional<String> state(List<String> words) {
    return words.size() > STATE ? Optional.of(words.get(STATE)) : Optional.empty();
  }

  /** What IQConnect holds back for connections of our name, kilobytes. */
  double kilobytesQueued() {
    return loads.values().stream().mapToDouble(ClientLoad::kilobytesQueued).sum();
  }

  @Override
  public void connected() {
    socket.send("S,SET PROTOCOL," + Protocol.WANTED);
    socket.send("S,SET CLIENT NAME," + settings.clientName());
    socket.send("S,CLIENTSTATS ON");
  }

  @Override
  public void line(String line) {
    String[] words = line.split(",", -1);
    if (words.length < 2 || !words[0].equals("S")) {
      return;
    }
    switch (words[1]) {
      case "CURRENT PROTOCOL" -> onProtocol(words.length > 2 ? words[2] : "");
      case "STATS" -> onStats(List.copyOf(Arrays.asList(words).subList(2, words.length)));
      case "CLIENTSTATS" -> onClient(words);
      default -> {
        // Confirmations of what was asked for.
      }
    }
  }

  private void onProtocol(String version) {
    if (Protocol.spoken(version)) {
      socket.settle();
    } else {
      socket.reset(Protocol.refusal(version));
    }
  }

  private void onStats(List<String> words) {
    stats = words;
    long now = System.nanoTime();
    boolean due =
        connectAskedNanos == 0 || now - connectAskedNanos > settings.backoffMax().toNanos();
    if (serverState().filter("Not Connected"::equals).isPresent() && due) {
      connectAskedNanos = now;
      socket.send("S,CONNECT");
    }
  }

  // Type, id, name, begin, symbols, regional symbols, two kilobytes, kilobytes queued.
  private void onClient(String[] words) {
    if (words.length < CLIENT_WORDS || !words[4].equals(settings.clientName())) {
      return;
    }
    try {
      var load =
          new ClientLoad(
              Integer.parseInt(words[2].trim()),
              words[4],
              (int) Math.min(Integer.MAX_VALUE, Words.wholeOrZero(words[6].trim())),
              Words.priceOrZero(words[10].trim()));
      if (loads.size() >= CONNECTIONS_MAX) {
        loads.clear();
      }
      loads.put(words[2] + "/" + words[3], load);
      notices.tell(load);
    } catch (IllegalArgumentException e) {
      // Statistics only: nothing depends on a line that cannot be read.
      loads.remove(words[2] + "/" + words[3]);
    }
  }

  @Override
  public void disconnected(String reason) {
    stats = List.of();
    loads.clear();
  }
}

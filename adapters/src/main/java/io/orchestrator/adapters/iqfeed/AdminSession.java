package io.orchestrator.adapters.iqfeed;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The admin port: its statistics tell whether IQConnect has its servers, and its open socket keeps
 * IQConnect alive, which ends itself when the last client leaves.
 */
final class AdminSession implements FeedSocket.Listener {
  /** Position of the connection's state among the words after {@code S,STATS}. */
  private static final int STATE = 10;

  private final IqFeedSettings settings;
  private final FeedSocket socket;
  private volatile List<String> stats = List.of();
  private long connectAskedNanos;

  AdminSession(IqFeedSettings settings, FeedSocket socket) {
    this.settings = settings;
    this.socket = socket;
  }

  /** {@code Connected}, {@code Not Connected}, or empty while this port is not reached. */
  Optional<String> serverState() {
    return state(stats);
  }

  static Optional<String> state(List<String> words) {
    return words.size() > STATE ? Optional.of(words.get(STATE)) : Optional.empty();
  }

  @Override
  public void connected() {
    socket.send("S,SET PROTOCOL,6.2");
    socket.send("S,SET CLIENT NAME," + settings.clientName());
  }

  @Override
  public void line(String line) {
    String[] words = line.split(",", -1);
    if (words.length < 2 || !words[0].equals("S")) {
      return;
    }
    if (words[1].equals("CURRENT PROTOCOL")) {
      socket.settle();
    } else if (words[1].equals("STATS")) {
      stats = List.copyOf(Arrays.asList(words).subList(2, words.length));
      long now = System.nanoTime();
      boolean due =
          connectAskedNanos == 0 || now - connectAskedNanos > settings.backoffMax().toNanos();
      if (serverState().filter("Not Connected"::equals).isPresent() && due) {
        connectAskedNanos = now;
        socket.send("S,CONNECT");
      }
    }
  }

  @Override
  public void disconnected(String reason) {
    stats = List.of();
  }
}

package io.orchestrator.http.stream;

import io.orchestrator.domain.common.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who is connected: clients, up to the node's limit, and those whose token has not come yet. The
 * latter are few, and the oldest of them gives way: a client sends its token at once, so that
 * whoever holds streams open without one keeps nobody out. Thread-safe.
 */
final class Places {
  private static final int MAX_WAITING = 64;

  private final int maxClients;
  private final Set<ClientSession> clients = new LinkedHashSet<>();
  private final Set<ClientSession> waiting = new LinkedHashSet<>();

  Places(int maxClients) {
    this.maxClients = maxClients;
  }

  /** Waits for its token; the one that must leave for it, if any. */
  synchronized Optional<ClientSession> await(ClientSession session) {
    waiting.add(session);
    if (waiting.size() <= MAX_WAITING) {
      return Optional.empty();
    }
    ClientSession oldest = waiting.iterator().next();
    waiting.remove(oldest);
    return Optional.of(oldest);
  }

  /** False when the node is full. */
  synchronized boolean admit(ClientSession session) {
    waiting.remove(session);
    return clients.contains(session) || (clients.size() < maxClients && clients.add(session));
  }

  synchronized void leave(ClientSession session) {
    clients.remove(session);
    waiting.remove(session);
  }

  synchronized int clients() {
    return clients.size();
  }

  /** A copy of the moment. */
  synchronized List<ClientSession> all() {
    List<ClientSession> all = new ArrayList<>(clients);
    all.addAll(waiting);
    return all;
  }

  void requireRoom() {
    if (clients() >= maxClients) {
      throw full().asException();
    }
  }

  Refusal full() {
    return new Refusal(
        "stream.too_many_clients",
        503,
        "This node serves " + maxClients + " clients already.",
        "Try another node, or later.");
  }

  static Refusal tooManyWaiting() {
    return new Refusal(
        "stream.too_many_waiting",
        503,
        "More than " + MAX_WAITING + " streams wait for their token; this one was the oldest.",
        "Connect again and send the token at once, with the upgrade or as the first message.");
  }
}

package io.orchestrator.adapters.ibkr;

import io.orchestrator.adapters.ibkr.wire.ClientMessages;
import io.orchestrator.adapters.ibkr.wire.Message;
import io.orchestrator.adapters.ibkr.wire.MessageTable;
import io.orchestrator.domain.port.BrokerGateway.BrokerEvent;
import io.orchestrator.domain.port.BrokerGateway.SyncFinished;
import io.orchestrator.domain.port.BrokerGateway.SyncStarted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Asks for everything in the order that works: account, positions, open orders, completed orders,
 * and only then executions, so that each fill finds its order. Runs on a thread of its own, for it
 * waits; the reader of the socket tells it the end markers.
 */
final class Synchronisation {
  private static final int LONGEST_ANSWER = 10;

  private final Outbox outbox;
  private final Probes probes;
  private final Duration partTimeout;
  private final Questions ids;
  private final Consumer<BrokerEvent> events;

  /** Of the last request; each run answers the newest one there is when it begins. */
  private long newest;

  private boolean running;
  private boolean again;
  private boolean subscribed;
  private String awaitedMarker = "";
  private long executionsSeen;

  /** When a part of an answer was heard last, by {@link System#nanoTime}. */
  private long heardAt;

  private CompletableFuture<Void> marker = new CompletableFuture<>();

  Synchronisation(
      Outbox outbox,
      Probes probes,
      Duration partTimeout,
      Questions ids,
      Consumer<BrokerEvent> events) {
    this.outbox = outbox;
    this.probes = probes;
    this.partTimeout = partTimeout;
    this.ids = ids;
    this.events = events;
  }

  /** A request while one is running makes it run once more; only the end of that is reported. */
  long request(String account) {
    long number;
    synchronized (this) {
      number = ++newest;
    }
    repeat(account);
    return number;
  }

  /** Asks for everything once more although nobody waits for the end of it. */
  void repeat(String account) {
    synchronized (this) {
      if (running) {
        again = true;
        return;
      }
      running = true;
    }
    Thread.ofVirtual().name("ibkr-sync").start(() -> run(account));
  }

  /** A request that cannot even be asked. */
  long refuse(String detail) {
    long number;
    synchronized (this) {
      number = ++newest;
    }
    events.accept(new SyncFinished(number, false, detail));
    return number;
  }

  private void run(String account) {
    SyncFinished result;
    do {
      result = once(account, begin());
    } while (again(result.complete()));
    events.accept(result);
  }

  private long begin() {
    long number;
    synchronized (this) {
      again = false;
      outbox.syncing();
      number = newest;
    }
    events.accept(new SyncStarted(number));
    return number;
  }

  private synchronized boolean again(boolean complete) {
    running = again;
    if (!again) {
      outbox.synced(complete);
    }
    return again;
  }

  private SyncFinished once(String account, long number) {
    List<String> missing = new ArrayList<>();
    List<String> remarks = new ArrayList<>();
    boolean resubscribe;
    synchronized (this) {
      resubscribe = subscribed;
      subscribed = true;
    }
    if (resubscribe) {
      // Asked again while subscribed, the gateway does not start from the beginning.
      send(ClientMessages.REQ_ACCOUNT_UPDATES, updates(account, false));
      send(ClientMessages.CANCEL_POSITIONS, ClientMessages.CANCEL_POSITIONS.message());
    }
    part("accountDownloadEnd", ClientMessages.REQ_ACCOUNT_UPDATES, updates(account, true), missing);
    part("positionEnd", ClientMessages.REQ_POSITIONS, missing);
    part("openOrderEnd", ClientMessages.REQ_ALL_OPEN_ORDERS, missing);
    part("completedOrdersEnd", ClientMessages.REQ_COMPLETED_ORDERS, missing);
    executions(missing, remarks);
    if (!missing.isEmpty()) {
      return new SyncFinished(number, false, "did not come: " + String.join("; ", missing));
    }
    return new SyncFinished(number, true, String.join("; ", remarks));
  }

  private static Message updates(String account, boolean subscribe) {
    return ClientMessages.REQ_ACCOUNT_UPDATES
        .message()
        .set("subscribe", subscribe)
        .set("account", account);
  }

  private void part(String name, MessageTable table, List<String> missing) {
    part(name, table, table.message(), missing);
  }

  private void part(String name, MessageTable table, Message message, List<String> missing) {
    String failure = ask(name, table, message);
    if (!failure.isEmpty()) {
      missing.add(name + " (" + failure + ")");
    }
  }

  /**
   * A live gateway was seen to leave out the end marker when there is no execution. Two unanswered
   * questions in a session that answers round trips and has shown no execution are taken for that.
   */
  private void executions(List<String> missing, List<String> remarks) {
    String failure = askExecutions();
    if (!failure.isEmpty() && executionsSeen() == 0) {
      failure = askExecutions();
      boolean alive = probes.roundTrip(partTimeout).latency().isPresent();
      if (!failure.isEmpty() && alive && executionsSeen() == 0) {
        remarks.add("no execution and no end marker after two questions: taken as none");
        return;
      }
    }
    if (!failure.isEmpty()) {
      missing.add("execDetailsEnd (" + failure + ")");
    }
  }

  private String askExecutions() {
    MessageTable table = ClientMessages.REQ_EXECUTIONS;
    int id = ids.nextId();
    synchronized (this) {
      executionsSeen = 0;
    }
    return ask("execDetailsEnd:" + id, table, table.message().set("reqId", id));
  }

  private synchronized long executionsSeen() {
    return executionsSeen;
  }

  /** Sends and waits for the marker; the answer is empty or why it failed. */
  private String ask(String name, MessageTable table, Message message) {
    CompletableFuture<Void> end = new CompletableFuture<>();
    synchronized (this) {
      awaitedMarker = name;
      marker = end;
      heardAt = System.nanoTime();
    }
    Outbox.Result sent = send(table, message);
    if (!sent.written()) {
      return sent.reason();
    }
    try {
      awaitEnd(end);
      return "";
    } catch (TimeoutException e) {
      return "nothing more within " + partTimeout.toMillis() + " ms";
    } catch (ExecutionException e) {
      return e.getCause().getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  /**
   * A long answer is no silent one: the time-out counts from its last word, up to {@value
   * #LONGEST_ANSWER} times.
   */
  private void awaitEnd(CompletableFuture<Void> end)
      throws TimeoutException, ExecutionException, InterruptedException {
    long asked = System.nanoTime();
    long latest = asked + LONGEST_ANSWER * partTimeout.toNanos();
    long silentUntil = asked + partTimeout.toNanos();
    while (true) {
      try {
        end.get(Math.max(0, silentUntil - System.nanoTime()), TimeUnit.NANOSECONDS);
        return;
      } catch (TimeoutException e) {
        long heard = lastWord() + partTimeout.toNanos();
        if (heard - silentUntil <= 0 || System.nanoTime() - latest >= 0) {
          throw e;
        }
        silentUntil = heard;
      }
    }
  }

  private synchronized long lastWord() {
    return heardAt;
  }

  private Outbox.Result send(MessageTable table, Message message) {
    return outbox.request(Pacer.Lane.REQUEST, table, message);
  }

  /** From the reader: an end marker, an execution, or an error on one of our requests. */
  synchronized void heard(Message m) {
    switch (m.name()) {
      case "execDetails" -> {
        executionsSeen++;
        partOf("execDetailsEnd");
      }
      case "accountValue", "portfolioValue" -> partOf("accountDownloadEnd");
      case "position" -> partOf("positionEnd");
      case "openOrder" -> partOf("openOrderEnd");
      case "completedOrder" -> partOf("completedOrdersEnd");
      case "execDetailsEnd" -> end("execDetailsEnd:" + m.int32("reqId"));
      case "accountDownloadEnd", "positionEnd", "openOrderEnd", "completedOrdersEnd" ->
          end(m.name());
      default -> {
        // Not a part of a synchronisation.
      }
    }
  }

  private void partOf(String answer) {
    if (awaitedMarker.startsWith(answer)) {
      heardAt = System.nanoTime();
    }
  }

  synchronized void requestFailed(int requestId, String text) {
    if (awaitedMarker.equals("execDetailsEnd:" + requestId)) {
      marker.completeExceptionally(new IllegalStateException(text));
    }
  }

  private void end(String name) {
    if (name.equals(awaitedMarker)) {
      marker.complete(null);
    }
  }

  synchronized void sessionLost(String detail) {
    subscribed = false;
    marker.completeExceptionally(new IllegalStateException(detail));
  }
}

package io.orchestrator.adapters.ibkr;

import io.orchestrator.adapters.ibkr.wire.ClientMessages;
import io.orchestrator.adapters.ibkr.wire.Message;
import io.orchestrator.adapters.ibkr.wire.MessageTable;
import io.orchestrator.domain.port.BrokerGateway.BrokerEvent;
import io.orchestrator.domain.port.BrokerGateway.PnlReported;
import io.orchestrator.domain.port.BrokerGateway.PositionPnlReported;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the wanted subscriptions to profit and loss alive: what is wanted outlives sessions, what
 * is subscribed does not. The broker names a position by its contract id, which is asked for once a
 * session. Thread-safe.
 */
final class ProfitWatch {
  private static final Logger LOG = LoggerFactory.getLogger(ProfitWatch.class);
  private static final int MAX_SYMBOLS = 100;
  private static final String ACCOUNT = "";

  private final Outbox outbox;
  private final Questions questions;
  private final RequestLimits limits;
  private boolean wanted;
  private Set<String> symbols = Set.of();
  private String account = "";
  private final Map<Integer, String> subscribed = new HashMap<>();
  private final Map<String, Long> contractIds = new HashMap<>();

  ProfitWatch(Outbox outbox, Questions questions, RequestLimits limits) {
    this.outbox = outbox;
    this.questions = questions;
    this.limits = limits;
  }

  void want(Set<String> names) {
    if (names.size() > MAX_SYMBOLS) {
      throw new IllegalArgumentException(
          "at most " + MAX_SYMBOLS + " names can be watched for profit, were " + names.size());
    }
    synchronized (this) {
      wanted = true;
      symbols = Set.copyOf(names);
    }
    apply();
  }

  /** A session is ready, or the broker lost our subscriptions. */
  void resubscribe(String ofAccount) {
    synchronized (this) {
      account = ofAccount;
      subscribed.clear();
    }
    apply();
  }

  void sessionLost() {
    synchronized (this) {
      account = "";
      subscribed.clear();
      contractIds.clear();
    }
  }

  private void apply() {
    synchronized (this) {
      if (!wanted || account.isEmpty()) {
        return;
      }
    }
    // Writing may wait for its turn, and neither the reader nor a caller shall.
    Thread.ofVirtual().name("ibkr-profit").start(this::reconcile);
  }

  private void reconcile() {
    Map<Integer, String> old = new HashMap<>();
    Set<String> missing = new TreeSet<>();
    synchronized (this) {
      missing.add(ACCOUNT);
      missing.addAll(symbols);
      subscribed.forEach(
          (id, name) -> {
            if (!missing.remove(name)) {
              old.put(id, name);
            }
          });
      old.keySet().forEach(subscribed::remove);
      // Taken before they are sent, so that a second call does not send them again.
      missing.forEach(name -> subscribed.put(questions.nextId(), name));
    }
    old.keySet()
        .forEach(
            id ->
                send(
                    ClientMessages.CANCEL_PNL_SINGLE,
                    ClientMessages.CANCEL_PNL_SINGLE.message().set("reqId", id)));
    for (String name : missing) {
      if (name.equals(ACCOUNT)) {
        send(ClientMessages.REQ_PNL, asked(ClientMessages.REQ_PNL.message(), name));
      } else {
        contractId(name).whenComplete((id, failure) -> subscribe(name, id, failure));
      }
    }
  }

  private synchronized Message asked(Message m, String name) {
    int id =
        subscribed.entrySet().stream()
            .filter(e -> e.getValue().equals(name))
            .mapToInt(Map.Entry::getKey)
            .findFirst()
            .orElse(questions.nextId());
    return m.set("reqId", id).set("account", account);
  }

  private void subscribe(String name, Long contractId, Throwable failure) {
    if (failure != null) {
      LOG.warn("profit of {} cannot be watched: {}", name, failure.getMessage());
      return;
    }
    Message m = asked(ClientMessages.REQ_PNL_SINGLE.message(), name).set("conId", contractId);
    Thread.ofVirtual().name("ibkr-profit").start(() -> send(ClientMessages.REQ_PNL_SINGLE, m));
  }

  private void send(MessageTable table, Message m) {
    Outbox.Result result = outbox.request(Pacer.Lane.REQUEST, table, m);
    if (!result.written()) {
      LOG.debug("{} not sent: {}", table.name(), result.reason());
    }
  }

  private CompletableFuture<Long> contractId(String symbol) {
    synchronized (this) {
      Long known = contractIds.get(symbol);
      if (known != null) {
        return CompletableFuture.completedFuture(known);
      }
    }
    int id = questions.nextId();
    CompletableFuture<Long> answer = new CompletableFuture<>();
    Questions.Gathering first =
        m -> {
          if (m.name().equals("contractDetails")) {
            remember(symbol, m.integer("conId"));
            answer.complete(m.integer("conId"));
          }
          return m.name().equals("contractDetailsEnd");
        };
    if (questions.open(id, "contract of " + symbol, answer, first, limits.timeout())) {
      Message m = ClientMessages.REQ_CONTRACT_DETAILS.message().set("reqId", id);
      Outbox.Result sent =
          outbox.request(
              Pacer.Lane.REQUEST,
              ClientMessages.REQ_CONTRACT_DETAILS,
              Translation.stock(m, symbol));
      if (!sent.written()) {
        questions.failed(id, sent.reason());
      }
    }
    return answer;
  }

  private synchronized void remember(String symbol, long contractId) {
    contractIds.put(symbol, contractId);
  }

  /** The event that a message is; empty when it belongs to no subscription of ours. */
  synchronized Optional<BrokerEvent> event(Message m) {
    String name = subscribed.get(m.int32("reqId"));
    if (name == null) {
      return Optional.empty();
    }
    if (m.name().equals("pnl")) {
      return Optional.of(
          new PnlReported(
              account, m.number("daily"), m.number("unrealized"), m.number("realized")));
    }
    return Optional.of(
        new PositionPnlReported(
            account,
            name,
            m.numberOrZero("position").setScale(0, RoundingMode.DOWN).longValue(),
            m.number("daily"),
            m.number("unrealized"),
            m.number("realized"),
            m.number("value")));
  }
}

package io.orchestrator.adapters.ibkr;

import io.orchestrator.adapters.ibkr.wire.Message;
import io.orchestrator.adapters.ibkr.wire.Registry;
import io.orchestrator.adapters.ibkr.wire.ServerMessages;
import io.orchestrator.adapters.ibkr.wire.WireException;
import io.orchestrator.domain.port.BrokerGateway.BrokerEvent;
import io.orchestrator.domain.port.BrokerGateway.NotWatched;
import io.orchestrator.domain.port.BrokerGateway.OrderError;
import io.orchestrator.domain.port.BrokerGateway.SessionNotice;
import io.orchestrator.domain.port.BrokerGateway.SessionReady;
import io.orchestrator.domain.port.BrokerGateway.UpstreamChanged;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What to do with each message of the gateway. Confined to the thread that reads the socket, but
 * for what is volatile. News of orders is passed on in every state: a fill is never held back.
 */
final class Incoming {
  private static final Logger LOG = LoggerFactory.getLogger(Incoming.class);

  /** Messages whose loss leaves an order in doubt. */
  private static final Set<String> ABOUT_ORDERS = Set.of("3", "5", "11", "59", "101");

  private final IbkrSettings settings;
  private final Outbox outbox;
  private final Probes probes;
  private final EventDelivery delivery;
  private final FrameTrace trace;
  private final Synchronisation sync;
  private final SessionParts parts;
  private final Translation translation;
  private final Registry tables = ServerMessages.registry();
  private final Bystanders bystanders = new Bystanders();

  private String serverTime = "";
  private String managedAccounts = "";
  private int nextOrderId = -1;
  private boolean brokenLink;
  private boolean resynced;
  private String endReason = "";
  private volatile SessionReady ready;
  private volatile NotWatched notWatched = new NotWatched("");

  Incoming(
      IbkrSettings settings,
      Outbox outbox,
      Probes probes,
      EventDelivery delivery,
      FrameTrace trace,
      Synchronisation sync,
      SessionParts parts) {
    this.settings = settings;
    this.outbox = outbox;
    this.probes = probes;
    this.delivery = delivery;
    this.trace = trace;
    this.sync = sync;
    this.parts = parts;
    this.translation = new Translation(settings.zone(), settings.clientId());
  }

  void connected() {
    serverTime = "";
    managedAccounts = "";
    nextOrderId = -1;
    brokenLink = false;
    resynced = false;
    endReason = "";
    bystanders.connected();
  }

  void serverTime(String text) {
    serverTime = text;
  }

  void sessionLost(String detail) {
    ready = null;
    sync.sessionLost(detail);
    parts.sessionLost(detail);
  }

  /** Present account and order id; empty without a session. */
  Optional<SessionReady> ready() {
    return Optional.ofNullable(ready);
  }

  /** What is at the broker beside our books, as last told; empty: nothing. */
  Optional<NotWatched> notWatched() {
    return Optional.of(notWatched).filter(n -> !n.what().isEmpty());
  }

  /** What the gateway said before it closed; empty if nothing of meaning. */
  String endReason() {
    return endReason;
  }

  /**
   * @throws WireException the account is not the one that the settings demand: the session must end
   */
  void take(byte[] payload) throws InterruptedException, IOException {
    Message m;
    Optional<BrokerEvent> event;
    try {
      m = tables.decode(payload);
      boolean passedOver = CostQuestions.answers(m) || bystanders.passesOver(m, account());
      event = passedOver ? Optional.empty() : translation.event(m);
    } catch (WireException e) {
      undecodable(payload, e);
      return;
    }
    if (event.isPresent()) {
      delivery.post(event.get());
    }
    Optional<NotWatched> beside = bystanders.news(m);
    if (beside.isPresent()) {
      notWatched = beside.get();
      delivery.post(notWatched);
    }
    sync.heard(m);
    switch (m.name()) {
      case "managedAccounts" -> {
        managedAccounts = m.text("accounts");
        check();
      }
      case "nextValidId" -> {
        nextOrderId = m.int32("orderId");
        check();
      }
      case "currentTime" -> probes.answered();
      case "error" -> error(m);
      case "accountValue" -> accountReady(m);
      default -> answer(m);
    }
  }

  /** As it was checked, or as the settings demand it. */
  private String account() {
    SessionReady now = ready;
    return now == null ? settings.account() : now.account();
  }

  /** What belongs to a question or a subscription of ours. */
  private void answer(Message m) throws InterruptedException {
    switch (m.name()) {
      case "openOrder" -> {
        if (CostQuestions.answers(m)) {
          parts.questions().heard(m.int32("orderId"), m);
        }
      }
      case "contractDetails", "contractDetailsEnd", "historicalData" ->
          parts.questions().heard(m.int32("reqId"), m);
      case "pnl", "pnlSingle" -> {
        Optional<BrokerEvent> profit = parts.profits().event(m);
        if (profit.isPresent()) {
          delivery.post(profit.get());
        }
      }
      default -> LOG.trace("{}", m);
    }
  }

  /** One broken message does not desynchronise the stream, but what it said must be asked for. */
  private void undecodable(byte[] payload, WireException e) throws InterruptedException {
    LOG.error("message of the gateway cannot be read: {}", e.getMessage());
    delivery.post(new SessionNotice(e.code(), e.getMessage()));
    String head =
        new String(
            payload, 0, Math.min(4, payload.length), java.nio.charset.StandardCharsets.US_ASCII);
    int end = head.indexOf('\0');
    boolean aboutOrders = end > 0 && ABOUT_ORDERS.contains(head.substring(0, end));
    SessionReady now = ready;
    if (aboutOrders && now != null && !resynced) {
      // Once a session: a message that never decodes must not keep us asking for ever.
      resynced = true;
      sync.repeat(now.account());
    }
  }

  private void check() throws WireException, InterruptedException {
    if (managedAccounts.isEmpty() || nextOrderId < 0 || ready != null) {
      return;
    }
    outbox.phase(SessionState.CHECKING);
    String account = guardedAccount();
    trace.redact(account);
    // A gateway that restarted uncleanly tells ids that were used already.
    int next = Math.max(nextOrderId, outbox.highestOrderId() + 1);
    if (next > nextOrderId) {
      LOG.warn("gateway's next order id went back to {}, ours is {}", nextOrderId, next);
    }
    ready = new SessionReady(account, next, serverTime);
    outbox.phase(SessionState.READY);
    LOG.info("session ready, next order id {}", next);
    delivery.post(ready);
    parts.sessionReady(account);
  }

  private String guardedAccount() throws WireException {
    List<String> accounts =
        Arrays.stream(managedAccounts.split(","))
            .map(String::strip)
            .filter(a -> !a.isEmpty())
            .toList();
    for (String account : accounts) {
      if (!settings.accountKind().matches(account)) {
        throw new WireException(
            ErrorCodes.WRONG_ACCOUNT,
            "the gateway manages an account that is not "
                + settings.accountKind()
                + "; check which gateway this is, or account-kind");
      }
    }
    if (!settings.account().isEmpty()) {
      if (!accounts.contains(settings.account())) {
        throw new WireException(
            ErrorCodes.WRONG_ACCOUNT, "the gateway does not manage the configured account");
      }
      return settings.account();
    }
    if (accounts.size() != 1) {
      throw new WireException(
          ErrorCodes.WRONG_ACCOUNT,
          "the gateway manages " + accounts.size() + " accounts; name one in the settings");
    }
    return accounts.get(0);
  }

  private void accountReady(Message m) throws InterruptedException {
    if (m.text("key").equals("AccountReady") && m.text("value").equalsIgnoreCase("false")) {
      delivery.post(
          new SessionNotice(0, "the broker says that account values are not reliable now"));
    }
  }

  private void error(Message m) throws InterruptedException {
    int id = m.int32("id");
    int code = m.int32("code");
    String text = m.unescaped("text");
    parts.alarms().heard(code, text);
    if (id > 0 && id < settings.requestIdBase()) {
      if (parts.questions().isOpen(id)) {
        requestError(id, code, text);
        return;
      }
      boolean rejected = settings.rejectCodes().contains(code);
      String reject = m.has("rejectJson") ? " " + m.unescaped("rejectJson") : "";
      delivery.post(new OrderError(id, code, text + reject, rejected));
      return;
    }
    if (id >= settings.requestIdBase()) {
      sync.requestFailed(id, code + " " + text);
      requestError(id, code, text);
    }
    if (Farms.speaks(code)) {
      parts.farms().heard(code, text);
    }
    switch (ErrorCodes.upstream(code, brokenLink)) {
      case DOWN -> {
        brokenLink = code != 1100;
        outbox.upstreamDown(true);
        delivery.post(new UpstreamChanged(false, false, code + " " + text));
      }
      case UP -> upstreamBack(false, code + " " + text);
      case UP_DATA_LOST -> upstreamBack(true, code + " " + text);
      case SAME -> delivery.post(new SessionNotice(code, text));
    }
    if (code == ErrorCodes.CLIENT_ID_IN_USE || code == ErrorCodes.PORT_CHANGED) {
      endReason = code + " " + text;
    }
  }

  /** A warning on a request does not end it: its answer follows. */
  private void requestError(int id, int code, String text) {
    boolean warning =
        BrokerCode.find(code)
            .filter(c -> c.treatment() == BrokerCode.Treatment.WARNING)
            .isPresent();
    if (!warning) {
      parts.questions().failed(id, code + " " + text);
    }
  }

  private void upstreamBack(boolean dataLost, String detail) throws InterruptedException {
    brokenLink = false;
    outbox.upstreamDown(false);
    delivery.post(new UpstreamChanged(true, dataLost, detail));
    SessionReady now = ready;
    if (dataLost && now != null) {
      parts.profits().resubscribe(now.account());
    }
  }
}

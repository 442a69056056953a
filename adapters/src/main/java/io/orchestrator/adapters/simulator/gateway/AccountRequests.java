package io.orchestrator.adapters.simulator.gateway;

import io.orchestrator.adapters.ibkr.wire.BrokerSymbols;
import io.orchestrator.adapters.ibkr.wire.Message;
import io.orchestrator.adapters.ibkr.wire.MessageTable;
import io.orchestrator.adapters.ibkr.wire.ServerMessages;
import io.orchestrator.adapters.ibkr.wire.Wire;
import io.orchestrator.adapters.simulator.exchange.AccountView;
import io.orchestrator.adapters.simulator.exchange.AccountView.PositionView;
import io.orchestrator.adapters.simulator.exchange.SimulatedExchange;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** Account, position and profit requests of one client. Guarded by its own lock. */
final class AccountRequests {
  private static final int MAX_SUMMARIES = 2;
  private static final int MAX_PROFIT_SUBSCRIPTIONS = 100;
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm");

  private final SimulatedGateway.Shared shared;
  private final Reply reply;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Integer, List<String>> summaries = new HashMap<>();

  /** Request id to contract id; 0 is the whole account. */
  private final Map<Integer, Integer> profits = new HashMap<>();

  private final Map<String, PositionView> sentPositions = new HashMap<>();
  private boolean updates;
  private boolean positions;

  AccountRequests(SimulatedGateway.Shared shared, Reply reply) {
    this.shared = shared;
    this.reply = reply;
  }

  void updates(Message m) {
    lock.lock();
    try {
      if (m.has("account") && !m.text("account").equals(shared.exchange().account())) {
        reply.error(-1, 321, "Error validating request:-'bI' : cause - Invalid account code");
        return;
      }
      updates = m.flag("subscribe");
      if (updates) {
        sendUpdates(shared.exchange().accountView());
        send(ServerMessages.ACCOUNT_DOWNLOAD_END, "account", shared.exchange().account());
      }
    } finally {
      lock.unlock();
    }
  }

  private void sendUpdates(AccountView view) {
    value("AccountCode", view.account(), "");
    value("AccountReady", "true", "");
    value("AccountType", "INDIVIDUAL", "");
    view.values().forEach((key, number) -> value(key, number, "USD"));
    for (PositionView p : view.positions()) {
      portfolio(view.account(), p);
    }
    String time =
        CLOCK.format(shared.exchange().market().clock().instant().atZone(SimulatedExchange.ZONE));
    send(ServerMessages.ACCOUNT_UPDATE_TIME, "time", time);
  }

  private void value(String key, String value, String currency) {
    MessageTable table = ServerMessages.ACCOUNT_VALUE;
    reply.send(
        new Outgoing(
            table,
            table
                .message()
                .set("key", key)
                .set("value", value)
                .set("currency", currency)
                .set("account", shared.exchange().account())));
  }

  private void portfolio(String account, PositionView p) {
    MessageTable table = ServerMessages.PORTFOLIO_VALUE;
    Message m =
        stock(table.message(), p)
            .set("right", "0")
            .set("primaryExchange", "NASDAQ")
            .set("position", p.quantity())
            .set("marketPrice", p.marketPrice())
            .set("marketValue", cents(p.marketValue()))
            .set("averageCost", p.averageCost())
            .set("unrealizedPnl", cents(p.unrealizedPnl()))
            .set("realizedPnl", "0.0")
            .set("account", account);
    reply.send(new Outgoing(table, m));
  }

  private Message stock(Message m, PositionView p) {
    String name = BrokerSymbols.toBroker(p.symbol());
    return m.set("conId", shared.contracts().conId(p.symbol()))
        .set("symbol", name)
        .set("secType", "STK")
        .set("strike", "0.0")
        .set("currency", "USD")
        .set("localSymbol", name)
        .set("tradingClass", "NMS");
  }

  void positions() {
    lock.lock();
    try {
      positions = true;
      sentPositions.clear();
      for (PositionView p : shared.exchange().accountView().positions()) {
        if (told(p)) {
          position(p);
        }
      }
      reply.send(new Outgoing(ServerMessages.POSITION_END, ServerMessages.POSITION_END.message()));
    } finally {
      lock.unlock();
    }
  }

  private boolean told(PositionView p) {
    return p.quantity() != 0 || !shared.faults().omitsFlatPositions();
  }

  void cancelPositions() {
    lock.lock();
    try {
      positions = false;
    } finally {
      lock.unlock();
    }
  }

  private void position(PositionView p) {
    MessageTable table = ServerMessages.POSITION;
    Message m =
        stock(table.message(), p)
            .set("account", shared.exchange().account())
            .set("exchange", "NASDAQ")
            .set("position", p.quantity())
            .set("avgCost", p.averageCost());
    reply.send(new Outgoing(table, m));
    sentPositions.put(p.symbol(), p);
  }

  void summary(Message m) {
    lock.lock();
    try {
      int reqId = m.int32("reqId");
      if (summaries.containsKey(reqId) || summaries.size() >= MAX_SUMMARIES) {
        reply.error(
            reqId,
            322,
            "Error processing request.-'bN' : cause - Maximum number of account summary"
                + " requests exceeded");
        return;
      }
      List<String> tags = Arrays.stream(m.text("tags").split(",")).map(String::strip).toList();
      summaries.put(reqId, tags);
      sendSummary(reqId, tags, shared.exchange().accountView());
      send(ServerMessages.ACCOUNT_SUMMARY_END, "reqId", Integer.toString(reqId));
    } finally {
      lock.unlock();
    }
  }

  private void sendSummary(int reqId, List<String> tags, AccountView view) {
    Map<String, String> values = view.values();
    for (String tag : tags) {
      if (tag.equals("AccountType")) {
        summaryLine(reqId, tag, "INDIVIDUAL", "");
      } else if (values.containsKey(tag)) {
        summaryLine(reqId, tag, values.get(tag), "USD");
      }
    }
  }

  private void summaryLine(int reqId, String tag, String value, String currency) {
    MessageTable table = ServerMessages.ACCOUNT_SUMMARY;
    reply.send(
        new Outgoing(
            table,
            table
                .message()
                .set("reqId", reqId)
                .set("account", shared.exchange().account())
                .set("tag", tag)
                .set("value", value)
                .set("currency", currency)));
  }

  void cancelSummary(Message m) {
    lock.lock();
    try {
      summaries.remove(m.int32("reqId"));
    } finally {
      lock.unlock();
    }
  }

  void profit(Message m) {
    lock.lock();
    try {
      int reqId = m.int32("reqId");
      int conId = m.name().equals("reqPnL") ? 0 : m.int32("conId");
      if (profits.size() >= MAX_PROFIT_SUBSCRIPTIONS || profits.containsKey(reqId)) {
        reply.error(reqId, 102, "Duplicate ticker ID.");
        return;
      }
      profits.put(reqId, conId);
      sendProfit(reqId, conId, shared.exchange().accountView());
    } finally {
      lock.unlock();
    }
  }

  void cancelProfit(Message m) {
    lock.lock();
    try {
      profits.remove(m.int32("reqId"));
    } finally {
      lock.unlock();
    }
  }

  private void sendProfit(int reqId, int conId, AccountView view) {
    if (conId != 0) {
      sendPositionProfit(reqId, conId, view);
      return;
    }
    MessageTable table = ServerMessages.PNL;
    reply.send(
        new Outgoing(
            table,
            table
                .message()
                .set("reqId", reqId)
                .set("daily", cents(view.dailyPnl()))
                .set("unrealized", cents(view.unrealizedPnl()))
                .set("realized", cents(view.realizedPnl()))));
  }

  /** The day's profit of one name is not kept by this broker; it says so as the real one does. */
  private void sendPositionProfit(int reqId, int conId, AccountView view) {
    MessageTable table = ServerMessages.PNL_SINGLE;
    Message m =
        table
            .message()
            .set("reqId", reqId)
            .set("daily", Wire.NUMBER_UNSET)
            .set("realized", Wire.NUMBER_UNSET)
            .set("position", 0)
            .set("unrealized", Wire.NUMBER_UNSET)
            .set("value", "0.0");
    view.positions().stream()
        .filter(p -> shared.contracts().conId(p.symbol()) == conId)
        .forEach(
            p ->
                m.set("position", p.quantity())
                    .set("unrealized", cents(p.unrealizedPnl()))
                    .set("value", cents(p.marketValue())));
    reply.send(new Outgoing(table, m));
  }

  /**
   * Sends what subscribers have not seen.
   *
   * @param everything also what changes with prices only
   */
  void refresh(boolean traded, boolean everything) {
    lock.lock();
    try {
      if (!updates && !positions && summaries.isEmpty() && profits.isEmpty()) {
        return;
      }
      AccountView view = shared.exchange().accountView();
      if (positions && traded) {
        for (PositionView p : view.positions()) {
          PositionView sent = sentPositions.get(p.symbol());
          if (told(p) && (sent == null || sent.quantity() != p.quantity())) {
            position(p);
          }
        }
      }
      if (updates && (traded || everything)) {
        sendUpdates(view);
      }
      if (everything) {
        summaries.forEach((reqId, tags) -> sendSummary(reqId, tags, view));
      }
      if (traded || everything) {
        profits.forEach((reqId, conId) -> sendProfit(reqId, conId, view));
      }
    } finally {
      lock.unlock();
    }
  }

  private void send(MessageTable table, String field, String value) {
    reply.send(new Outgoing(table, table.message().set(field, value)));
  }

  private static BigDecimal cents(BigDecimal amount) {
    return amount.setScale(2, RoundingMode.HALF_EVEN);
  }
}

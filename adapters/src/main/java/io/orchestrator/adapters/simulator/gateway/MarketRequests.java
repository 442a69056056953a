package io.orchestrator.adapters.simulator.gateway;

import io.orchestrator.adapters.ibkr.wire.Message;
import io.orchestrator.adapters.ibkr.wire.MessageTable;
import io.orchestrator.adapters.ibkr.wire.ServerMessages;
import io.orchestrator.adapters.simulator.market.MarketView;
import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** Price requests of one client. Guarded by its own lock. */
final class MarketRequests {
  private static final int BID = 1;
  private static final int ASK = 2;
  private static final int LAST = 4;
  private static final int BID_SIZE = 0;
  private static final int ASK_SIZE = 3;
  private static final int LAST_SIZE = 5;
  private static final int VOLUME = 8;
  private static final int LAST_TIMESTAMP = 45;

  private final SimulatedGateway.Shared shared;
  private final Reply reply;
  private final ReentrantLock lock = new ReentrantLock();
  private final MarketView market;
  private final Map<Integer, Line> lines = new HashMap<>();

  /** One subscription and what it was told last. */
  private record Line(Symbol symbol, Quote sent) {}

  MarketRequests(SimulatedGateway.Shared shared, Reply reply) {
    this.shared = shared;
    this.reply = reply;
    this.market = shared.exchange().market();
  }

  void subscribe(Message m) {
    lock.lock();
    try {
      int reqId = m.int32("reqId");
      Optional<Symbol> symbol = shared.contracts().resolve(m);
      if (symbol.isEmpty()) {
        unknown(reqId);
      } else if (lines.containsKey(reqId)) {
        reply.error(reqId, 102, "Duplicate ticker ID.");
      } else if (lines.size() >= shared.settings().maxMarketDataLines()) {
        reply.error(reqId, 101, "Max number of tickers has been reached.");
      } else {
        Quote quote = market.quote(symbol.get());
        introduce(reqId, quote);
        ticks(reqId, Optional.empty(), quote);
        if (m.flag("snapshot")) {
          end(ServerMessages.TICK_SNAPSHOT_END, reqId);
        } else {
          lines.put(reqId, new Line(symbol.get(), quote));
        }
      }
    } finally {
      lock.unlock();
    }
  }

  void unsubscribe(Message m) {
    lock.lock();
    try {
      int reqId = m.int32("reqId");
      if (lines.remove(reqId) == null) {
        reply.error(reqId, 300, "Can't find EId with tickerId:" + reqId);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Subscriptions end without a word, as 1101 means. */
  void forgetSubscriptions() {
    lock.lock();
    try {
      lines.clear();
    } finally {
      lock.unlock();
    }
  }

  void tick() {
    lock.lock();
    try {
      lines.replaceAll(
          (reqId, line) -> {
            Quote now = market.quote(line.symbol());
            ticks(reqId, Optional.of(line.sent()), now);
            return new Line(line.symbol(), now);
          });
    } finally {
      lock.unlock();
    }
  }

  private void introduce(int reqId, Quote quote) {
    MessageTable params = ServerMessages.TICK_REQ_PARAMS;
    reply.send(
        new Outgoing(
            params,
            params
                .message()
                .set("reqId", reqId)
                .set("minTick", "0.01")
                .set("bboExchange", "9c0001")
                .set("snapshotPermissions", 3)));
    MessageTable type = ServerMessages.MARKET_DATA_TYPE;
    int quality = quote.quality() == DataQuality.DELAYED ? 3 : 1;
    reply.send(new Outgoing(type, type.message().set("reqId", reqId).set("type", quality)));
  }

  private void ticks(int reqId, Optional<Quote> before, Quote now) {
    if (before.isEmpty() || before.get().bid() != now.bid()) {
      price(reqId, BID, now.bid(), now.bidSize());
    }
    if (before.isEmpty() || before.get().bidSize() != now.bidSize()) {
      size(reqId, BID_SIZE, now.bidSize());
    }
    if (before.isEmpty() || before.get().ask() != now.ask()) {
      price(reqId, ASK, now.ask(), now.askSize());
    }
    if (before.isEmpty() || before.get().askSize() != now.askSize()) {
      size(reqId, ASK_SIZE, now.askSize());
    }
    boolean traded = before.isEmpty() || before.get().volume() != now.volume();
    if (traded && now.last() > 0) {
      price(reqId, LAST, now.last(), now.lastSize());
      size(reqId, LAST_SIZE, now.lastSize());
      size(reqId, VOLUME, now.volume());
      MessageTable table = ServerMessages.TICK_STRING;
      String seconds = Long.toString(now.timestamp().getEpochSecond());
      reply.send(
          new Outgoing(
              table,
              table
                  .message()
                  .set("reqId", reqId)
                  .set("tickType", LAST_TIMESTAMP)
                  .set("value", seconds)));
    }
  }

  /** −1 with size 0 says "no quote". */
  private void price(int reqId, int type, double price, long size) {
    MessageTable table = ServerMessages.TICK_PRICE;
    boolean shown = price > 0;
    reply.send(
        new Outgoing(
            table,
            table
                .message()
                .set("reqId", reqId)
                .set("tickType", type)
                .set("price", shown ? BigDecimal.valueOf(price) : BigDecimal.ONE.negate())
                .set("size", shown ? size : 0)
                .set("attributes", type == LAST ? 0 : 1)));
  }

  private void size(int reqId, int type, long size) {
    MessageTable table = ServerMessages.TICK_SIZE;
    reply.send(
        new Outgoing(
            table, table.message().set("reqId", reqId).set("tickType", type).set("size", size)));
  }

  private void unknown(int reqId) {
    reply.error(reqId, 200, "No security definition has been found for the request");
  }

  private void end(MessageTable table, int reqId) {
    reply.send(new Outgoing(table, table.message().set("reqId", reqId)));
  }
}

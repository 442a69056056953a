package io.orchestrator.adapters.simulator.gateway;

import io.orchestrator.adapters.ibkr.wire.Message;
import io.orchestrator.adapters.ibkr.wire.MessageTable;
import io.orchestrator.adapters.ibkr.wire.ServerMessages;
import io.orchestrator.adapters.simulator.market.MarketView;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** Tick-by-tick and five-second bars of one client. Guarded by its own lock. */
final class StreamRequests {
  private static final int BAR_SECONDS = 5;
  private static final Map<String, Integer> KINDS =
      Map.of("Last", 1, "AllLast", 2, "BidAsk", 3, "MidPoint", 4);

  private final SimulatedGateway.Shared shared;
  private final Reply reply;
  private final MarketView market;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Integer, Stream> streams = new HashMap<>();

  /** A subscription; {@code kind} 0 is bars. */
  private static final class Stream {
    private final Symbol symbol;
    private final int kind;
    private Quote sent;
    private long barStart = -1;
    private double open;
    private double high;
    private double low;
    private double close;
    private long firstVolume;

    Stream(Symbol symbol, int kind) {
      this.symbol = symbol;
      this.kind = kind;
    }
  }

  StreamRequests(SimulatedGateway.Shared shared, Reply reply) {
    this.shared = shared;
    this.reply = reply;
    this.market = shared.exchange().market();
  }

  void subscribe(Message m) {
    lock.lock();
    try {
      int reqId = m.int32("reqId");
      Optional<Symbol> symbol = shared.contracts().resolve(m);
      boolean bars = m.name().equals("reqRealTimeBars");
      int kind = bars ? 0 : KINDS.getOrDefault(m.text("tickType"), -1);
      if (symbol.isEmpty()) {
        reply.error(reqId, 200, "No security definition has been found for the request");
      } else if (kind < 0) {
        reply.error(reqId, 321, "Error validating request:-'bN' : cause - Invalid tick type");
      } else if (streams.containsKey(reqId)) {
        reply.error(reqId, 102, "Duplicate ticker ID.");
      } else if (streams.size() >= shared.settings().maxMarketDataLines()) {
        reply.error(reqId, 10190, "Max number of tick-by-tick requests has been reached.");
      } else {
        streams.put(reqId, new Stream(symbol.get(), kind));
      }
    } finally {
      lock.unlock();
    }
  }

  void unsubscribe(Message m) {
    lock.lock();
    try {
      int reqId = m.int32("reqId");
      if (streams.remove(reqId) == null) {
        reply.error(reqId, 300, "Can't find EId with tickerId:" + reqId);
      }
    } finally {
      lock.unlock();
    }
  }

  void forgetSubscriptions() {
    lock.lock();
    try {
      streams.clear();
    } finally {
      lock.unlock();
    }
  }

  void tick() {
    lock.lock();
    try {
      streams.forEach(
          (reqId, stream) -> {
            Quote quote = market.quote(stream.symbol);
            if (stream.kind == 0) {
              bar(reqId, stream, quote);
            } else if (quote != stream.sent) {
              stream.sent = quote;
              one(reqId, stream.kind, quote);
            }
          });
    } finally {
      lock.unlock();
    }
  }

  private void one(int reqId, int kind, Quote quote) {
    MessageTable table = ServerMessages.TICK_BY_TICK;
    Message m =
        table
            .message()
            .set("reqId", reqId)
            .set("type", kind)
            .set("epochSeconds", quote.timestamp().getEpochSecond());
    switch (kind) {
      case 1, 2 ->
          m.set("price", BigDecimal.valueOf(quote.last()))
              .set("size", quote.lastSize())
              .set("attributes", 0)
              .set("exchange", "ISLAND");
      case 3 ->
          m.set("bid", BigDecimal.valueOf(quote.bid()))
              .set("ask", BigDecimal.valueOf(quote.ask()))
              .set("bidSize", quote.bidSize())
              .set("askSize", quote.askSize())
              .set("quoteAttributes", 0);
      default -> m.set("midpoint", BigDecimal.valueOf(quote.mid()));
    }
    reply.send(new Outgoing(table, m));
  }

  /** A bar is sent when the first quote behind its end is seen. */
  private void bar(int reqId, Stream stream, Quote quote) {
    long seconds = market.clock().instant().getEpochSecond();
    long start = seconds - Math.floorMod(seconds, BAR_SECONDS);
    if (start != stream.barStart) {
      if (stream.barStart >= 0) {
        sendBar(reqId, stream, quote.volume());
      }
      stream.barStart = start;
      stream.open = quote.last();
      stream.high = quote.last();
      stream.low = quote.last();
      stream.firstVolume = quote.volume();
    }
    stream.high = Math.max(stream.high, quote.last());
    stream.low = Math.min(stream.low, quote.last());
    stream.close = quote.last();
  }

  private void sendBar(int reqId, Stream stream, long volume) {
    MessageTable table = ServerMessages.REAL_TIME_BAR;
    reply.send(
        new Outgoing(
            table,
            table
                .message()
                .set("reqId", reqId)
                .set("epochSeconds", stream.barStart)
                .set("open", BigDecimal.valueOf(stream.open))
                .set("high", BigDecimal.valueOf(stream.high))
                .set("low", BigDecimal.valueOf(stream.low))
                .set("close", BigDecimal.valueOf(stream.close))
                .set("volume", Math.max(0, volume - stream.firstVolume))
                .set("wap", BigDecimal.valueOf(stream.close))
                .set("count", 1)));
  }
}

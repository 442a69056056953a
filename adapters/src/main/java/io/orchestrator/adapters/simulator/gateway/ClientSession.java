package io.orchestrator.adapters.simulator.gateway;

import io.orchestrator.adapters.ibkr.wire.ClientMessages;
import io.orchestrator.adapters.ibkr.wire.FrameReader;
import io.orchestrator.adapters.ibkr.wire.Frames;
import io.orchestrator.adapters.ibkr.wire.Message;
import io.orchestrator.adapters.ibkr.wire.MessageTable;
import io.orchestrator.adapters.ibkr.wire.Registry;
import io.orchestrator.adapters.ibkr.wire.ServerMessages;
import io.orchestrator.adapters.ibkr.wire.Wire;
import io.orchestrator.adapters.ibkr.wire.WireException;
import io.orchestrator.adapters.simulator.exchange.BrokerExecution;
import io.orchestrator.adapters.simulator.exchange.BrokerOrder;
import io.orchestrator.adapters.simulator.exchange.ExchangeListener;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection: a reading and a writing virtual thread around a bounded queue of frames. */
final class ClientSession implements Reply {
  private static final Logger LOG = LoggerFactory.getLogger(ClientSession.class);
  private static final Pattern VERSIONS = Pattern.compile("v(\\d{1,4})(?:\\.\\.(\\d{1,4}))?( .*)?");
  private static final byte[] LAST = new byte[0];
  private static final int UNKNOWN_CLIENT = Integer.MIN_VALUE;
  private static final int STRIKES = 3;
  private static final long ROOM_CHECK_NANOS = 1_000_000;

  /** How long the last words to a refused client may take. */
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private final SimulatedGateway.Shared shared;
  private final Socket socket;
  private final BlockingQueue<byte[]> outbound;
  private final Registry requests = ClientMessages.registry();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicBoolean traded = new AtomicBoolean();
  private final OrderRequests orders;
  private final AccountRequests account;
  private final MarketRequests market;
  private final HistoryRequests history;
  private final StreamRequests streams;
  private final ContractRequests contracts;
  private volatile int clientId = UNKNOWN_CLIENT;
  private volatile int version = Wire.SERVER_VERSION;
  private long second;
  private int inSecond;
  private int strikes;

  ClientSession(SimulatedGateway.Shared shared, Socket socket) {
    this.shared = shared;
    this.socket = socket;
    this.outbound = new ArrayBlockingQueue<>(shared.settings().outboundFrames());
    Reply self = new Gate(this);
    this.orders = new OrderRequests(shared, self);
    this.account = new AccountRequests(shared, self);
    this.market = new MarketRequests(shared, self);
    this.history = new HistoryRequests(shared, self);
    this.streams = new StreamRequests(shared, self);
    this.contracts = new ContractRequests(shared, self);
  }

  /** Lets the request handlers speak without the session escaping from its constructor. */
  private record Gate(ClientSession session) implements Reply {
    @Override
    public void send(Outgoing outgoing) {
      session.send(outgoing);
    }

    @Override
    public void sendPart(Outgoing outgoing) {
      session.sendPart(outgoing);
    }

    @Override
    public void hangUp() {
      session.hangUp();
    }

    @Override
    public int clientId() {
      return session.clientId();
    }
  }

  /** Reads until the connection ends; called on its own thread. */
  void run() {
    Thread writer = Thread.ofVirtual().name("simulated-gateway-writer").start(this::writeLoop);
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) shared.settings().helloTimeout().toMillis());
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 15);
      FrameReader frames = new FrameReader(in, shared.settings().maxFrameBytes());
      shared.faults().awaitThaw();
      if (hello(in, frames) && start(frames)) {
        socket.setSoTimeout(0);
        serve(frames);
      } else {
        writer.join(FAREWELL);
      }
    } catch (WireException e) {
      LOG.info("simulated gateway drops client {}: {}", clientId, e.getMessage());
    } catch (IOException | InterruptedException e) {
      LOG.debug("simulated gateway: client {} is gone: {}", clientId, e.toString());
    } finally {
      hangUp();
    }
  }

  private boolean hello(InputStream in, FrameReader frames) throws IOException {
    if (!Arrays.equals(in.readNBytes(4), Wire.helloPrefix())) {
      throw new WireException(WireException.BAD_LENGTH, "no API hello");
    }
    Optional<byte[]> payload = frames.read();
    Matcher range =
        VERSIONS.matcher(payload.map(p -> new String(p, StandardCharsets.US_ASCII)).orElse(""));
    if (!range.matches()) {
      throw new WireException(WireException.UNSUPPORTED_VERSION, "no version range in the hello");
    }
    int min = Integer.parseInt(range.group(1));
    int max = range.group(2) == null ? min : Integer.parseInt(range.group(2));
    version = Math.min(max, Wire.SERVER_VERSION);
    if (version < min || version < Wire.OLDEST_SERVED_VERSION) {
      throw new WireException(
          WireException.UNSUPPORTED_VERSION,
          "client speaks %d..%d, this gateway %d..%d"
              .formatted(min, max, Wire.OLDEST_SERVED_VERSION, Wire.SERVER_VERSION));
    }
    enqueue(Frames.payload(List.of(Integer.toString(version), shared.connectionTime())));
    return true;
  }

  private boolean start(FrameReader frames) throws IOException {
    Optional<byte[]> payload = frames.read();
    if (payload.isEmpty()) {
      return false;
    }
    Message m = requests.decode(payload.get(), version);
    if (!m.name().equals("startApi")) {
      throw new WireException(WireException.BAD_FIELD, "startApi expected, came " + m.name());
    }
    int wanted = m.int32("clientId");
    if (shared.faults().refusesClientIds() || !shared.claim(wanted, this)) {
      error(
          -1,
          326,
          "Unable to connect as the client id is already in use. Retry with a unique"
              + " client id.");
      offer(LAST);
      return false;
    }
    clientId = wanted;
    one(ServerMessages.MANAGED_ACCOUNTS, "accounts", shared.exchange().account());
    sendNextId();
    shared.exchange().addListener(orders);
    shared.exchange().addListener(tradeFlag);
    error(-1, 2104, "Market data farm connection is OK:usfarm");
    error(-1, 2106, "HMDS data farm connection is OK:ushmds");
    error(-1, 2158, "Sec-def data farm connection is OK:secdefnj");
    if (shared.faults().upstreamDown()) {
      upstreamChanged(1100);
    }
    orders.announceLiveOrders();
    return true;
  }

  private final ExchangeListener tradeFlag =
      new ExchangeListener() {
        @Override
        public void orderChanged(BrokerOrder order) {
          // Only trades move the account.
        }

        @Override
        public void executed(BrokerOrder after, BrokerExecution execution) {
          traded.set(true);
        }
      };

  private void serve(FrameReader frames) throws IOException, InterruptedException {
    Optional<byte[]> payload = frames.read();
    while (payload.isPresent() && !closed.get()) {
      shared.faults().awaitThaw();
      if (closed.get()) {
        return;
      }
      shared.heard(this);
      if (withinRate()) {
        handle(payload.get());
      }
      payload = frames.read();
    }
  }

  private boolean withinRate() throws WireException {
    int limit = shared.settings().maxMessagesPerSecond();
    long now = System.nanoTime() / 1_000_000_000L;
    inSecond = now == second ? inSecond + 1 : 1;
    second = now;
    if (limit == 0 || inSecond <= limit) {
      return true;
    }
    error(
        -1,
        100,
        "Max rate of messages per second has been exceeded:max=" + limit + " rec=" + inSecond);
    if (++strikes >= STRIKES) {
      throw new WireException(100, "too many messages a second, third time");
    }
    return false;
  }

  private void handle(byte[] payload) {
    try {
      dispatch(requests.decode(payload, version));
    } catch (WireException e) {
      error(-1, 320, "Server error when reading an API client request: " + e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("simulated gateway failed on a request", e);
      error(-1, 322, "Error processing request: " + e);
    }
  }

  private void dispatch(Message m) {
    switch (m.name()) {
      case "placeOrder" -> orders.place(m);
      case "cancelOrder" -> orders.cancel(m);
      case "reqGlobalCancel" -> shared.exchange().cancelAll();
      case "reqOpenOrders" -> orders.openOrders(false);
      case "reqAllOpenOrders" -> orders.openOrders(true);
      case "reqCompletedOrders" -> orders.completedOrders();
      case "reqExecutions" -> orders.executions(m);
      case "reqAccountUpdates" -> account.updates(m);
      case "reqPositions" -> account.positions();
      case "cancelPositions" -> account.cancelPositions();
      case "reqAccountSummary" -> account.summary(m);
      case "cancelAccountSummary" -> account.cancelSummary(m);
      case "reqPnL", "reqPnLSingle" -> account.profit(m);
      case "cancelPnL", "cancelPnLSingle" -> account.cancelProfit(m);
      case "reqContractDetails" -> contracts.details(m);
      case "reqMktData" -> market.subscribe(m);
      case "cancelMktData" -> market.unsubscribe(m);
      case "reqTickByTickData", "reqRealTimeBars" -> streams.subscribe(m);
      case "cancelTickByTickData", "cancelRealTimeBars" -> streams.unsubscribe(m);
      case "reqMatchingSymbols" -> contracts.matching(m);
      case "reqMarketRule" -> contracts.marketRule(m);
      case "reqSecDefOptParams" -> contracts.optionParameters(m);
      case "reqHeadTimestamp" -> history.head(m);
      case "reqHistoricalData" -> history.request(m);
      case "cancelHistoricalData" -> history.cancel(m);
      case "reqIds" -> sendNextId();
      case "reqManagedAccts" ->
          one(ServerMessages.MANAGED_ACCOUNTS, "accounts", shared.exchange().account());
      case "reqCurrentTime" ->
          one(
              ServerMessages.CURRENT_TIME,
              "epochSeconds",
              Long.toString(Instant.now().getEpochSecond()));
      case "reqAutoOpenOrders" -> bind();
      case "reqMarketDataType", "cancelHeadTimestamp" -> LOG.trace("nothing to do for {}", m);
      default -> error(-1, 321, "Error validating request: " + m.name() + " is not possible here");
    }
  }

  private void bind() {
    if (clientId != 0) {
      error(-1, 327, "Only the default client (i.e 0) can auto bind orders");
    }
  }

  private void sendNextId() {
    int next = shared.exchange().nextOrderId(clientId) - shared.faults().idBack();
    one(ServerMessages.NEXT_VALID_ID, "orderId", Integer.toString(Math.max(1, next)));
  }

  private void one(MessageTable table, String field, String value) {
    send(new Outgoing(table, table.message().set(field, value)));
  }

  void tick(boolean everything) {
    if (clientId != UNKNOWN_CLIENT && !closed.get()) {
      market.tick();
      streams.tick();
      history.tick();
      account.refresh(traded.getAndSet(false), everything);
    }
  }

  void upstreamChanged(int code) {
    if (clientId == UNKNOWN_CLIENT) {
      return;
    }
    switch (code) {
      case 1100 -> error(-1, 1100, "Connectivity between IB and Trader Workstation has been lost.");
      case 1101 -> {
        market.forgetSubscriptions();
        streams.forgetSubscriptions();
        error(-1, 1101, "Connectivity between IB and TWS has been restored- data lost.");
      }
      default ->
          error(-1, 1102, "Connectivity between IB and TWS has been restored- data maintained.");
    }
  }

  /** About the session, if it has begun. */
  void tell(int code, String text) {
    if (clientId != UNKNOWN_CLIENT) {
      error(-1, code, text);
    }
  }

  void tellWithheldFills() {
    orders.tellWithheld();
  }

  @Override
  public int clientId() {
    return clientId;
  }

  @Override
  public void send(Outgoing outgoing) {
    try {
      enqueue(outgoing.table().encode(outgoing.message(), version));
    } catch (WireException e) {
      LOG.error("simulated gateway could not write {}", outgoing.message(), e);
    }
  }

  @Override
  public void sendPart(Outgoing outgoing) {
    int half = shared.settings().outboundFrames() / 2;
    while (outbound.size() > half && !closed.get()) {
      LockSupport.parkNanos(ROOM_CHECK_NANOS);
    }
    send(outgoing);
  }

  private void enqueue(byte[] payload) {
    offer(Frames.frame(payload));
  }

  private void offer(byte[] frame) {
    if (!outbound.offer(frame) && !closed.get()) {
      LOG.warn("simulated gateway drops client {}: it does not read", clientId);
      hangUp();
    }
  }

  private void writeLoop() {
    try {
      OutputStream out = socket.getOutputStream();
      for (byte[] frame = outbound.take(); frame.length > 0; frame = outbound.take()) {
        shared.faults().awaitThaw();
        shared.faults().awaitDelay();
        int allowed = shared.faults().allowedBytes(frame.length);
        out.write(frame, 0, allowed);
        if (allowed < frame.length) {
          break;
        }
      }
    } catch (IOException | InterruptedException e) {
      LOG.debug("simulated gateway: writer of client {} ends: {}", clientId, e.toString());
    } finally {
      hangUp();
    }
  }

  @Override
  public void hangUp() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    shared.exchange().removeListener(orders);
    shared.exchange().removeListener(tradeFlag);
    shared.release(clientId, this);
    outbound.clear();
    outbound.offer(LAST);
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("closing a client's socket: {}", e.toString());
    }
  }
}

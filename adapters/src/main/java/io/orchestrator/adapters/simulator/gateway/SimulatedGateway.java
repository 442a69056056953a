package io.orchestrator.adapters.simulator.gateway;

import io.orchestrator.adapters.ibkr.wire.BrokerTimes;
import io.orchestrator.adapters.simulator.exchange.OrderTerms;
import io.orchestrator.adapters.simulator.exchange.SimulatedExchange;
import io.orchestrator.adapters.simulator.exchange.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server on a real socket that speaks the IB Gateway's protocol for several clients at once. What
 * it knows is the exchange's; it may be closed and started again in front of the same exchange.
 */
public final class SimulatedGateway implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SimulatedGateway.class);

  /** Orders kept while the upstream line is down. */
  private static final int MAX_HELD = 10_000;

  private final ServerSocket server;
  private final Shared shared;
  private final Scenarios scenarios;
  private final Set<ClientSession> sessions = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;
  private Thread ticker;

  private SimulatedGateway(ServerSocket server, SimulatedExchange exchange, GatewaySettings s) {
    this.server = server;
    this.shared =
        new Shared(
            exchange,
            new Contracts(exchange.market()),
            s,
            new ArrayBlockingQueue<List<OrderTerms>>(MAX_HELD),
            new ConcurrentHashMap<>());
    this.scenarios = new Scenarios(exchange, shared.faults(), this);
  }

  /** What all sessions of one gateway have in common. */
  static final class Shared {
    private final SimulatedExchange exchange;
    private final Contracts contracts;
    private final OrderMessages messages;
    private final GatewaySettings settings;
    private final BlockingQueue<List<OrderTerms>> held;
    private final ConcurrentMap<Integer, ClientSession> byClientId;
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final AtomicInteger lateWords = new AtomicInteger();
    private volatile Optional<ClientSession> newest = Optional.empty();
    private final Faults faults;

    Shared(
        SimulatedExchange exchange,
        Contracts contracts,
        GatewaySettings settings,
        BlockingQueue<List<OrderTerms>> held,
        ConcurrentMap<Integer, ClientSession> byClientId) {
      this.exchange = exchange;
      this.contracts = contracts;
      this.messages = new OrderMessages(contracts, exchange.account());
      this.settings = settings;
      this.held = held;
      this.byClientId = byClientId;
      this.faults = new Faults(() -> announceUpstream(exchange, held, byClientId, faults()));
    }

    int mostAtOnce() {
      return mostAtOnce.get();
    }

    int lateWords() {
      return lateWords.get();
    }

    /** Something came from that client. */
    void heard(ClientSession session) {
      if (newest.filter(n -> n != session).isPresent()) {
        lateWords.incrementAndGet();
      }
    }

    SimulatedExchange exchange() {
      return exchange;
    }

    Contracts contracts() {
      return contracts;
    }

    OrderMessages messages() {
      return messages;
    }

    GatewaySettings settings() {
      return settings;
    }

    /** Keeps orders until the line to the broker is back; false: no room. */
    boolean hold(List<OrderTerms> together) {
      return held.offer(together);
    }

    Faults faults() {
      return faults;
    }

    boolean claim(int clientId, ClientSession session) {
      boolean free = byClientId.putIfAbsent(clientId, session) == null;
      LOG.info(
          "session of client {} {}; open sessions: {}",
          clientId,
          free ? "begins" : "refused, it has one",
          byClientId.size());
      mostAtOnce.accumulateAndGet(byClientId.size(), Math::max);
      if (free) {
        newest = Optional.of(session);
      }
      return free;
    }

    void release(int clientId, ClientSession session) {
      if (byClientId.remove(clientId, session)) {
        LOG.info("session of client {} ends; open sessions: {}", clientId, byClientId.size());
      }
    }

    String connectionTime() {
      return BrokerTimes.eastern(Instant.now());
    }
  }

  private static void announceUpstream(
      SimulatedExchange exchange,
      BlockingQueue<List<OrderTerms>> held,
      ConcurrentMap<Integer, ClientSession> sessions,
      Faults faults) {
    sessions.values().forEach(s -> s.upstreamChanged(faults.upstreamCode()));
    while (!faults.upstreamDown()) {
      List<OrderTerms> together = held.poll();
      if (together == null) {
        return;
      }
      List<Verdict> verdicts = exchange.place(together);
      for (int i = 0; i < together.size(); i++) {
        ClientSession session = sessions.get(together.get(i).clientId());
        if (verdicts.get(i) instanceof Verdict.Refused refused && session != null) {
          session.error(together.get(i).orderId(), refused.code(), refused.text());
        }
      }
    }
  }

  /**
   * Listens.
   *
   * @throws UncheckedIOException the port is taken or the address is not ours
   */
  public static SimulatedGateway start(SimulatedExchange exchange, GatewaySettings settings) {
    try {
      ServerSocket server = new ServerSocket();
      try {
        server.setReuseAddress(true);
        InetAddress address = InetAddress.getByName(settings.bindAddress());
        server.bind(new InetSocketAddress(address, settings.port()), settings.maxClients());
      } catch (IOException e) {
        server.close();
        throw e;
      }
      SimulatedGateway gateway = new SimulatedGateway(server, exchange, settings);
      gateway.begin();
      return gateway;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "simulated IB Gateway cannot listen on "
              + settings.bindAddress()
              + ":"
              + settings.port()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private void begin() {
    Thread.ofVirtual().name("simulated-gateway-accept").start(this::acceptLoop);
    ticker = Thread.ofVirtual().name("simulated-gateway-ticks").start(this::tickLoop);
  }

  public int port() {
    return server.getLocalPort();
  }

  /** The most clients that ever had a session at the same instant. */
  public int mostSessionsAtOnce() {
    return shared.mostAtOnce();
  }

  /** The client whose session began last, while it lasts. */
  public Optional<Integer> newestClient() {
    return shared.newest.map(ClientSession::clientId).filter(shared.byClientId::containsKey);
  }

  /** Messages that came in a session after a newer one had begun. */
  public int wordsAfterTheNextSession() {
    return shared.lateWords();
  }

  public Faults faults() {
    return shared.faults();
  }

  /** Lets something go wrong, by name. */
  public void begin(Scenario scenario) {
    scenarios.begin(scenario);
  }

  /** Ends what {@link #begin} began. */
  public void end(Scenario scenario) {
    scenarios.end(scenario);
  }

  /** A message of the session to every client. */
  public void tell(int code, String text) {
    sessions.forEach(s -> s.tell(code, text));
  }

  void tellWithheldFills() {
    sessions.forEach(ClientSession::tellWithheldFills);
  }

  /** Client ids that have started the API. */
  public Set<Integer> clients() {
    return Set.copyOf(shared.byClientId.keySet());
  }

  /** Closes every connection; the server goes on. */
  public void disconnectAll() {
    List.copyOf(sessions).forEach(ClientSession::hangUp);
  }

  private void acceptLoop() {
    while (!closed) {
      try {
        Socket socket = server.accept();
        if (shared.faults().refusesConnections()) {
          socket.close();
          continue;
        }
        if (sessions.size() >= shared.settings().maxClients()) {
          LOG.warn("simulated gateway refuses a client: {} are connected", sessions.size());
          socket.close();
          continue;
        }
        ClientSession session = new ClientSession(shared, socket);
        sessions.add(session);
        Thread.ofVirtual()
            .name("simulated-gateway-reader")
            .start(
                () -> {
                  try {
                    session.run();
                  } finally {
                    sessions.remove(session);
                  }
                });
      } catch (SocketException e) {
        if (!closed) {
          LOG.error("simulated gateway stopped accepting", e);
        }
        return;
      } catch (IOException e) {
        LOG.warn("simulated gateway: a connection could not be accepted", e);
      }
    }
  }

  private void tickLoop() {
    Duration sinceAll = Duration.ZERO;
    Duration step = shared.settings().tickInterval();
    while (!closed) {
      try {
        Thread.sleep(step);
        sinceAll = sinceAll.plus(step);
        boolean everything = sinceAll.compareTo(shared.settings().accountInterval()) >= 0;
        if (everything) {
          sinceAll = Duration.ZERO;
        }
        sessions.forEach(s -> s.tick(everything));
      } catch (InterruptedException stopped) {
        return;
      } catch (RuntimeException e) {
        LOG.error("simulated gateway: a round of ticks failed", e);
      }
    }
  }

  /** Closes the port and every connection; the exchange stays open. */
  @Override
  public void close() {
    closed = true;
    try {
      server.close();
    } catch (IOException e) {
      LOG.warn("closing the simulated gateway's port", e);
    }
    ticker.interrupt();
    disconnectAll();
    shared.faults().thaw();
  }
}

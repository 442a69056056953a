package io.orchestrator.adapters.ibkr;

import io.orchestrator.adapters.simulator.exchange.ExchangeSettings;
import io.orchestrator.adapters.simulator.exchange.PartialFills;
import io.orchestrator.adapters.simulator.exchange.ScriptedMarket;
import io.orchestrator.adapters.simulator.exchange.SimulatedExchange;
import io.orchestrator.adapters.simulator.gateway.GatewaySettings;
import io.orchestrator.adapters.simulator.gateway.SimulatedGateway;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import io.orchestrator.domain.port.BrokerGateway.SessionReady;
import io.orchestrator.domain.port.BrokerGateway.Ticket;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** A client in front of a simulated gateway, on real sockets. */
final class Desk implements AutoCloseable {
  final ScriptedMarket market = new ScriptedMarket();
  final Events events = new Events();
  final ExchangeSettings exchangeSettings;
  SimulatedExchange exchange;
  SimulatedGateway server;
  IbkrGateway client;

  private Desk(Path directory, PartialFills fills) {
    exchangeSettings =
        ExchangeSettings.DEFAULT
            .withBooksFile(directory.resolve("broker.books"))
            .withPartialFills(fills);
    exchange = SimulatedExchange.open(market, exchangeSettings);
    server = SimulatedGateway.start(exchange, GatewaySettings.DEFAULT.withPort(0));
  }

  static Desk open(Path directory, PartialFills fills) {
    Desk desk = new Desk(directory, fills);
    desk.connect(settings(desk.server.port()));
    return desk;
  }

  static Desk open(Path directory) {
    return open(directory, PartialFills.NONE);
  }

  SessionReady connect(IbkrSettings settings) {
    return connect(settings, InstantSource.system());
  }

  SessionReady connect(IbkrSettings settings, InstantSource clock) {
    client = new IbkrGateway(settings, clock, new Random(1));
    client.start(events);
    return events.await(SessionReady.class);
  }

  /** Default settings with short times. */
  static IbkrSettings settings(int port) {
    return settings(port, Duration.ofSeconds(5), Duration.ofSeconds(10));
  }

  static IbkrSettings settings(int port, Duration handshake, Duration silence) {
    IbkrSettings d = IbkrSettings.DEFAULT;
    return new IbkrSettings(
        "127.0.0.1",
        port,
        d.clientId(),
        "",
        AccountKind.PAPER,
        false,
        Duration.ofSeconds(2),
        handshake,
        Duration.ofMillis(500),
        Duration.ofSeconds(2),
        Duration.ofSeconds(1),
        silence.dividedBy(3),
        silence,
        Duration.ofMillis(20),
        Duration.ofMillis(200),
        45,
        Duration.ofSeconds(5),
        1 << 20,
        65_536,
        200,
        10_000_000,
        d.rejectCodes(),
        d.zone(),
        d.restarts().withoutRestarts(),
        d.requests());
  }

  /** The same session with other requests and restarts. */
  static IbkrSettings with(IbkrSettings s, RestartSchedule restarts, RequestLimits requests) {
    return new IbkrSettings(
        s.host(),
        s.port(),
        s.clientId(),
        s.account(),
        s.accountKind(),
        s.liveTradingConfirmed(),
        s.connectTimeout(),
        s.handshakeTimeout(),
        s.probeTimeout(),
        s.syncPartTimeout(),
        s.writeTimeout(),
        s.heartbeatInterval(),
        s.silenceLimit(),
        s.reconnectMin(),
        s.reconnectMax(),
        s.messagesPerSecond(),
        s.pacingWait(),
        s.maxFrameBytes(),
        s.eventQueue(),
        s.traceFrames(),
        s.requestIdBase(),
        s.rejectCodes(),
        s.zone(),
        restarts,
        requests);
  }

  static Ticket market(int id, Side side, long quantity) {
    return new Ticket(
        id,
        "w1/place/" + id,
        "AAPL",
        side,
        quantity,
        OrderType.MARKET,
        Optional.empty(),
        TimeInForce.DAY,
        false);
  }

  static Ticket limit(int id, Side side, long quantity, String price) {
    return new Ticket(
        id,
        "w1/place/" + id,
        "AAPL",
        side,
        quantity,
        OrderType.LIMIT,
        Optional.of(new BigDecimal(price)),
        TimeInForce.DAY,
        false);
  }

  /** A new process of the broker with the same books. */
  void restartBroker() {
    int port = server.port();
    server.close();
    exchange.close();
    exchange = SimulatedExchange.open(market, exchangeSettings);
    server = listenAgain(port);
  }

  /** A client that knocks at a free local port may for a moment be connected to itself there. */
  private SimulatedGateway listenAgain(int port) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (true) {
      try {
        return SimulatedGateway.start(exchange, GatewaySettings.DEFAULT.withPort(port));
      } catch (UncheckedIOException taken) {
        if (System.nanoTime() > deadline) {
          throw taken;
        }
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  /** Another broker with the same books, and no client yet. */
  void restart(ExchangeSettings exchangeOptions, GatewaySettings gatewayOptions) {
    close();
    exchange = SimulatedExchange.open(market, exchangeOptions);
    server = SimulatedGateway.start(exchange, gatewayOptions);
  }

  @Override
  public void close() {
    if (client != null) {
      client.close();
    }
    server.close();
    exchange.close();
  }
}

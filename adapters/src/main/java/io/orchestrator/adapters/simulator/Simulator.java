package io.orchestrator.adapters.simulator;

import io.orchestrator.adapters.simulator.exchange.SimulatedExchange;
import io.orchestrator.adapters.simulator.gateway.GatewaySettings;
import io.orchestrator.adapters.simulator.gateway.SimulatedGateway;
import io.orchestrator.adapters.simulator.iqfeed.FeedFaults;
import io.orchestrator.adapters.simulator.iqfeed.SimulatedIqFeed;
import io.orchestrator.adapters.simulator.market.SimulatedMarket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Market, feed, broker and gateway in one: what a trader without any account connects to. */
public final class Simulator implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Simulator.class);
  private static final int PORT_TRIES = 20;

  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final SimulatedMarket market;
  private final SimulatedIqFeed feed;
  private final SimulatedExchange exchange;
  private final SimulatedGateway gateway;

  /**
   * Starts everything; nothing stays behind if a part fails.
   *
   * @throws IOException if a port cannot be bound or the broker's books cannot be opened
   */
  public static Simulator start(SimulatorSettings settings) throws IOException {
    return new Simulator(settings);
  }

  private Simulator(SimulatorSettings settings) throws IOException {
    try {
      market = SimulatedMarket.open(settings.market());
      started.push(market);
      exchange = SimulatedExchange.open(market, settings.exchange());
      started.push(exchange);
      gateway = gatewayNear(exchange, settings.gateway());
      started.push(gateway);
      feed = SimulatedIqFeed.start(market, settings.feed());
      started.push(feed);
    } catch (UncheckedIOException e) {
      stopAll();
      throw new IOException(e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      stopAll();
      throw e;
    }
  }

  /** A taken port gives way to the next free one, as the feed's ports do. */
  private static SimulatedGateway gatewayNear(
      SimulatedExchange exchange, GatewaySettings settings) {
    for (int tried = 0; ; tried++) {
      int port = settings.port() == 0 ? 0 : settings.port() + tried;
      try {
        SimulatedGateway gateway = SimulatedGateway.start(exchange, settings.withPort(port));
        LOG.info("Simulated IB Gateway on {}", gateway.port());
        return gateway;
      } catch (UncheckedIOException e) {
        boolean taken = e.getCause() instanceof BindException;
        if (!taken || port == 0 || tried == PORT_TRIES || port == 65_535) {
          throw e;
        }
      }
    }
  }

  public SimulatedMarket market() {
    return market;
  }

  public SimulatedIqFeed feed() {
    return feed;
  }

  public FeedFaults feedFaults() {
    return feed.faults();
  }

  public SimulatedExchange exchange() {
    return exchange;
  }

  public SimulatedGateway gateway() {
    return gateway;
  }

  /** Servers first, then the broker's books, then the market. */
  @Override
  public void close() {
    stopAll();
  }

  private void stopAll() {
    for (AutoCloseable part = started.poll(); part != null; part = started.poll()) {
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("A part of the simulator did not close cleanly", e);
      }
    }
  }
}

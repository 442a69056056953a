package io.orchestrator.adapters.ibkr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.adapters.simulator.exchange.ExchangeSettings;
import io.orchestrator.adapters.simulator.exchange.PartialFills;
import io.orchestrator.adapters.simulator.exchange.ScriptedMarket;
import io.orchestrator.adapters.simulator.exchange.SimulatedExchange;
import io.orchestrator.adapters.simulator.gateway.GatewaySettings;
import io.orchestrator.adapters.simulator.gateway.SimulatedGateway;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.port.BrokerGateway.SendOutcome;
import io.orchestrator.domain.port.BrokerGateway.SessionLost;
import io.orchestrator.domain.port.BrokerGateway.SessionNotice;
import io.orchestrator.domain.port.BrokerGateway.SessionReady;
import io.orchestrator.domain.port.BrokerLease;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes, one broker: only who holds the lease has a session, and not one byte longer. */
@Timeout(60)
class LeasedSessionTest {
  @TempDir Path directory;
  private SimulatedExchange exchange;
  private SimulatedGateway server;

  /** One right for all; a node's holder can be cut off as by a pause or a partition. */
  private static final class OneRight {
    private final AtomicLong tokens = new AtomicLong();
    private Holder owner;

    private final class Holder implements BrokerLease {
      private volatile boolean cutOff;
      private volatile long token = -1;

      @Override
      public OptionalLong acquire() {
        synchronized (OneRight.this) {
          if (cutOff || (owner != null && owner != this)) {
            return OptionalLong.empty();
          }
          owner = this;
          token = tokens.incrementAndGet();
          return OptionalLong.of(token);
        }
      }

      @Override
      public boolean holds(long asked) {
        return !cutOff && token == asked;
      }

      @Override
      public String refusal() {
        return "the session belongs to another";
      }

      @Override
      public void release() {
        synchronized (OneRight.this) {
          token = -1;
          owner = owner == this ? null : owner;
        }
      }
    }
  }

  private final OneRight right = new OneRight();

  @BeforeEach
  void start() {
    exchange =
        SimulatedExchange.open(
            new ScriptedMarket(),
            ExchangeSettings.DEFAULT
                .withBooksFile(directory.resolve("broker.books"))
                .withPartialFills(PartialFills.NONE));
    server = SimulatedGateway.start(exchange, GatewaySettings.DEFAULT.withPort(0));
  }

  @AfterEach
  void stop() {
    server.close();
    exchange.close();
  }

  private IbkrGateway node(Events events, BrokerLease lease) {
    var gateway =
        new IbkrGateway(Desk.settings(server.port()), InstantSource.system(), new Random(1), lease);
    gateway.start(events);
    return gateway;
  }

  @Test
  void whoLosesTheLeaseIsSilentBeforeAnotherSpeaks() {
    Events first = new Events();
    Events second = new Events();
    var mine = right.new Holder();
    try (IbkrGateway a = node(first, mine)) {
      first.await(SessionReady.class);
      try (IbkrGateway b = node(second, right.new Holder())) {
        second.await(SessionNotice.class, n -> n.text().contains("belongs to another"));
        mine.cutOff = true;
        assertEquals(
            SendOutcome.NOT_CONNECTED,
            a.place(Desk.market(1, Side.BUY, 10), 0),
            "not one byte leaves, whatever the session thinks of itself");
        assertEquals(SendOutcome.NOT_CONNECTED, a.cancel(1));
        first.await(SessionLost.class);
        mine.release();
        second.await(SessionReady.class);
        assertEquals(SendOutcome.WRITTEN, b.place(Desk.market(1, Side.BUY, 10), 0));
      }
    }
    assertTrue(
        exchange.openOrders().size() + exchange.executions().size() <= 1, "one order at all");
  }

  @Test
  void handOverGivesTheSessionToTheNextAndBack() {
    Events first = new Events();
    Events second = new Events();
    try (IbkrGateway a = node(first, right.new Holder())) {
      first.await(SessionReady.class);
      try (IbkrGateway b = node(second, right.new Holder())) {
        a.standDown();
        second.await(SessionReady.class);
        b.standDown();
        Events again = new Events();
        a.start(again);
        again.await(SessionReady.class);
      }
    }
  }
}

package io.orchestrator.actors.trading;

import static io.orchestrator.actors.trading.DeskFixture.order;
import static io.orchestrator.actors.trading.DeskFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.risk.Breaker;
import io.orchestrator.domain.risk.BreakerName;
import io.orchestrator.domain.risk.BreakerState;
import io.orchestrator.domain.risk.RiskReport;
import io.orchestrator.domain.system.Capability;
import io.orchestrator.domain.system.TradingState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Any sequence of states, breakers, missing numbers, missing prices, closed markets and lost
 * sessions: while there is a session, an order that reduces the position and a cancel reach the
 * broker; no entry does while trading is halted or reducing.
 *
 * <p>What may refuse an exit all the same, by design: {@code order.duplicate_id} (its name is taken
 * by another content) and {@code order.desk_overloaded} (twice as many orders as may be open).
 */
class ExitsNeverBlockedTest {
  private static final int STEPS = 50;
  private static final long HELD = 1_000;

  private final List<String> trail = new ArrayList<>();
  private TradingState state = TradingState.ACTIVE;
  private long epoch;
  private boolean connected = true;
  private int entriesAtHalt;

  @ParameterizedTest
  @ValueSource(longs = {3, 11, 77, 4242})
  void whileThereIsASession(long seed) {
    Random random = new Random(seed);
    try (DeskFixture desk = new DeskFixture()) {
      desk.hold("AAPL", HELD);
      desk.start().reconciled();
      for (int step = 0; step < STEPS; step++) {
        try {
          disturb(desk, random, step);
          act(desk, random, step);
        } catch (AssertionError e) {
          throw new AssertionError("seed " + seed + " " + trail, e);
        }
      }
    }
  }

  private void disturb(DeskFixture desk, Random random, int step) {
    switch (random.nextInt(9)) {
      case 0, 1 -> apply(desk, TradingState.values()[random.nextInt(3)]);
      case 2 -> {
        Set<Capability> some = EnumSet.noneOf(Capability.class);
        for (Capability capability : Capability.values()) {
          if (random.nextBoolean()) {
            some.add(capability);
          }
        }
        trail.add("capabilities " + some);
        desk.desk.tell(new TradingDesk.ApplyCapabilities(Set.copyOf(some)));
      }
      case 3 -> {
        trail.add("no numbers");
        desk.desk.tell(DeskFixture.numbers(desk.report(Optional.of("no history"))));
      }
      case 4 -> {
        trail.add("breakers");
        desk.desk.tell(DeskFixture.numbers(broken(desk)));
      }
      case 5 -> {
        desk.market.open = random.nextBoolean();
        trail.add("market open " + desk.market.open);
      }
      case 6 -> {
        boolean known = random.nextBoolean();
        trail.add("price known " + known);
        if (known) {
          desk.market.unknown.remove(Symbol.of("AAPL"));
        } else {
          desk.market.unknown.add(Symbol.of("AAPL"));
        }
      }
      case 7 -> {
        trail.add(connected ? "lost" : "restored");
        connected = !connected;
        if (connected) {
          desk.broker.restore();
        } else {
          desk.broker.lose();
        }
      }
      default -> {
        trail.add("all well");
        desk.market.open = true;
        desk.market.unknown.clear();
        desk.allow();
      }
    }
  }

  private static RiskReport broken(DeskFixture desk) {
    RiskReport sound = desk.report(Optional.empty());
    return new RiskReport(
        sound.metrics(),
        sound.limits(),
        List.of(),
        List.of(new Breaker(BreakerName.DAILY_LOSS, BreakerState.HALTED, Instant.EPOCH, "loss")),
        sound.tradingState(),
        sound.haltEpoch());
  }

  private void apply(DeskFixture desk, TradingState next) {
    noEntryLeft(desk);
    trail.add("state " + next);
    desk.apply(next, ++epoch);
    state = next;
    entriesAtHalt = entries(desk);
  }

  /** Between the answer of a halt and the next state. */
  private void noEntryLeft(DeskFixture desk) {
    if (state != TradingState.ACTIVE) {
      assertEquals(entriesAtHalt, entries(desk), "entries at the broker in " + state);
    }
  }

  private static int entries(DeskFixture desk) {
    return (int) desk.broker.all().stream().filter(o -> !o.ticket.exit()).count();
  }

  private void act(DeskFixture desk, Random random, int step) {
    switch (random.nextInt(3)) {
      case 0 -> exit(desk, random, step);
      case 1 -> cancel(desk, random);
      default -> {
        trail.add("entry " + step);
        desk.trading.submit(order("entry/x/" + step, Side.BUY, 1 + random.nextInt(20)));
      }
    }
    noEntryLeft(desk);
  }

  private void exit(DeskFixture desk, Random random, int step) {
    String id = "exit/x/" + step;
    trail.add(id);
    OrderView view = desk.submit(order(id, Side.SELL, 1 + random.nextInt(10)));
    assertTrue(!view.status().terminal(), view::toString);
    if (connected) {
      until(() -> desk.broker.ordersOf(id).size() == 1);
      assertTrue(desk.broker.ordersOf(id).getFirst().ticket.exit(), view::toString);
    }
  }

  private void cancel(DeskFixture desk, Random random) {
    List<ScriptedBroker.Order> live =
        desk.broker.all().stream().filter(ScriptedBroker.Order::live).toList();
    if (live.isEmpty() || !connected) {
      return;
    }
    ScriptedBroker.Order order = live.get(random.nextInt(live.size()));
    trail.add("cancel " + order.ticket.orderRef());
    desk.trading.cancel(new ClientOrderId(order.ticket.orderRef()), "test");
    until(() -> !order.live());
  }
}

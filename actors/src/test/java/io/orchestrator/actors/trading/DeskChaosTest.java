package io.orchestrator.actors.trading;

import static io.orchestrator.actors.trading.DeskFixture.order;
import static io.orchestrator.actors.trading.DeskFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.actors.trading.ScriptedBroker.Fate;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.port.BrokerGateway.ExecutionReported;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Anything may die or go silent at any moment. At the end every name was given to the broker at
 * most once, and our books are the broker's.
 */
class DeskChaosTest {
  private static final int STEPS = 60;
  private static final List<String> NAMES = List.of("AAPL", "MSFT", "TSLA");

  @ParameterizedTest
  @ValueSource(longs = {1, 7, 42, 2026})
  void noOrderTwiceNoFillLost(long seed) {
    Random random = new Random(seed);
    try (DeskFixture desk = new DeskFixture()) {
      desk.start().reconciled();
      Set<String> names = new HashSet<>();
      open(desk, random, names);
      for (int step = 0; step < STEPS; step++) {
        act(desk, random, step, names);
        // Some steps meet a desk that is done with the last one, some a desk in the middle of it.
        LockSupport.parkNanos(random.nextInt(40) * 1_000_000L);
      }
      calmDown(desk);
      check(desk, names);
    }
  }

  /** However slow the machine is: some orders are at the broker, and one has a fill. */
  private static void open(DeskFixture desk, Random random, Set<String> names) {
    for (int i = 0; i < NAMES.size(); i++) {
      int placed = i;
      desk.broker.next(Fate.ARRIVES);
      names.add("chaos/opening/" + i);
      desk.trading.submit(order("chaos/opening/" + i, NAMES.get(i), Side.BUY, 10 + i));
      until(() -> desk.broker.all().size() > placed);
    }
    fillSomething(desk.broker, random);
  }

  private static void act(DeskFixture desk, Random random, int step, Set<String> names) {
    ScriptedBroker broker = desk.broker;
    switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> {
        broker.next(
            random.nextInt(3) == 0
                ? Fate.values()[random.nextInt(Fate.values().length)]
                : Fate.ARRIVES);
        String id = "chaos/order/" + (random.nextInt(5) == 0 ? random.nextInt(step + 1) : step);
        names.add(id);
        // One name has one content, so that repeats are repeats.
        int number = Integer.parseInt(id.substring(id.lastIndexOf('/') + 1));
        Side side = number % 3 == 0 ? Side.SELL : Side.BUY;
        desk.trading.submit(order(id, NAMES.get(number % 3), side, 10 + number));
      }
      case 4, 5 -> fillSomething(broker, random);
      case 6 -> {
        broker.lose();
        fillSomething(broker, random);
      }
      case 7 -> broker.restore();
      case 8 -> {
        desk.restart();
        broker.restore();
      }
      default -> {
        if (!names.isEmpty()) {
          desk.trading.cancel(new ClientOrderId(names.iterator().next()), "chaos");
        }
      }
    }
  }

  private static void fillSomething(ScriptedBroker broker, Random random) {
    List<ScriptedBroker.Order> live =
        broker.all().stream().filter(ScriptedBroker.Order::live).toList();
    if (!live.isEmpty()) {
      ScriptedBroker.Order order = live.get(random.nextInt(live.size()));
      long part = 1 + random.nextInt((int) order.remaining());
      broker.fill(order.ticket.orderRef(), part, "100");
    }
  }

  private static void calmDown(DeskFixture desk) {
    desk.broker.noMoreAccidents();
    desk.restart();
    desk.broker.restore();
    desk.reconciled();
    // A sync answers what was in doubt; what never arrived goes out now or is closed.
    try {
      until(() -> settled(desk));
    } catch (AssertionError e) {
      throw new AssertionError(
          "open: "
              + DeskFixture.get(desk.trading.orders(true, 100))
              + desk.events.drafts.subList(
                  Math.max(0, desk.events.drafts.size() - 6), desk.events.drafts.size()),
          e);
    }
    desk.broker.restore();
    desk.reconciled();
  }

  private static boolean settled(DeskFixture desk) {
    return DeskFixture.get(desk.trading.orders(true, 100)).stream()
        .allMatch(v -> v.permId() > 0 && v.status().name().matches("ACK.*|PARTIAL.*"));
  }

  private static void check(DeskFixture desk, Set<String> names) {
    Map<String, Long> sums = new HashMap<>();
    for (ExecutionReported e : desk.broker.executions()) {
      sums.merge(e.symbol(), e.side().sign() * e.quantity(), Long::sum);
    }
    for (String name : NAMES) {
      long expected = sums.getOrDefault(name, 0L);
      until(() -> desk.position(name) == expected);
    }
    Set<Integer> brokerIds = new HashSet<>();
    for (String id : names) {
      List<ScriptedBroker.Order> placed = desk.broker.ordersOf(id);
      assertTrue(placed.size() <= 1, id + " was placed " + placed.size() + " times");
      for (ScriptedBroker.Order order : placed) {
        assertTrue(brokerIds.add(order.brokerId), "broker id used twice: " + order.brokerId);
        OrderView view = desk.find(id);
        assertEquals(order.filled, view.filled(), id);
        assertEquals(order.live(), !view.status().terminal(), id + " " + view);
      }
    }
  }
}

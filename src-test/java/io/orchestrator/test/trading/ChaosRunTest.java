package io.orchestrator.test.trading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.adapters.simulator.exchange.AccountView;
import io.orchestrator.adapters.simulator.exchange.BrokerExecution;
import io.orchestrator.adapters.simulator.exchange.BrokerOrder;
import io.orchestrator.adapters.simulator.exchange.PartialFills;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.Execution;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.portfolio.Position;
import io.orchestrator.persistence.DatabaseSettings;
import io.orchestrator.test.process.Conditions;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Orders through cut, frozen, lying and restarted lines; in the end the broker's books and ours are
 * equal to the share and the cent. The whole run: {@code -Dchaos.orders=1000}; a failing seed
 * again: {@code -Dchaos.seed=…}.
 */
class ChaosRunTest {
  private static final int IN_BUILD = 150;

  @Test
  void booksAreEqualInTheEnd(@TempDir Path directory) throws IOException {
    int orders = Integer.getInteger("chaos.orders", IN_BUILD);
    long seed = Long.getLong("chaos.seed", 4);
    String again = "-Dchaos.orders=" + orders + " -Dchaos.seed=" + seed;
    long began = System.nanoTime();
    try (TradingFloor floor =
        new TradingFloor(
            directory,
            DatabaseSettings.embedded(directory.resolve("journal")),
            PartialFills.TYPICAL,
            UnaryOperator.identity())) {
      ChaosRun run = new ChaosRun(floor, seed);
      floor.start().reconciled();
      try {
        run.trade(orders);
        run.calmDown();
        compare(floor, run);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(again + " " + run.disturbances + floor.events.last(), e);
      }
      System.out.printf(
          "chaos: %d orders, %d at the broker, %d fills, %.0f s, %s %s%n",
          orders,
          floor.simulator.exchange().acceptedOrdersByRef().size(),
          floor.simulator.exchange().executions().size(),
          (System.nanoTime() - began) / 1e9,
          again,
          run.disturbances);
    }
  }

  private static Map<String, Long> denials(TradingFloor floor) {
    return floor.events.all().stream()
        .filter(e -> e.type().equals("order_denied"))
        .collect(
            Collectors.groupingBy(
                e -> String.valueOf(e.data().get("code")), TreeMap::new, Collectors.counting()));
  }

  private static void compare(TradingFloor floor, ChaosRun run) {
    Map<String, BrokerOrder> atBroker = new TreeMap<>();
    for (BrokerOrder order : floor.simulator.exchange().orders()) {
      if (order.permId() > 0 && order.state() != BrokerOrder.State.INACTIVE) {
        BrokerOrder twin = atBroker.put(order.terms().orderRef(), order);
        assertEquals(null, twin, "an order was sent twice: " + order);
      }
    }
    assertTrue(
        atBroker.size() > run.wishes().size() * 2 / 3,
        () -> "too few orders arrived: " + atBroker.size() + ", denied: " + denials(floor));
    same("fills", () -> brokerFills(floor), () -> ourFills(floor));
    same("positions", () -> brokerPositions(floor), () -> ourPositions(floor));
    same(
        "cash",
        () -> cents(floor.simulator.exchange().accountView().cash()),
        () -> cents(TradingFloor.get(floor.trading.portfolio()).cash()));
    run.wishes()
        .keySet()
        .forEach(
            id -> {
              OrderView view =
                  TradingFloor.get(floor.trading.find(new ClientOrderId(id))).orElseThrow();
              BrokerOrder order = atBroker.get(id);
              assertTrue(view.status().terminal(), view::toString);
              assertEquals(order == null ? 0 : order.filled(), view.filled(), view::toString);
              if (order != null) {
                assertEquals(cents(order.commissions()), cents(view.commission()), view::toString);
                assertEquals(
                    order.state() == BrokerOrder.State.FILLED,
                    view.filled() == view.quantity(),
                    view::toString);
              }
            });
  }

  private static void same(String what, Supplier<Object> broker, Supplier<Object> ours) {
    try {
      Conditions.await(
          "equal " + what, TradingFloor.PATIENCE, () -> broker.get().equals(ours.get()));
    } catch (AssertionError e) {
      assertEquals(broker.get(), ours.get(), what);
    }
  }

  private static Map<String, String> brokerFills(TradingFloor floor) {
    Map<String, String> fills = new TreeMap<>();
    for (BrokerExecution e : floor.simulator.exchange().executions()) {
      fills.put(e.execId(), fill(e.terms().orderRef(), e.quantity(), e.price()));
    }
    return fills;
  }

  private static Map<String, String> ourFills(TradingFloor floor) {
    Map<String, String> fills = new TreeMap<>();
    for (Execution e : TradingFloor.get(floor.trading.executions(100_000))) {
      fills.put(e.execId(), fill(e.clientOrderId(), e.quantity(), e.price()));
    }
    return fills;
  }

  private static String fill(String ref, long quantity, BigDecimal price) {
    return ref + " " + quantity + "@" + price.stripTrailingZeros().toPlainString();
  }

  private static Map<String, Long> brokerPositions(TradingFloor floor) {
    Map<String, Long> held = new TreeMap<>();
    for (AccountView.PositionView p : floor.simulator.exchange().accountView().positions()) {
      if (p.quantity() != 0) {
        held.put(p.symbol(), p.quantity());
      }
    }
    return held;
  }

  private static Map<String, Long> ourPositions(TradingFloor floor) {
    Map<String, Long> held = new TreeMap<>();
    for (Position p : TradingFloor.get(floor.trading.portfolio()).positions()) {
      held.put(p.symbol(), p.quantity());
      long lots = p.lots().stream().mapToLong(l -> l.quantity()).sum();
      assertEquals(p.quantity(), lots, "lots of " + p);
    }
    return held;
  }

  private static BigDecimal cents(BigDecimal usd) {
    return usd.setScale(2, RoundingMode.HALF_EVEN);
  }
}

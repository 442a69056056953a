package io.orchestrator.test.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.orchestrator.adapters.simulator.Simulator;
import io.orchestrator.adapters.simulator.SimulatorSettings;
import io.orchestrator.adapters.simulator.exchange.BrokerExecution;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.Execution;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import io.orchestrator.domain.portfolio.Position;
import io.orchestrator.test.process.Conditions;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Batches of orders through a desk that dies where it is told to; market and broker stay. Whoever
 * orders repeats everything under the same names, as a workflow does.
 */
final class DeskBench implements SweepBench {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Path directory;
  private final Simulator simulator;
  private final BrokerLine line;
  private DeskLife life;
  private int batches;

  DeskBench(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
    SimulatorSettings market =
        SimulatorSettings.DEFAULT.onFreePorts().inDirectory(directory.resolve("broker"));
    simulator =
        Simulator.start(
            new SimulatorSettings(
                market.market(),
                market.feed(),
                market
                    .exchange()
                    .withStartingCash(new BigDecimal("10000000"))
                    .withForceToDisk(false),
                market.gateway()));
    line = new BrokerLine(simulator.gateway().port());
  }

  private void up() {
    if (life != null && !life.dead()) {
      return;
    }
    if (life != null) {
      life.close();
    }
    life = new DeskLife(directory, simulator, line);
    Conditions.await(
        "equal books at the start",
        PATIENCE,
        () -> get(life.trading.portfolio()).reconciled() && !life.dead());
  }

  @Override
  public CrashPoint.Extent measure() {
    up();
    life.disk.arm(0, () -> {});
    line.arm(0, BrokerLine.Moment.BEFORE, () -> {});
    complete(batch());
    return new CrashPoint.Extent(life.disk.written(), line.passed());
  }

  @Override
  public boolean survives(CrashPoint point) {
    up();
    DeskLife mortal = life;
    List<OrderRequest> batch = batch();
    switch (point.kind()) {
      case JOURNAL -> mortal.disk.arm(point.number(), mortal::die);
      case BEFORE_WRITE -> line.arm(point.number(), BrokerLine.Moment.BEFORE, mortal::die);
      case AFTER_WRITE -> line.arm(point.number(), BrokerLine.Moment.AFTER, mortal::die);
    }
    batch.forEach(mortal.trading::submit); // nobody answers whom death interrupts
    Conditions.await("death or end", PATIENCE, () -> mortal.dead() || filled(batch));
    line.arm(0, BrokerLine.Moment.BEFORE, () -> {});
    mortal.disk.arm(0, () -> {});
    boolean reached = mortal.dead();
    complete(batch);
    return reached;
  }

  /** One batch of orders; the next is its opposite. */
  private List<OrderRequest> batch() {
    int number = batches++;
    List<OrderRequest> orders = new ArrayList<>();
    for (int i = 0; i < OrderBench.ORDERS; i++) {
      orders.add(
          new OrderRequest(
              new ClientOrderId("b" + number + "/" + i),
              Symbol.of(OrderBench.SYMBOLS.get(i % OrderBench.SYMBOLS.size())),
              number % 2 == 0 ? Side.BUY : Side.SELL,
              3 + i,
              OrderType.MARKET,
              Optional.empty(),
              TimeInForce.DAY,
              "sweep",
              "sweep"));
    }
    return orders;
  }

  private boolean filled(List<OrderRequest> batch) {
    Map<String, OrderStatus> statuses = new HashMap<>();
    get(life.trading.orders(false, 1000))
        .forEach(o -> statuses.put(o.clientOrderId().value(), o.status()));
    return batch.stream()
        .allMatch(o -> statuses.get(o.clientOrderId().value()) == OrderStatus.FILLED);
  }

  private void complete(List<OrderRequest> batch) {
    up();
    batch.forEach(order -> get(life.trading.submit(order)));
    Conditions.await("all orders filled", PATIENCE, () -> filled(batch));
    Map<String, Long> once = new TreeMap<>();
    batch.forEach(order -> once.put(order.clientOrderId().value(), 1L));
    Map<String, Long> atBroker = new TreeMap<>(simulator.exchange().acceptedOrdersByRef());
    atBroker.keySet().retainAll(once.keySet());
    assertEquals(once, atBroker, "orders at the broker");
    OrderBench.same("fills", () -> brokerFills(once), () -> ourFills(once));
    OrderBench.same("positions", this::brokerPositions, this::ourPositions);
    OrderBench.same(
        "cash",
        () -> OrderBench.cents(simulator.exchange().accountView().cash()),
        () -> OrderBench.cents(get(life.trading.portfolio()).cash()));
  }

  private List<String> brokerFills(Map<String, Long> batch) {
    List<String> fills = new ArrayList<>();
    for (BrokerExecution e : simulator.exchange().executions()) {
      if (batch.containsKey(e.terms().orderRef())) {
        fills.add(OrderBench.fill(e.execId(), e.terms().orderRef(), e.quantity(), e.price()));
      }
    }
    return fills.stream().sorted().toList();
  }

  private List<String> ourFills(Map<String, Long> batch) {
    List<String> fills = new ArrayList<>();
    for (Execution e : get(life.trading.executions(1000))) {
      if (batch.containsKey(e.clientOrderId())) {
        fills.add(OrderBench.fill(e.execId(), e.clientOrderId(), e.quantity(), e.price()));
      }
    }
    return fills.stream().sorted().toList();
  }

  private Map<String, Long> brokerPositions() {
    Map<String, Long> held = new TreeMap<>();
    simulator.exchange().accountView().positions().forEach(p -> held.put(p.symbol(), p.quantity()));
    held.values().removeIf(q -> q == 0);
    return held;
  }

  private Map<String, Long> ourPositions() {
    return get(life.trading.portfolio()).positions().stream()
        .filter(p -> p.quantity() != 0)
        .collect(Collectors.toMap(Position::symbol, Position::quantity, Long::sum, TreeMap::new));
  }

  private static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (life != null) {
      life.close();
    }
    line.close();
    simulator.close();
  }
}

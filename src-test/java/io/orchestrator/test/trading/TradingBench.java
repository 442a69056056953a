package io.orchestrator.test.trading;

import io.orchestrator.adapters.simulator.exchange.PartialFills;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import io.orchestrator.domain.portfolio.Position;
import io.orchestrator.domain.system.TradingState;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseSettings;
import io.orchestrator.test.process.Conditions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The measurements of {@code bench/trading.sh}; no test of any build. Desk, adapter, sockets and
 * the simulated gateway share one process, so that the broker's work is in the numbers too.
 */
class TradingBench {
  private static final int WARM_UP = Integer.getInteger("bench.warmup", 300);
  private static final int ORDERS = Integer.getInteger("bench.orders", 1_000);

  /** Of each order that is filled while nobody listens: 60 come in about 5 pieces, 200 in 6.2. */
  private static final int SHARES = Integer.getInteger("bench.shares", 60);

  private static final int HELD = 200;
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final List<String> SYMBOLS = List.of("AAPL", "MSFT", "GOOGL", "AMZN", "SPY");

  @Test
  void onH2(@TempDir Path directory) throws Exception {
    measure("H2", directory, DatabaseSettings.embedded(directory.resolve("journal")));
  }

  @Test
  void onPostgres(@TempDir Path directory) throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().start()) {
      String url = "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres";
      measure("PostgreSQL", directory, DatabaseSettings.of(url, "postgres", "").withPools(4, 4));
    }
  }

  /** At the broker's real limit a kill lasts; an exit goes between the cancels. */
  @Test
  void anExitPassesAPacedKill(@TempDir Path directory) throws Exception {
    Map<String, Object> keys = new HashMap<>(TradingFloor.MANY_ORDERS);
    keys.put("ibkr.messages-per-second", 45);
    TimedGateway timed = new TimedGateway();
    try (TradingFloor floor =
        new TradingFloor(
            directory,
            Optional.of(Database.open(DatabaseSettings.embedded(directory.resolve("journal")))),
            keys,
            new PartialFills(false, 0.02),
            timed::around,
            InstantSource.system())) {
      floor.start().reconciled();
      kill("45 messages a second", floor, timed, 200);
    }
  }

  private static void measure(String name, Path directory, DatabaseSettings database)
      throws Exception {
    TimedGateway timed = new TimedGateway();
    try (TradingFloor floor =
        new TradingFloor(directory, database, new PartialFills(true, 0.02), timed::around)) {
      floor.start().reconciled();
      decisionToBytes(name, floor, timed);
      kill(name, floor, timed, ORDERS);
      reconcile(name, floor, timed);
    }
  }

  /** Each order beside one bare commit on the same database. */
  private static void decisionToBytes(String name, TradingFloor floor, TimedGateway timed)
      throws SQLException {
    long[] orders = new long[ORDERS];
    long[] commits = new long[ORDERS];
    try (Connection connection = floor.database.orElseThrow().connection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE bench_commit (id BIGINT PRIMARY KEY, payload VARCHAR(2000))");
      connection.setAutoCommit(false);
      for (int i = 0; i < WARM_UP + ORDERS; i++) {
        OrderRequest order = passive(floor, "bench/latency/" + i, Side.BUY);
        TradingFloor.get(floor.trading.submit(order));
        String ref = order.clientOrderId().value();
        while (!timed.placedNanos.containsKey(ref)) {
          LockSupport.parkNanos(100_000);
        }
        long decided = floor.decidedNanos;
        long commit = commit(connection, i);
        if (i >= WARM_UP) {
          orders[i - WARM_UP] = timed.placedNanos.get(ref) - decided;
          commits[i - WARM_UP] = commit;
        }
        LockSupport.parkNanos(2_000_000); // the acknowledgement is journaled meanwhile
        if (i % 100 == 99) {
          cancelAll(floor);
        }
      }
    }
    say(
        "%s: decision to bytes p50 %.2f p99 %.2f ms; bare commit p50 %.2f p99 %.2f ms; ratio p50 %.1f",
        name,
        ms(orders, 50),
        ms(orders, 99),
        ms(commits, 50),
        ms(commits, 99),
        ms(orders, 50) / ms(commits, 50));
    target(
        name + ": decision to bytes p99 over bare commit p99", 3, ms(orders, 99) / ms(commits, 99));
  }

  private static long commit(Connection connection, int id) throws SQLException {
    long began = System.nanoTime();
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO bench_commit VALUES (?, ?)")) {
      insert.setLong(1, id);
      insert.setString(2, "x".repeat(800));
      insert.executeUpdate();
    }
    connection.commit();
    return System.nanoTime() - began;
  }

  private static double ms(long[] nanos, int percentile) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return sorted[Math.min(sorted.length - 1, sorted.length * percentile / 100)] / 1e6;
  }

  private static void kill(String name, TradingFloor floor, TimedGateway timed, int orders) {
    TradingFloor.get(floor.trading.submit(market("AAPL", "bench/held/" + orders, HELD)));
    Conditions.await("a position", PATIENCE, () -> held(floor) >= HELD);
    List<CompletableFuture<OrderView>> answers = new ArrayList<>();
    for (int i = 0; i < orders; i++) {
      OrderRequest order = passive(floor, "bench/kill/" + i, Side.BUY);
      answers.add(floor.trading.submit(order).toCompletableFuture());
    }
    answers.forEach(TradingFloor::get);
    Conditions.await(
        "open orders", PATIENCE, () -> floor.simulator.exchange().openOrders().size() == orders);
    timed.cancels.set(0);
    long began = System.nanoTime();
    CompletableFuture<?> halt =
        CompletableFuture.runAsync(() -> floor.apply(TradingState.HALTED, 1));
    Conditions.await("first cancel", PATIENCE, () -> timed.cancels.get() > 0);
    OrderRequest exit = exit(floor, "bench/exit/" + orders);
    long asked = System.nanoTime();
    TradingFloor.get(floor.trading.submit(exit));
    int before = timed.cancelsBefore(exit.clientOrderId().value());
    TradingFloor.get(halt);
    Conditions.await("cancels", PATIENCE, () -> timed.cancels.get() >= orders);
    double cancelling = (timed.lastCancelNanos - began) / 1e6;
    double exited = (timed.placedNanos.get(exit.clientOrderId().value()) - asked) / 1e6;
    say(
        "%s: kill of %d open orders: last cancel written after %.0f ms; an exit asked for meanwhile"
            + " left after %.0f ms behind %d cancels",
        name, orders, cancelling, exited, before);
    if (orders == ORDERS) {
      target(name + ": kill to the last of " + orders + " cancels, ms", 250, cancelling);
    }
    Conditions.await(
        "entries are gone", PATIENCE, () -> floor.simulator.exchange().openOrders().size() <= 1);
    Conditions.await(
        "closed orders",
        PATIENCE,
        () -> TradingFloor.get(floor.trading.orders(true, 10_000)).size() <= 1);
    floor.apply(TradingState.ACTIVE, 2);
    cancelAll(floor);
  }

  private static long held(TradingFloor floor) {
    return TradingFloor.get(floor.trading.portfolio()).positions().stream()
        .filter(p -> p.symbol().equals("AAPL"))
        .mapToLong(Position::quantity)
        .sum();
  }

  /** The broker filled everything while nobody listened; then everything is known. */
  private static void reconcile(String name, TradingFloor floor, TimedGateway timed) {
    int before = floor.simulator.exchange().executions().size();
    timed.deaf = true;
    List<CompletableFuture<OrderView>> answers = new ArrayList<>();
    for (int i = 0; i < ORDERS; i++) {
      OrderRequest order = market(SYMBOLS.get(i % SYMBOLS.size()), "bench/fill/" + i, SHARES);
      answers.add(floor.trading.submit(order).toCompletableFuture());
    }
    answers.forEach(TradingFloor::get);
    Conditions.await("fills", PATIENCE, () -> floor.simulator.exchange().openOrders().isEmpty());
    int fills = floor.simulator.exchange().executions().size() - before;
    floor.die();
    timed.deaf = false;
    String what = ORDERS + " orders, " + fills + " executions";
    sync(name + ": reconciliation of " + what + " nobody heard of, s", floor, timed);
    floor.die();
    sync(name + ": the same when all is known, s", floor, timed);
  }

  /** From the first question of a new desk to equal books; what is not work is named. */
  private static void sync(String what, TradingFloor floor, TimedGateway timed) {
    timed.forgetSyncs();
    double cpu = cpuSeconds();
    floor.start();
    while (!TradingFloor.get(floor.trading.portfolio()).reconciled()) {
      LockSupport.parkNanos(20_000_000);
    }
    double whole = (System.nanoTime() - timed.syncAskedNanos) / 1e9;
    double waiting = (timed.syncs.get() - 1) * floor.settle().toNanos() / 1e9;
    say(
        "%s: %.2f in all, of it %.2f prescribed waiting between %d comparisons, %.2f until the"
            + " broker had answered; %.2f s of CPU, the broker's included",
        what,
        whole,
        waiting,
        timed.syncs.get(),
        timed.answeringNanos.get() / 1e9,
        cpuSeconds() - cpu);
    target(what + " (work)", 2, whole - waiting);
  }

  private static double cpuSeconds() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
  }

  private static void cancelAll(TradingFloor floor) {
    Conditions.await(
        "no open orders",
        PATIENCE,
        () -> {
          List<OrderView> open = TradingFloor.get(floor.trading.orders(true, 10_000));
          open.forEach(
              order -> floor.trading.cancel(new ClientOrderId(order.clientOrderId().value()), "b"));
          return open.isEmpty();
        });
  }

  /** Far from the market: it is acknowledged and stays. */
  private static OrderRequest passive(TradingFloor floor, String id, Side side) {
    double mid = floor.simulator.market().quote(Symbol.of("AAPL")).mid();
    BigDecimal limit = BigDecimal.valueOf(mid * 0.7).setScale(2, RoundingMode.HALF_EVEN);
    return new OrderRequest(
        new ClientOrderId(id),
        Symbol.of("AAPL"),
        side,
        10,
        OrderType.LIMIT,
        Optional.of(limit),
        TimeInForce.DAY,
        "bench",
        "bench");
  }

  /** Sells what is held, far above the market. */
  private static OrderRequest exit(TradingFloor floor, String id) {
    double mid = floor.simulator.market().quote(Symbol.of("AAPL")).mid();
    BigDecimal limit = BigDecimal.valueOf(mid * 1.3).setScale(2, RoundingMode.HALF_EVEN);
    return new OrderRequest(
        new ClientOrderId(id),
        Symbol.of("AAPL"),
        Side.SELL,
        100,
        OrderType.LIMIT,
        Optional.of(limit),
        TimeInForce.DAY,
        "bench",
        "bench");
  }

  private static OrderRequest market(String symbol, String id, int shares) {
    return new OrderRequest(
        new ClientOrderId(id),
        Symbol.of(symbol),
        Side.BUY,
        shares,
        OrderType.MARKET,
        Optional.empty(),
        TimeInForce.DAY,
        "bench",
        "bench");
  }

  private static void target(String what, double target, double measured) {
    say(
        "TARGET %s: target %.2f, measured %.2f, ratio %.2f",
        what, target, measured, measured / target);
  }

  private static void say(String format, Object... values) {
    System.out.println("bench: " + String.format(java.util.Locale.ROOT, format, values));
  }
}

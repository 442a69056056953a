package io.orchestrator.test.trading;

import io.orchestrator.adapters.simulator.exchange.PartialFills;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import io.orchestrator.domain.system.TradingState;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
  private static final Duration PATIENCE = Duration.ofMinutes(5);
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

  private static void measure(String name, Path directory, DatabaseSettings database)
      throws Exception {
    TimedGateway timed = new TimedGateway();
    try (TradingFloor floor =
        new TradingFloor(directory, database, new PartialFills(true, 0.02), timed::around)) {
      floor.start().reconciled();
      decisionToBytes(name, floor, timed);
      kill(name, floor, timed);
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
        Conditions.await("bytes", PATIENCE, () -> timed.placedNanos.containsKey(ref));
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
        "%s: decision to bytes p50 %.2f p99 %.2f ms; bare commit p50 %.2f p99 %.2f ms; ratio p50 %.1f"
            + " p99 %.1f (limit 3)",
        name,
        ms(orders, 50),
        ms(orders, 99),
        ms(commits, 50),
        ms(commits, 99),
        ms(orders, 50) / ms(commits, 50),
        ms(orders, 99) / ms(commits, 99));
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

  private static void kill(String name, TradingFloor floor, TimedGateway timed) {
    List<CompletableFuture<OrderView>> answers = new ArrayList<>();
    for (int i = 0; i < ORDERS; i++) {
      OrderRequest order = passive(floor, "bench/kill/" + i, Side.BUY);
      answers.add(floor.trading.submit(order).toCompletableFuture());
    }
    answers.forEach(TradingFloor::get);
    Conditions.await(
        "open orders", PATIENCE, () -> floor.simulator.exchange().openOrders().size() == ORDERS);
    timed.cancels.set(0);
    long began = System.nanoTime();
    TradingFloor.get(CompletableFuture.supplyAsync(() -> floor.apply(TradingState.HALTED, 1)));
    long answered = System.nanoTime();
    Conditions.await("cancels", PATIENCE, () -> timed.cancels.get() >= ORDERS);
    say(
        "%s: kill to the last of %d cancels written %.0f ms (limit 250), answered after %.0f ms",
        name, ORDERS, (timed.lastCancelNanos - began) / 1e6, (answered - began) / 1e6);
    Conditions.await(
        "no open orders", PATIENCE, () -> floor.simulator.exchange().openOrders().isEmpty());
    Conditions.await(
        "closed orders",
        PATIENCE,
        () -> TradingFloor.get(floor.trading.orders(true, 10_000)).isEmpty());
    floor.apply(TradingState.ACTIVE, 2);
  }

  /** The broker filled everything while nobody listened; then everything is known. */
  private static void reconcile(String name, TradingFloor floor, TimedGateway timed) {
    int before = floor.simulator.exchange().executions().size();
    timed.deaf = true;
    for (int i = 0; i < ORDERS; i++) {
      OrderRequest order = market(SYMBOLS.get(i % SYMBOLS.size()), "bench/fill/" + i);
      TradingFloor.get(floor.trading.submit(order));
    }
    Conditions.await("fills", PATIENCE, () -> floor.simulator.exchange().openOrders().isEmpty());
    int fills = floor.simulator.exchange().executions().size() - before;
    timed.deaf = false;
    floor.restart();
    floor.reconciled();
    say(
        "%s: sync of %d unheard orders with %d unheard executions asked to equal books %.2f s",
        name, ORDERS, fills, (System.nanoTime() - timed.syncAskedNanos) / 1e9);
    floor.restart();
    floor.reconciled();
    say(
        "%s: the same when all is known %.2f s (limit 2)",
        name, (System.nanoTime() - timed.syncAskedNanos) / 1e9);
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

  private static OrderRequest market(String symbol, String id) {
    return new OrderRequest(
        new ClientOrderId(id),
        Symbol.of(symbol),
        Side.BUY,
        200,
        OrderType.MARKET,
        Optional.empty(),
        TimeInForce.DAY,
        "bench",
        "bench");
  }

  private static void say(String format, Object... values) {
    System.out.println("bench: " + String.format(java.util.Locale.ROOT, format, values));
  }
}

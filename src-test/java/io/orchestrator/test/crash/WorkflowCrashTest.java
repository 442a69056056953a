package io.orchestrator.test.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.adapters.simulator.exchange.BrokerExecution;
import io.orchestrator.adapters.simulator.exchange.BrokerOrder;
import io.orchestrator.adapters.simulator.exchange.ExchangeListener;
import io.orchestrator.adapters.simulator.gateway.Faults;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * An executing {@code analysis_to_trade} is interrupted in every stage, and completes: each planned
 * order is at the broker exactly once, and every fill is known. All tests share one data directory,
 * so each life of the program has a longer past. Three cases run in every build, all with {@code
 * -Dcrash.tests=true}.
 */
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkflowCrashTest {
  private static final String MINUTES = "minutes more; run it with -Dcrash.tests=true";
  private static final String EVERYWHERE = "long; run it with -Dcrash.workflows=full or =N";

  private CrashBench bench;
  private int rebalancings;

  @BeforeAll
  void open(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) throws IOException {
    boolean manyLives =
        Boolean.getBoolean("crash.tests") || System.getProperty("crash.workflows") != null;
    bench = new CrashBench(directory, manyLives);
    bench.up();
  }

  @AfterAll
  void close() {
    bench.close();
  }

  @Test
  @EnabledIfSystemProperty(named = "crash.tests", matches = "true", disabledReason = MINUTES)
  @DisplayName("kill -9 while the engines analyse")
  void duringAnalysis() {
    bench.up();
    String run = bench.start();
    bench.awaitStep(run, "fetch_market_data");
    bench.kill();
    bench.check(run);
  }

  @Test
  @EnabledIfSystemProperty(named = "crash.tests", matches = "true", disabledReason = MINUTES)
  @DisplayName("death between validate_signals and execute_trades")
  void betweenValidationAndExecution() {
    diesAt(5, "workflow-advanced");
  }

  @Test
  @DisplayName("death when the first order is at the broker and its journal has the intent only")
  void afterTheFirstOrderWasWritten() {
    diesAt(1, "order-sent");
  }

  @Test
  @EnabledIfSystemProperty(named = "crash.tests", matches = "true", disabledReason = MINUTES)
  @DisplayName("death before the second intent is written")
  void betweenTwoOrders() {
    diesAt(2, "order-intended");
  }

  @Test
  @EnabledIfSystemProperty(named = "crash.tests", matches = "true", disabledReason = MINUTES)
  @DisplayName("death before the first fill is booked")
  void beforeTheFirstFill() {
    diesAt(1, "order-execution-booked");
  }

  @Test
  @EnabledIfSystemProperty(named = "crash.tests", matches = "true", disabledReason = MINUTES)
  @DisplayName("death while the last orders are monitored")
  void whileMonitoring() {
    diesAt(2, "desk-order-closed");
  }

  @Test
  @EnabledIfSystemProperty(named = "crash.tests", matches = "true", disabledReason = MINUTES)
  @DisplayName("the order is lost with its connection, and the program dies of it")
  void lostOrderAndDeath() {
    bench.up();
    bench.simulator.gateway().faults().dropOnNextOrder(Faults.Drop.BEFORE_BOOKING);
    diesAt(1, "order-became-unknown");
  }

  @Test
  @DisplayName("kill -9 when the broker has booked an order and its acknowledgement is lost")
  void whenTheBrokerHasTheOrder() throws InterruptedException {
    bench.up();
    bench.simulator.gateway().faults().loseNextAcknowledgement();
    CountDownLatch booked = new CountDownLatch(1);
    ExchangeListener listener =
        new ExchangeListener() {
          @Override
          public void orderChanged(BrokerOrder order) {
            booked.countDown();
          }

          @Override
          public void executed(BrokerOrder after, BrokerExecution execution) {}
        };
    bench.simulator.exchange().addListener(listener);
    String run = bench.start();
    assertTrue(
        booked.await(CrashBench.PATIENCE.toSeconds(), TimeUnit.SECONDS),
        () -> "no order at the broker: " + bench.view(run).toPrettyString());
    bench.kill();
    bench.simulator.exchange().removeListener(listener);
    bench.check(run);
  }

  @Test
  @EnabledIfSystemProperty(named = "crash.tests", matches = "true", disabledReason = MINUTES)
  @DisplayName("SIGTERM in a run is a clean stop; the run goes on after the next start")
  void terminate() {
    bench.up();
    String run = bench.start();
    bench.awaitStep(run, "validate_signals");
    assertEquals(143, bench.process().stop(Duration.ofSeconds(40)));
    bench.check(run);
  }

  @Test
  @EnabledIfSystemProperty(named = "crash.tests", matches = "true", disabledReason = MINUTES)
  @DisplayName("control stop and start in a run")
  void stopAndStart() {
    bench.up();
    String run = bench.start();
    bench.awaitStep(run, "fetch_market_data");
    bench.control("stop", "ready");
    bench.control("start", "running");
    bench.check(run);
  }

  @Test
  @EnabledIfSystemProperty(named = "crash.tests", matches = "true", disabledReason = MINUTES)
  @DisplayName("the connection breaks when the order has arrived, and nobody was told")
  void dropAfterBooking() {
    bench.up();
    bench.simulator.gateway().faults().dropOnNextOrder(Faults.Drop.AFTER_BOOKING);
    bench.check(bench.start());
  }

  @Test
  @EnabledIfSystemProperty(named = "crash.tests", matches = "true", disabledReason = MINUTES)
  @DisplayName("the connection breaks and the order is lost with it")
  void dropBeforeBooking() {
    bench.up();
    bench.simulator.gateway().faults().dropOnNextOrder(Faults.Drop.BEFORE_BOOKING);
    bench.check(bench.start());
  }

  @Test
  @EnabledIfSystemProperty(named = "crash.tests", matches = "true", disabledReason = MINUTES)
  @DisplayName("half a frame, then the end of the connection, while orders are sent")
  void halfFrame() {
    bench.up();
    String run = bench.start();
    bench.awaitStep(run, "validate_signals");
    bench.simulator.gateway().faults().halfFrameNext();
    bench.check(run);
  }

  @Test
  @EnabledIfSystemProperty(named = "crash.tests", matches = "true", disabledReason = MINUTES)
  @DisplayName("the gateway freezes while orders are sent, and thaws")
  void freeze() {
    bench.up();
    String run = bench.start();
    bench.awaitStep(run, "validate_signals");
    bench.awaitBroker("lost", bench.simulator.gateway().faults()::freeze);
    bench.simulator.gateway().faults().thaw();
    bench.check(run);
  }

  @Test
  @EnabledIfSystemProperty(named = "crash.tests", matches = "true", disabledReason = MINUTES)
  @DisplayName("1100 while orders are sent, then 1102")
  void upstream() {
    bench.up();
    String run = bench.start();
    bench.awaitStep(run, "validate_signals");
    bench.awaitBroker("upstream_down", bench.simulator.gateway().faults()::upstreamLost);
    bench.simulator.gateway().faults().upstreamRestored(false);
    bench.check(run);
  }

  @Test
  @EnabledIfSystemProperty(named = "crash.workflows", matches = ".+", disabledReason = EVERYWHERE)
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  @DisplayName("analysis_to_trade dies of each event that it persists")
  void analysisToTradeEverywhere() {
    sweep("analysis_to_trade", bench::trading, bench::check);
  }

  @Test
  @EnabledIfSystemProperty(named = "crash.workflows", matches = ".+", disabledReason = EVERYWHERE)
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  @DisplayName("portfolio_rebalance dies of each event that it persists")
  void rebalanceEverywhere() {
    sweep("portfolio_rebalance", this::rebalancing, bench::checkRebalance);
  }

  @Test
  @EnabledIfSystemProperty(named = "crash.workflows", matches = ".+", disabledReason = EVERYWHERE)
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  @DisplayName("strategy_optimization dies of each event that it persists")
  void optimizationEverywhere() {
    sweep("strategy_optimization", WorkflowCrashTest::optimizing, bench::checkOptimization);
  }

  private void sweep(
      String workflow, Supplier<Map<String, Object>> parameters, ToIntFunction<String> check) {
    new WorkflowSweep(bench, workflow, parameters, check)
        .run(System.getProperty("crash.workflows"), Long.getLong("crash.seed", System.nanoTime()));
  }

  /** Each wants another share of cash than the last, so that each has orders. */
  private Map<String, Object> rebalancing() {
    rebalancings++;
    return Map.of(
        "symbols", List.of("AAPL", "MSFT", "GOOGL", "AMZN"),
        "method", "equal_weight",
        "bars", 100,
        "cash_weight", 0.9 - 0.02 * (rebalancings % 10),
        "band", 0,
        "max_cost_bps", 10_000,
        "execute", true,
        "fill_timeout_seconds", 600,
        "plan_valid_seconds", 3600);
  }

  private static Map<String, Object> optimizing() {
    return Map.of(
        "symbols",
        List.of("AAPL", "MSFT"),
        "bars",
        520,
        "strategies",
        List.of("momentum"),
        "top",
        1,
        "method",
        "random",
        "iterations",
        10);
  }

  private void diesAt(int n, String names) {
    bench.up();
    bench.dieAtWrite(n, names);
    String run = bench.start();
    bench.awaitDeath();
    bench.check(run);
  }
}

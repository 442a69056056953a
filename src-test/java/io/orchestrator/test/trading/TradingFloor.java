package io.orchestrator.test.trading;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.orchestrator.actors.trading.DeskEnvironment;
import io.orchestrator.actors.trading.DeskTrading;
import io.orchestrator.actors.trading.TradingDesk;
import io.orchestrator.adapters.ibkr.IbkrGateway;
import io.orchestrator.adapters.simulator.Simulator;
import io.orchestrator.adapters.simulator.SimulatorSettings;
import io.orchestrator.adapters.simulator.exchange.PartialFills;
import io.orchestrator.domain.port.BrokerGateway;
import io.orchestrator.domain.risk.RiskLimits;
import io.orchestrator.domain.risk.RiskMetrics;
import io.orchestrator.domain.risk.RiskReport;
import io.orchestrator.domain.system.Capability;
import io.orchestrator.domain.system.TradingState;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseSettings;
import io.orchestrator.persistence.schema.SchemaMigrator;
import io.orchestrator.settings.Settings;
import io.orchestrator.test.process.Conditions;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/** Desk, adapter, sockets, simulated broker and a journal on a database, with wide limits. */
final class TradingFloor implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(120);

  private static final RiskLimits LIMITS =
      new RiskLimits(1e9, 1e9, 1.0, 1e9, 1_000_000, 1_000_000, 1e6, 0.5, 10);

  final Simulator simulator;
  final Database database;
  final IbkrGateway adapter;
  final LastEvents events = new LastEvents();
  private final Settings settings;
  private final ActorTestKit kit;
  private final DeskEnvironment environment;
  private volatile long judgedNanos;

  /** When the last but one verdict was begun: of the latest order, the one before its intent. */
  volatile long decidedNanos;

  ActorRef<TradingDesk.Command> desk;
  DeskTrading trading;

  /**
   * @param keys settings below {@code orchestrator.}, on top of the quick ones here
   * @param around puts something between desk and adapter
   */
  TradingFloor(
      Path directory,
      DatabaseSettings journal,
      Map<String, Object> keys,
      PartialFills fills,
      UnaryOperator<BrokerGateway> around)
      throws IOException {
    Config root = ConfigFactory.parseMap(keys).withFallback(quick()).atPath("orchestrator");
    settings =
        Settings.read(
            root.withFallback(
                    ConfigFactory.parseMap(Map.of("orchestrator.home", directory.toString())))
                .withFallback(ConfigFactory.parseResources("application.conf"))
                .withFallback(ConfigFactory.defaultReferenceUnresolved())
                .resolve());
    SimulatorSettings market =
        SimulatorSettings.DEFAULT.onFreePorts().inDirectory(directory.resolve("broker"));
    simulator =
        Simulator.start(
            new SimulatorSettings(
                market.market(),
                market.feed(),
                market
                    .exchange()
                    .withStartingCash(new BigDecimal("100000000"))
                    .withPartialFills(fills)
                    .withForceToDisk(false),
                market.gateway()));
    database = Database.open(journal);
    SchemaMigrator.migrate(database.dataSource());
    kit =
        ActorTestKit.create(
            "floor",
            ConfigFactory.parseString("akka.loglevel = WARNING\nakka.actor.provider = local")
                .withFallback(database.akkaConfig())
                .withFallback(ConfigFactory.load()));
    adapter =
        new IbkrGateway(
            settings.outside().ibkr().withAddress("127.0.0.1", simulator.gateway().port()),
            InstantSource.system(),
            new Random(1));
    environment =
        new DeskEnvironment(
            around.apply(adapter),
            new SimulatedPrices(simulator.market()),
            events,
            update -> {},
            symbols -> {},
            at -> gateAsks(),
            LIMITS,
            InstantSource.system());
  }

  private static Config quick() {
    return ConfigFactory.parseString(
        """
        trading { settle = 200ms, sync-timeout = 6s, intent-ttl = 10m, max-open-orders = 6000,
          max-inbox = 20000, max-waiters = 6000, ask-timeout = 60s,
          drift-budget-shares = 1000000, drift-budget-usd = 100000000 }
        ibkr { reconnect-min = 50ms, reconnect-max = 200ms, heartbeat-interval = 500ms,
          silence-limit = 2s, messages-per-second = 5000, sync-part-timeout = 4s,
          handshake-timeout = 5s }
        """);
  }

  /**
   * The gate looks whether the market is open each time it judges: once before the intent, once
   * behind.
   */
  private boolean gateAsks() {
    decidedNanos = judgedNanos;
    judgedNanos = System.nanoTime();
    return simulator.market().open();
  }

  /** A desk that may trade, with sound numbers, equal to the broker. */
  TradingFloor start() {
    desk = kit.spawn(TradingDesk.create(environment, settings.desk()));
    trading = new DeskTrading(desk, kit.system(), settings.desk());
    desk.tell(new TradingDesk.ApplyCapabilities(EnumSet.allOf(Capability.class)));
    desk.tell(new TradingDesk.ApplyRisk(soundNumbers()));
    return this;
  }

  TradingFloor reconciled() {
    try {
      Conditions.await("equal books", PATIENCE, () -> get(trading.portfolio()).reconciled());
    } catch (AssertionError e) {
      throw new AssertionError(adapter.state() + " " + events.last(), e);
    }
    return this;
  }

  /** The desk dies; a new one finds its journal. */
  void restart() {
    kit.stop(desk, PATIENCE);
    start();
  }

  private static RiskReport soundNumbers() {
    RiskMetrics metrics =
        new RiskMetrics(
            1e8, 100, 150, 120, false, 0.1, 0, 0, "", 0, 200, Instant.EPOCH, Optional.empty());
    return new RiskReport(metrics, LIMITS, List.of(), List.of(), TradingState.ACTIVE, 0);
  }

  TradingDesk.TradingStateApplied apply(TradingState state, long epoch) {
    return get(
        akka.actor.typed.javadsl.AskPattern
            .<TradingDesk.Command, TradingDesk.TradingStateApplied>ask(
                desk,
                r -> new TradingDesk.ApplyTradingState(state, epoch, r),
                PATIENCE,
                kit.scheduler()));
  }

  static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException r ? r : new IllegalStateException(e);
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException("no answer in time", e);
    }
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
    adapter.close();
    database.close();
    simulator.close();
  }
}

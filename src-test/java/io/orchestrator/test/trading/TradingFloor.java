package io.orchestrator.test.trading;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.persistence.testkit.PersistenceTestKitSnapshotPlugin;
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
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** Desk, adapter, sockets, simulated broker and a journal, with wide limits. */
class TradingFloor implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(120);

  private static final RiskLimits LIMITS =
      new RiskLimits(1e9, 1e9, 1.0, 1e9, 1_000_000, 1_000_000, 1e6, 0.5, 10);

  final Simulator simulator;

  /** Of the journal; empty: it is in memory and lives as long as this. */
  final Optional<Database> database;

  final IbkrGateway adapter;
  final RecordedEvents events = new RecordedEvents();
  private final Settings settings;
  private final ActorTestKit kit;
  private final DeskEnvironment environment;
  private volatile long judgedNanos;

  /** When the last but one verdict was begun: of the latest order, the one before its intent. */
  volatile long decidedNanos;

  ActorRef<TradingDesk.Command> desk;
  DeskTrading trading;

  /** For thousands of orders that differ for a while. */
  static final Map<String, Object> MANY_ORDERS =
      Map.of(
          "trading.max-open-orders", 6000,
          "trading.max-inbox", 20_000,
          "trading.max-waiters", 6000,
          "trading.drift-budget-shares", 1_000_000,
          "trading.drift-budget-usd", 100_000_000);

  TradingFloor(
      Path directory,
      DatabaseSettings journal,
      PartialFills fills,
      UnaryOperator<BrokerGateway> around)
      throws IOException {
    this(
        directory,
        Optional.of(Database.open(journal)),
        MANY_ORDERS,
        fills,
        around,
        InstantSource.system());
  }

  /**
   * @param keys settings below {@code orchestrator.}, on top of the quick ones here
   * @param around puts something between desk and adapter
   * @param gatewayClock by which the adapter knows the gateway's restarts
   */
  TradingFloor(
      Path directory,
      Optional<Database> database,
      Map<String, Object> keys,
      PartialFills fills,
      UnaryOperator<BrokerGateway> around,
      InstantSource gatewayClock)
      throws IOException {
    this.database = database;
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
    database.ifPresent(d -> SchemaMigrator.migrate(d.dataSource()));
    kit =
        ActorTestKit.create(
            "floor",
            ConfigFactory.parseString("akka.loglevel = WARNING\nakka.actor.provider = local")
                .withFallback(
                    database.map(Database::akkaConfig).orElseGet(TradingFloor::journalInMemory))
                .withFallback(ConfigFactory.load()));
    adapter =
        new IbkrGateway(
            settings.outside().ibkr().withAddress("127.0.0.1", simulator.gateway().port()),
            gatewayClock,
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
        trading { settle = 200ms, sync-timeout = 6s, intent-ttl = 10m, ask-timeout = 60s,
          short-sales.price-test = false }
        ibkr { reconnect-min = 50ms, reconnect-max = 200ms, heartbeat-interval = 500ms,
          silence-limit = 2s, messages-per-second = 5000, sync-part-timeout = 4s,
          handshake-timeout = 5s }
        """);
  }

  private static Config journalInMemory() {
    return ConfigFactory.parseString(
            """
            akka.persistence.journal.plugin = "akka.persistence.journal.inmem"
            akka.persistence.snapshot-store.plugin = "akka.persistence.testkit.snapshotstore.pluginid"
            akka.persistence.testkit.snapshots.serialize = off
            akka.persistence.snapshot-store.auto-start-snapshot-stores = []
            """)
        .withFallback(PersistenceTestKitSnapshotPlugin.config());
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
    desk.tell(new TradingDesk.ApplyRisk(soundNumbers(), Duration.ofDays(1)));
    return this;
  }

  TradingFloor reconciled() {
    await("equal books", () -> get(trading.portfolio()).reconciled());
    return this;
  }

  void await(String what, BooleanSupplier holds) {
    try {
      Conditions.await(what, PATIENCE, holds::getAsBoolean);
    } catch (AssertionError e) {
      throw new AssertionError(what + " " + adapter.state() + " " + events.last(), e);
    }
  }

  /** Ends the desk as a crash would; its journal stays. */
  void die() {
    kit.stop(desk, PATIENCE);
  }

  /** The desk dies; a new one finds its journal. */
  void restart() {
    die();
    start();
  }

  Duration settle() {
    return settings.desk().settle();
  }

  private static RiskReport soundNumbers() {
    RiskMetrics metrics =
        new RiskMetrics(
            1e8, 100, 150, 120, false, 0.1, 0, 0, "", 0, 200, Instant.now(), Optional.empty());
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
    database.ifPresent(Database::close);
    simulator.close();
  }
}

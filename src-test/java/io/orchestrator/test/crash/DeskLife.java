package io.orchestrator.test.crash;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import io.orchestrator.actors.trading.DeskEnvironment;
import io.orchestrator.actors.trading.DeskTrading;
import io.orchestrator.actors.trading.TradingDesk;
import io.orchestrator.adapters.ibkr.IbkrGateway;
import io.orchestrator.adapters.simulator.Simulator;
import io.orchestrator.domain.risk.RiskLimits;
import io.orchestrator.domain.risk.RiskMetrics;
import io.orchestrator.domain.risk.RiskReport;
import io.orchestrator.domain.system.Capability;
import io.orchestrator.domain.system.TradingState;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseSettings;
import io.orchestrator.persistence.schema.SchemaMigrator;
import io.orchestrator.settings.Settings;
import io.orchestrator.test.trading.RecordedEvents;
import io.orchestrator.test.trading.SimulatedPrices;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Desk, journal on H2 and adapter, from a start to a death: at that moment the disk and the line to
 * the broker are cut for them, which is all that the world would see of a killed process.
 */
final class DeskLife implements AutoCloseable {
  private static final AtomicInteger LIVES = new AtomicInteger();
  private static final RiskLimits LIMITS =
      new RiskLimits(1e9, 1e9, 1.0, 1e9, 1_000_000, 1_000_000, 1e6, 0.5, 10);

  final DeskTrading trading;
  final MortalJournalSerializer.Disk disk;
  private final BrokerLine line;
  private final Database database;
  private final ActorTestKit kit;
  private final IbkrGateway adapter;
  private final AtomicBoolean dead = new AtomicBoolean();

  DeskLife(Path directory, Simulator simulator, BrokerLine line) {
    this.line = line;
    String name = "life-" + LIVES.incrementAndGet();
    disk = MortalJournalSerializer.diskOf(name);
    Settings settings =
        Settings.read(
            ConfigFactory.parseString(
                    """
                    orchestrator {
                      trading { settle = 200ms, sync-timeout = 20s, intent-ttl = 20m, ask-timeout = 2m,
                        short-sales.price-test = false }
                      ibkr { reconnect-min = 50ms, reconnect-max = 200ms, restarts.daily = "",
                        messages-per-second = 5000 }
                    }
                    """)
                .withFallback(
                    ConfigFactory.parseMap(Map.of("orchestrator.home", directory.toString())))
                .withFallback(ConfigFactory.parseResources("application.conf"))
                .withFallback(ConfigFactory.defaultReferenceUnresolved())
                .resolve());
    database = Database.open(patient(DatabaseSettings.embedded(directory.resolve("journal"))));
    SchemaMigrator.migrate(database.dataSource());
    kit =
        ActorTestKit.create(
            name,
            ConfigFactory.parseMap(
                    Map.of(
                        "akka.loglevel", "OFF", // a desk that dies has much to say
                        "akka.actor.provider", "local",
                        "jdbc-journal.circuit-breaker.call-timeout", "2m",
                        "jdbc-journal.recovery-event-timeout", "2m",
                        "jdbc-snapshot-store.circuit-breaker.call-timeout", "2m",
                        "akka.actor.serializers.orchestrator-journal",
                            MortalJournalSerializer.class.getName()))
                .withFallback(database.akkaConfig())
                .withFallback(ConfigFactory.load()));
    adapter =
        new IbkrGateway(
            settings.outside().ibkr().withAddress("127.0.0.1", line.port()),
            InstantSource.system(),
            new Random(1));
    DeskEnvironment environment =
        new DeskEnvironment(
            adapter,
            new SimulatedPrices(simulator.market()),
            new RecordedEvents(),
            update -> {},
            symbols -> {},
            at -> simulator.market().open(),
            LIMITS,
            InstantSource.system());
    // A desk that fails begins again and is told what it may, as under the supervisor of a node.
    ActorRef<TradingDesk.Command> desk =
        kit.spawn(
            Behaviors.supervise(
                    Behaviors.<TradingDesk.Command>setup(
                        context -> {
                          allow(context.getSelf());
                          return TradingDesk.create(environment, settings.desk());
                        }))
                .onFailure(
                    SupervisorStrategy.restartWithBackoff(
                        Duration.ofMillis(200), Duration.ofSeconds(2), 0)));
    trading = new DeskTrading(desk, kit.system(), settings.desk());
  }

  private static void allow(ActorRef<TradingDesk.Command> desk) {
    desk.tell(new TradingDesk.ApplyCapabilities(EnumSet.allOf(Capability.class)));
    desk.tell(new TradingDesk.ApplyRisk(soundNumbers(), Duration.ofDays(1)));
  }

  /** A busy machine is no broken database. */
  private static DatabaseSettings patient(DatabaseSettings quick) {
    Duration patience = Duration.ofMinutes(2);
    return new DatabaseSettings(
        quick.url(),
        quick.user(),
        quick.password(),
        quick.poolSize(),
        quick.journalPoolSize(),
        patience,
        patience,
        patience,
        quick.probeTimeout());
  }

  private static RiskReport soundNumbers() {
    RiskMetrics metrics =
        new RiskMetrics(
            1e8, 100, 150, 120, false, 0.1, 0, 0, "", 0, 200, Instant.now(), Optional.empty());
    return new RiskReport(metrics, LIMITS, List.of(), List.of(), TradingState.ACTIVE, 0);
  }

  /** From here on nothing it does reaches disk or broker. */
  void die() {
    if (dead.compareAndSet(false, true)) {
      line.cut();
      disk.lose();
    }
  }

  boolean dead() {
    return dead.get();
  }

  /** What is left of it goes away; the line is whole again. */
  @Override
  public void close() {
    die();
    kit.shutdownTestKit();
    adapter.close();
    database.close();
    MortalJournalSerializer.forget(kit.system().name());
    line.mend();
  }
}

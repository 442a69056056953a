package io.orchestrator.test.catalogue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.AskPattern;
import akka.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.orchestrator.actors.trading.DeskEnvironment;
import io.orchestrator.actors.trading.DeskTrading;
import io.orchestrator.actors.trading.TradingDesk;
import io.orchestrator.adapters.ibkr.IbkrGateway;
import io.orchestrator.adapters.simulator.Simulator;
import io.orchestrator.adapters.simulator.SimulatorSettings;
import io.orchestrator.adapters.simulator.exchange.BrokerOrder;
import io.orchestrator.adapters.simulator.exchange.OrderTerms;
import io.orchestrator.adapters.simulator.gateway.Faults;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import io.orchestrator.domain.risk.RiskLimits;
import io.orchestrator.domain.risk.RiskMetrics;
import io.orchestrator.domain.risk.RiskReport;
import io.orchestrator.domain.system.Capability;
import io.orchestrator.domain.system.TradingState;
import io.orchestrator.settings.Settings;
import io.orchestrator.test.process.Conditions;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
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

/** The trading desk, the real wire client, sockets, and the simulated gateway and exchange. */
final class WiredDesk implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The desk's client id at the gateway. */
  static final int CLIENT = 17;

  private static final RiskLimits LIMITS =
      new RiskLimits(1e9, 1e9, 1.0, 1e9, 1_000_000, 1_000_000, 1e6, 0.5, 10);

  final Simulator simulator;
  final IbkrGateway adapter;
  final RecordedEvents events = new RecordedEvents();
  private final Settings settings;
  private final ActorTestKit kit;
  private final DeskEnvironment environment;
  ActorRef<TradingDesk.Command> desk;
  DeskTrading trading;

  WiredDesk(Path directory) throws IOException {
    settings =
        Settings.read(
            quick()
                .atPath("orchestrator")
                .withFallback(
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
                    .withStartingCash(new BigDecimal("10000000"))
                    .withForceToDisk(false),
                market.gateway()));
    kit = ActorTestKit.create("wired", journalInMemory());
    adapter =
        new IbkrGateway(
            settings.outside().ibkr().withAddress("127.0.0.1", simulator.gateway().port()),
            InstantSource.system(),
            new Random(1));
    environment =
        new DeskEnvironment(
            adapter,
            new SimulatedPrices(simulator.market()),
            events,
            update -> {},
            symbols -> {},
            at -> simulator.market().open(),
            LIMITS,
            InstantSource.system());
  }

  private static Config quick() {
    return ConfigFactory.parseString(
        """
        trading { settle = 200ms, sync-timeout = 6s, intent-ttl = 10m, ask-timeout = 30s,
          max-quote-age = 1h }
        ibkr { reconnect-min = 50ms, reconnect-max = 200ms, heartbeat-interval = 500ms,
          silence-limit = 2s, messages-per-second = 5000, sync-part-timeout = 3s,
          handshake-timeout = 5s }
        """);
  }

  private static Config journalInMemory() {
    return ConfigFactory.parseString(
            """
            akka.actor.provider = local
            akka.loglevel = WARNING
            akka.persistence.journal.plugin = "akka.persistence.journal.inmem"
            akka.persistence.snapshot-store.plugin = "akka.persistence.testkit.snapshotstore.pluginid"
            akka.persistence.testkit.snapshots.serialize = off
            akka.persistence.snapshot-store.auto-start-snapshot-stores = []
            """)
        .withFallback(PersistenceTestKitSnapshotPlugin.config())
        .withFallback(ConfigFactory.load());
  }

  /** A desk that may trade, with sound numbers. */
  WiredDesk start() {
    desk = kit.spawn(TradingDesk.create(environment, settings.desk()));
    trading = new DeskTrading(desk, kit.system(), settings.desk());
    desk.tell(new TradingDesk.ApplyCapabilities(EnumSet.allOf(Capability.class)));
    RiskMetrics metrics =
        new RiskMetrics(
            1e7, 100, 150, 120, false, 0.1, 0, 0, "", 0, 200, Instant.EPOCH, Optional.empty());
    desk.tell(
        new TradingDesk.ApplyRisk(
            new RiskReport(metrics, LIMITS, List.of(), List.of(), TradingState.ACTIVE, 0)));
    return this;
  }

  WiredDesk reconciled() {
    await("equal books", () -> get(trading.portfolio()).reconciled());
    return this;
  }

  void unreconciled() {
    await("doubt", () -> !get(trading.portfolio()).reconciled());
  }

  /** Ends the desk as a crash would; its journal stays. */
  void die() {
    kit.stop(desk, PATIENCE);
  }

  Faults faults() {
    return simulator.gateway().faults();
  }

  OrderView market(String id, Side side, long quantity) {
    return get(
        trading.submit(order(id, side, quantity, OrderType.MARKET, Optional.empty()), PATIENCE));
  }

  /** Far from the market: it rests. */
  OrderView resting(String id, Side side, long quantity) {
    return get(
        trading.submit(
            order(id, side, quantity, OrderType.LIMIT, Optional.of(far(side))), PATIENCE));
  }

  BigDecimal far(Side side) {
    double mid = simulator.market().quote(Symbol.of("AAPL")).mid();
    return BigDecimal.valueOf(side == Side.BUY ? mid * 0.7 : mid * 1.3)
        .setScale(2, RoundingMode.HALF_EVEN);
  }

  private static OrderRequest order(
      String id, Side side, long quantity, OrderType type, Optional<BigDecimal> limit) {
    return new OrderRequest(
        new ClientOrderId(id),
        Symbol.of("AAPL"),
        side,
        quantity,
        type,
        limit,
        TimeInForce.DAY,
        "wf-1",
        "workflow:wf-1");
  }

  /** An order of somebody else. */
  BrokerOrder beside(
      int clientId, int orderId, String ref, Side side, long quantity, boolean rests) {
    return simulator
        .exchange()
        .placeBeside(
            new OrderTerms(
                clientId,
                orderId,
                ref,
                "AAPL",
                side,
                quantity,
                rests ? OrderType.LIMIT : OrderType.MARKET,
                rests ? far(side) : null,
                TimeInForce.DAY));
  }

  OrderView find(String id) {
    return get(trading.find(new ClientOrderId(id))).orElseThrow();
  }

  OrderView awaitStatus(String id, OrderStatus status) {
    await(id + " " + status, () -> find(id).status() == status);
    return find(id);
  }

  /** Those that the broker accepted under our name. */
  List<BrokerOrder> atBroker(String ref) {
    return simulator.exchange().orders().stream()
        .filter(o -> o.permId() > 0 && o.terms().orderRef().equals(ref))
        .filter(o -> o.state() != BrokerOrder.State.INACTIVE)
        .toList();
  }

  long brokerPosition() {
    return simulator.exchange().accountView().positions().stream()
        .filter(p -> p.symbol().equals("AAPL"))
        .mapToLong(p -> p.quantity())
        .sum();
  }

  long ownPosition() {
    return get(trading.portfolio()).positions().stream()
        .filter(p -> p.symbol().equals("AAPL"))
        .mapToLong(p -> p.quantity())
        .sum();
  }

  TradingDesk.TradingStateApplied apply(TradingState state, long epoch) {
    return get(
        AskPattern.<TradingDesk.Command, TradingDesk.TradingStateApplied>ask(
            desk,
            r -> new TradingDesk.ApplyTradingState(state, epoch, r),
            PATIENCE,
            kit.scheduler()));
  }

  void await(String what, java.util.function.BooleanSupplier holds) {
    try {
      Conditions.await(what, PATIENCE, holds::getAsBoolean);
    } catch (AssertionError e) {
      throw new AssertionError(what + " " + adapter.state() + " " + events.all(), e);
    }
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
    simulator.close();
  }
}

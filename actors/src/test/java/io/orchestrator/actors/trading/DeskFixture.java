package io.orchestrator.actors.trading;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.orchestrator.actors.api.Market;
import io.orchestrator.actors.node.KeptEvents;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import io.orchestrator.domain.portfolio.Portfolio;
import io.orchestrator.domain.risk.RiskLimits;
import io.orchestrator.domain.risk.RiskMetrics;
import io.orchestrator.domain.risk.RiskReport;
import io.orchestrator.domain.risk.ShortSaleRules;
import io.orchestrator.domain.system.Capability;
import io.orchestrator.domain.system.TradingState;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A desk on an in-memory journal that outlives it, a scripted broker, and a quiet market. */
public final class DeskFixture implements AutoCloseable {
  static final Instant MARKET_NOW = Instant.parse("2026-11-20T15:30:00Z");
  static final Duration PATIENCE = Duration.ofSeconds(15);

  static final TradingDeskSettings SETTINGS = settings(ShortSaleRules.NONE);

  static TradingDeskSettings settings(ShortSaleRules shortSales) {
    return new TradingDeskSettings(
        Duration.ofSeconds(15),
        Duration.ofMillis(300),
        Duration.ofMillis(30),
        Duration.ofSeconds(60),
        Duration.ofSeconds(5),
        Duration.ofMillis(100),
        Duration.ofSeconds(3),
        Duration.ofMinutes(5),
        Duration.ofMillis(500),
        Duration.ofMinutes(4),
        Duration.ofSeconds(10),
        50,
        500,
        1_000,
        10,
        100,
        10,
        100,
        10_000,
        shortSales,
        TradingDeskSettings.DEFAULT.priceBands());
  }

  public final ActorTestKit kit = ActorTestKit.create("desk", config());
  final ScriptedBroker broker = new ScriptedBroker();
  public final StaticMarket market = new StaticMarket();
  public final KeptEvents events = new KeptEvents();
  public final DeskEnvironment env;
  private final TradingDeskSettings settings;
  public ActorRef<TradingDesk.Command> desk;
  public DeskTrading trading;

  DeskFixture() {
    this(RiskLimits.DEFAULT, SETTINGS);
  }

  public DeskFixture(RiskLimits limits) {
    this(limits, SETTINGS);
  }

  DeskFixture(RiskLimits limits, TradingDeskSettings settings) {
    this(limits, settings, InstantSource.system());
  }

  DeskFixture(RiskLimits limits, TradingDeskSettings settings, InstantSource clock) {
    this.settings = settings;
    env =
        new DeskEnvironment(
            broker, market, events, update -> {}, symbols -> {}, at -> market.open, limits, clock);
  }

  private static Config config() {
    return ConfigFactory.parseString(
            """
            akka.actor.provider = local
            akka.loglevel = WARNING
            akka.logger-startup-timeout = 60s
            akka.persistence.journal.plugin = "held-journal"
            held-journal = ${akka.persistence.journal.inmem}
            held-journal.class = "io.orchestrator.actors.trading.HeldJournal"
            akka.persistence.snapshot-store.plugin = "akka.persistence.testkit.snapshotstore.pluginid"
            akka.persistence.testkit.snapshots.serialize = off
            akka.persistence.snapshot-store.auto-start-snapshot-stores = []
            """)
        .withFallback(akka.persistence.testkit.PersistenceTestKitSnapshotPlugin.config())
        .withFallback(ConfigFactory.load())
        .resolve();
  }

  /** A desk with all permissions and sound numbers. */
  public DeskFixture start() {
    startBare();
    allow();
    return this;
  }

  public void startBare() {
    desk = kit.spawn(TradingDesk.create(env, settings));
    trading = new DeskTrading(desk, kit.system(), settings);
  }

  public void forbid() {
    desk.tell(new TradingDesk.ApplyCapabilities(EnumSet.noneOf(Capability.class)));
  }

  public void allow() {
    desk.tell(new TradingDesk.ApplyCapabilities(EnumSet.allOf(Capability.class)));
    desk.tell(numbers(report(Optional.empty())));
  }

  public DeskFixture reconciled() {
    until(() -> get(trading.portfolio()).reconciled());
    return this;
  }

  /** At the broker, before the desk starts. */
  public void hold(String symbol, long quantity) {
    broker.hold(symbol, quantity);
  }

  /** The broker fills what it was last asked for under that name. */
  public void fill(String id, long quantity, String price) {
    broker.fill(id, quantity, price);
  }

  /** Names of what works at the broker. */
  public List<String> working() {
    return broker.all().stream()
        .filter(ScriptedBroker.Order::live)
        .map(o -> o.ticket.orderRef())
        .toList();
  }

  /** Every order at the broker: side, quantity, symbol. */
  public List<String> placed() {
    return broker.all().stream()
        .map(o -> o.ticket.side() + " " + o.ticket.quantity() + " " + o.ticket.symbol())
        .toList();
  }

  /** The database stalls. */
  void holdJournal() {
    HeldJournal.hold(kit.system().classicSystem());
  }

  void stop() {
    kit.stop(desk);
  }

  /** As after a crash: a new desk on the same journal. */
  void restart() {
    stop();
    start();
  }

  /** As from a Risk Monitor that measures seldom. */
  static TradingDesk.ApplyRisk numbers(RiskReport report) {
    return new TradingDesk.ApplyRisk(report, Duration.ofDays(1));
  }

  RiskReport report(Optional<String> unavailable) {
    RiskMetrics metrics =
        new RiskMetrics(
            1_000_000, 100, 150, 120, false, 0.1, 0, 0, "", 0, 200, Instant.now(), unavailable);
    return new RiskReport(metrics, env.limits(), List.of(), List.of(), TradingState.ACTIVE, 0);
  }

  public static OrderRequest order(String id, Side side, long quantity) {
    return order(id, "AAPL", side, quantity);
  }

  public static OrderRequest order(String id, String symbol, Side side, long quantity) {
    return new OrderRequest(
        new ClientOrderId(id),
        Symbol.of(symbol),
        side,
        quantity,
        OrderType.LIMIT,
        Optional.of(new BigDecimal("100")),
        TimeInForce.DAY,
        "wf-1",
        "workflow:wf-1");
  }

  public OrderView submit(OrderRequest request) {
    return get(trading.submit(request));
  }

  OrderView find(String id) {
    return get(trading.find(new ClientOrderId(id))).orElseThrow();
  }

  public OrderView awaitStatus(String id, OrderStatus status) {
    try {
      until(() -> find(id).status() == status);
    } catch (AssertionError late) {
      throw new AssertionError("expected " + status + " of " + find(id), late);
    }
    return find(id);
  }

  public Portfolio portfolio() {
    return get(trading.portfolio());
  }

  long position(String symbol) {
    return portfolio().positions().stream()
        .filter(p -> p.symbol().equals(symbol))
        .mapToLong(p -> p.quantity())
        .sum();
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

  public static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException e) {
      throw e.getCause() instanceof RuntimeException r ? r : new IllegalStateException(e);
    } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException("no answer in time", e);
    }
  }

  /** Waits for the end of it, good or bad. */
  public static void settled(CompletionStage<?> stage) {
    get(stage.handle((value, failure) -> true));
  }

  public static void until(BooleanSupplier condition) {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError("not in time");
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }

  /** Two-sided quotes around 100, fresh forever unless said otherwise. */
  public static final class StaticMarket implements Market {
    public final Map<Symbol, Quote> special = new ConcurrentHashMap<>();
    public final Map<Symbol, List<Bar>> bars = new ConcurrentHashMap<>();
    public final Set<Symbol> unknown = ConcurrentHashMap.newKeySet();
    public volatile double mid = 100;
    volatile boolean open = true;
    public volatile Instant now = MARKET_NOW;
    public volatile boolean timeKnown = true;
    private volatile Instant quoted = Instant.MAX;

    /** Time goes on, prices do not. */
    public void freeze(Duration time) {
      quoted = now;
      now = now.plus(time);
    }

    @Override
    public boolean timeKnown() {
      return timeKnown;
    }

    @Override
    public CompletionStage<Map<Symbol, Quote>> quotes(Set<Symbol> symbols) {
      Map<Symbol, Quote> quotes = new HashMap<>();
      for (Symbol symbol : symbols) {
        if (!unknown.contains(symbol)) {
          quotes.put(
              symbol,
              special.getOrDefault(
                  symbol,
                  new Quote(
                      symbol,
                      mid - 0.01,
                      mid + 0.01,
                      100,
                      100,
                      mid,
                      100,
                      1_000,
                      quoted.isBefore(now) ? quoted : now,
                      DataQuality.GOOD)));
        }
      }
      return CompletableFuture.completedStage(quotes);
    }

    @Override
    public CompletionStage<List<Bar>> history(Symbol symbol, Timeframe timeframe, int maxBars) {
      List<Bar> known = bars.get(symbol);
      return known == null
          ? CompletableFuture.failedStage(new IllegalStateException("no bars of " + symbol))
          : CompletableFuture.completedStage(known);
    }

    @Override
    public Instant now() {
      return now;
    }
  }
}

package io.orchestrator.actors.risk;

import static io.orchestrator.actors.trading.DeskFixture.get;
import static io.orchestrator.actors.trading.DeskFixture.until;

import akka.actor.typed.ActorRef;
import io.orchestrator.actors.trading.DeskFixture;
import io.orchestrator.actors.trading.DeskNews;
import io.orchestrator.analysis.risk.RiskSettings;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.risk.Breaker;
import io.orchestrator.domain.risk.BreakerName;
import io.orchestrator.domain.risk.BreakerState;
import io.orchestrator.domain.risk.RiskLimits;
import io.orchestrator.domain.risk.RiskReport;
import io.orchestrator.domain.risk.measure.RiskMethod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A real desk and a real Risk Monitor that measures often; both on journals that outlive them. */
final class MonitoredDesk implements AutoCloseable {
  static final RiskMonitorSettings SETTINGS =
      new RiskMonitorSettings(
          RiskLimits.DEFAULT,
          Duration.ofMillis(100),
          Duration.ofMillis(50),
          Duration.ofMillis(30),
          253,
          Duration.ofHours(1),
          Duration.ofSeconds(5),
          Duration.ofMillis(100),
          Duration.ofSeconds(10),
          false,
          GuardSettings.DEFAULT,
          RiskSettings.DEFAULT.withMethod(RiskMethod.HISTORICAL));

  final DeskFixture fixture = new DeskFixture(RiskLimits.DEFAULT);
  final List<String> stopped = new CopyOnWriteArrayList<>();
  ActorRef<RiskMonitor.Command> monitor;
  MonitorRisk risk;

  /** Before the start: shares that the broker has, with a history of moves of one per cent. */
  MonitoredDesk holding(String symbol, long quantity) {
    fixture.hold(symbol, quantity);
    fixture.market.bars.put(Symbol.of(symbol), RiskMonitorTest.zigzag(symbol));
    return this;
  }

  MonitoredDesk start() {
    fixture.start().reconciled();
    startMonitor();
    until(() -> report().metrics().unavailable().isEmpty());
    return this;
  }

  private void startMonitor() {
    monitor = spawn(fixture, SETTINGS, stopped::add);
    risk = new MonitorRisk(monitor, fixture.kit.system(), SETTINGS);
  }

  /**
   * @param stopped told why everything that means to trade must end, of which there is nothing
   */
  static ActorRef<RiskMonitor.Command> spawn(
      DeskFixture fixture, RiskMonitorSettings settings, Consumer<String> stopped) {
    return spawnBeside(fixture, settings, nothingRuns(stopped));
  }

  private static StopsIntents nothingRuns(Consumer<String> stopped) {
    return halt -> {
      stopped.accept(halt.reason());
      return CompletableFuture.completedStage(new StopsIntents.Stopped(Set.of(), true));
    };
  }

  static ActorRef<RiskMonitor.Command> spawnBeside(
      DeskFixture fixture, RiskMonitorSettings settings, StopsIntents intents) {
    return fixture.kit.spawn(
        RiskMonitor.create(
            new RiskEnvironment(
                fixture.desk,
                fixture.market,
                fixture.events,
                update -> {},
                intents,
                fixture.env.clock()),
            settings));
  }

  /** Another monitor on the same journal. */
  void restartMonitor() {
    restartMonitorBlind();
    until(() -> report().metrics().unavailable().isEmpty());
  }

  /** As above, where the measures cannot be computed. */
  void restartMonitorBlind() {
    fixture.kit.stop(monitor);
    startMonitor();
    measuredAnew();
  }

  RiskReport report() {
    return get(risk.report());
  }

  void says(DeskNews news) {
    monitor.tell(new RiskMonitor.DeskSays(news));
  }

  /** The market's time goes on, with fresh prices. */
  void tick() {
    fixture.market.now = fixture.market.now.plusSeconds(1);
  }

  /** With the market's time running on. */
  void untilTicking(BooleanSupplier condition) {
    until(
        () -> {
          tick();
          return condition.getAsBoolean();
        });
  }

  /** Numbers that were made after this call. */
  void measuredAnew() {
    Instant now = Instant.now();
    until(() -> report().metrics().asOf().isAfter(now));
  }

  Optional<Breaker> open(BreakerName name) {
    return report().breakers().stream()
        .filter(b -> b.name() == name && b.state() != BreakerState.CLOSED)
        .findFirst();
  }

  Breaker tripped(BreakerName name) {
    untilTicking(() -> open(name).isPresent());
    return open(name).orElseThrow();
  }

  /** The verdict of the gate on one share, in the same turn. */
  OrderView entry(String id, String symbol, String strategy) {
    OrderRequest order = DeskFixture.order(id, symbol, Side.BUY, 1).of(strategy);
    return fixture.submit(order);
  }

  @Override
  public void close() {
    fixture.close();
  }
}

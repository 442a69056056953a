package io.orchestrator.assembly;

import akka.actor.typed.ActorSystem;
import akka.stream.RestartSettings;
import akka.stream.SystemMaterializer;
import akka.stream.javadsl.RestartSource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.orchestrator.actors.api.LiveFeed;
import io.orchestrator.actors.api.MetricsView;
import io.orchestrator.domain.health.HealthReport;
import io.orchestrator.domain.health.HealthStatus;
import io.orchestrator.domain.health.ServiceHealth;
import io.orchestrator.domain.health.ServiceName;
import io.orchestrator.domain.risk.RiskReport;
import io.orchestrator.domain.system.SystemState;
import io.orchestrator.domain.system.SystemStatus;
import io.orchestrator.domain.system.TradingState;
import io.orchestrator.domain.workflow.WorkflowType;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.audit.AuditWriter;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What Prometheus sees of this node beside requests, events and caches: the Java machine, the pool,
 * system, services, risk, workflows, throughput. States come by the live feed, so that a scrape
 * asks nobody.
 */
public final class NodeMeters {
  private static final double MILLIS = 1000.0;
  private static final RestartSettings FOLLOW_AGAIN =
      RestartSettings.create(Duration.ofSeconds(1), Duration.ofSeconds(30), 0.2);

  private final MeterRegistry meters;
  private volatile Optional<SystemStatus> status = Optional.empty();
  private volatile Optional<HealthReport> health = Optional.empty();
  private volatile Optional<RiskReport> risk = Optional.empty();

  private NodeMeters(MeterRegistry meters) {
    this.meters = meters;
  }

  /** Registers everything, and follows the live feed until the actor system ends. */
  public static void start(
      ActorSystem<?> system,
      NodeAssembly assembly,
      Database database,
      AuditWriter audit,
      MeterRegistry meters) {
    var node = new NodeMeters(meters);
    node.machine();
    node.storage(database, audit);
    node.system();
    node.services();
    node.risk();
    node.workflows(assembly.node().metrics());
    node.follow(system, assembly.node().live());
  }

  private void machine() {
    new JvmMemoryMetrics().bindTo(meters);
    new JvmThreadMetrics().bindTo(meters);
    new ClassLoaderMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    new FileDescriptorMetrics().bindTo(meters);
    new UptimeMetrics().bindTo(meters);
    for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
      FunctionCounter.builder("jvm.gc.time", gc, g -> Math.max(0, g.getCollectionTime()) / MILLIS)
          .description("Time spent in collections")
          .baseUnit("seconds")
          .tag("gc", gc.getName())
          .register(meters);
    }
  }

  private void storage(Database database, AuditWriter audit) {
    level("orchestrator.jdbc.active", "Connections in use", database, d -> d.poolUse().active());
    level("orchestrator.jdbc.idle", "Connections not in use", database, d -> d.poolUse().idle());
    level(
        "orchestrator.jdbc.waiting",
        "Threads that wait for a connection",
        database,
        d -> d.poolUse().waiting());
    level("orchestrator.jdbc.limit", "Size of the pool", database, d -> d.poolUse().limit());
    Gauge.builder("orchestrator.audit.lag", audit, a -> a.lag().toMillis() / MILLIS)
        .description("How long the oldest fact waits for the audit chain")
        .baseUnit("seconds")
        .register(meters);
  }

  private <T> void level(String name, String what, T of, ToDoubleFunction<T> value) {
    Gauge.builder(name, of, value).description(what).register(meters);
  }

  private void system() {
    for (SystemState state : SystemState.values()) {
      Gauge.builder("orchestrator.state", this, n -> n.is(s -> s.state() == state))
          .description("1 for the state that the system is in")
          .tag("state", lower(state))
          .register(meters);
    }
    for (TradingState state : TradingState.values()) {
      Gauge.builder("orchestrator.trading.state", this, n -> n.is(s -> s.tradingState() == state))
          .description("1 for the trading state")
          .tag("state", lower(state))
          .register(meters);
    }
  }

  private double is(java.util.function.Predicate<SystemStatus> wanted) {
    return status.filter(wanted).isPresent() ? 1 : 0;
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(java.util.Locale.ROOT);
  }

  private void services() {
    for (ServiceName service : ServiceName.values()) {
      Gauge.builder(
              "orchestrator.service.healthy",
              this,
              n -> n.service(service, s -> s.status() == HealthStatus.HEALTHY ? 1 : 0))
          .description("1 for a healthy service")
          .tag("service", service.wireName())
          .register(meters);
      Gauge.builder(
              "orchestrator.service.latency",
              this,
              n -> n.service(service, s -> s.latencyMs() / MILLIS))
          .description("Of the last probe")
          .baseUnit("seconds")
          .tag("service", service.wireName())
          .register(meters);
      Gauge.builder(
              "orchestrator.service.failures",
              this,
              n -> n.service(service, ServiceHealth::consecutiveFailures))
          .description("Probes in a row that failed")
          .tag("service", service.wireName())
          .register(meters);
    }
  }

  private double service(ServiceName name, ToDoubleFunction<ServiceHealth> value) {
    return health
        .flatMap(report -> report.services().stream().filter(s -> s.service() == name).findFirst())
        .map(value::applyAsDouble)
        .orElse(Double.NaN);
  }

  private void risk() {
    ratio("portfolio.value", "USD", r -> r.metrics().portfolioValue());
    ratio("var.95", "One day, USD", r -> r.metrics().var95());
    ratio("var.99", "One day, USD", r -> r.metrics().var99());
    ratio("daily.pnl", "USD", r -> r.metrics().dailyPnl());
    ratio("gross.exposure", "Multiple of net liquidation", r -> r.metrics().grossExposure());
    ratio("concentration", "Share of the largest name", r -> r.metrics().largestConcentration());
    ratio("violations", "Limits exceeded now", r -> r.violations().size());
    ratio("limit.var.95", "USD", r -> r.limits().var95Limit());
    ratio("limit.daily.loss", "USD", r -> r.limits().maxDailyLoss());
  }

  private void ratio(String name, String what, ToDoubleFunction<RiskReport> value) {
    Gauge.builder(
            "orchestrator.risk." + name,
            this,
            n -> n.risk.map(value::applyAsDouble).orElse(Double.NaN))
        .description(what)
        .register(meters);
  }

  private void workflows(MetricsView view) {
    for (WorkflowType type : WorkflowType.values()) {
      String key = "workflow_" + type.wireName();
      FunctionCounter.builder(
              "orchestrator.workflow.runs", view, v -> v.workflows().get(key).count())
          .description("Runs that ended")
          .tag("workflow", type.wireName())
          .register(meters);
      FunctionCounter.builder(
              "orchestrator.workflow.errors", view, v -> v.workflows().get(key).errors())
          .description("Runs that ended badly")
          .tag("workflow", type.wireName())
          .register(meters);
      FunctionCounter.builder(
              "orchestrator.workflow.time", view, v -> v.workflows().get(key).totalTime())
          .description("Of all runs together")
          .baseUnit("seconds")
          .tag("workflow", type.wireName())
          .register(meters);
      Gauge.builder(
              "orchestrator.workflow.last.run",
              view,
              v ->
                  v.workflows()
                      .get(key)
                      .lastRun()
                      .map(Instant::getEpochSecond)
                      .map(Long::doubleValue)
                      .orElse(Double.NaN))
          .description("When the last run ended, seconds since 1970")
          .baseUnit("seconds")
          .tag("workflow", type.wireName())
          .register(meters);
    }
  }

  private void follow(ActorSystem<?> system, LiveFeed live) {
    Counter quotes = counted("orchestrator.quotes", "Quotes that the live feed told");
    Counter bars = counted("orchestrator.bars", "Bars that the live feed told");
    Counter orders = counted("orchestrator.order.updates", "Changes of orders");
    RestartSource.onFailuresWithBackoff(FOLLOW_AGAIN, live::updates)
        .runForeach(
            update -> {
              switch (update) {
                case LiveFeed.StatusUpdate u -> status = Optional.of(u.status());
                case LiveFeed.HealthUpdate u -> health = Optional.of(u.report());
                case LiveFeed.RiskUpdate u -> risk = Optional.of(u.report());
                case LiveFeed.QuoteUpdate u -> quotes.increment();
                case LiveFeed.BarUpdate u -> bars.increment();
                case LiveFeed.OrderUpdate u -> orders.increment();
                case LiveFeed.ViolationUpdate u -> {
                  // Counted as an event, and part of the risk report.
                }
                case LiveFeed.WorkflowUpdate u -> {
                  // Counted at its end, from the event log.
                }
                case LiveFeed.MarketTimeUpdate u -> {
                  // Between nodes only.
                }
              }
            },
            SystemMaterializer.get(system).materializer());
  }

  private Counter counted(String name, String what) {
    return Counter.builder(name).description(what).register(meters);
  }
}

package io.orchestrator.assembly;

import akka.actor.typed.DispatcherSelector;
import com.typesafe.config.Config;
import io.micrometer.core.instrument.MeterRegistry;
import io.orchestrator.actors.alert.AlertDesk;
import io.orchestrator.actors.api.Alerts;
import io.orchestrator.actors.api.Algorithms;
import io.orchestrator.actors.api.DeskControl;
import io.orchestrator.actors.api.Models;
import io.orchestrator.actors.api.Risk;
import io.orchestrator.actors.api.Schedules;
import io.orchestrator.actors.api.StrategyVersions;
import io.orchestrator.actors.api.Trading;
import io.orchestrator.actors.api.Workflows;
import io.orchestrator.actors.metrics.NodeMetrics;
import io.orchestrator.actors.node.Node;
import io.orchestrator.actors.node.NodeGuardian;
import io.orchestrator.actors.node.NodePorts;
import io.orchestrator.actors.node.TradingWiring;
import io.orchestrator.actors.schedule.LiveAnalysis;
import io.orchestrator.actors.schedule.Scheduler;
import io.orchestrator.actors.strategy.StrategyRegister;
import io.orchestrator.actors.workflow.ChildRuns;
import io.orchestrator.actors.workflow.StepLoad;
import io.orchestrator.actors.workflow.WorkflowEngine;
import io.orchestrator.adapters.alert.Channels;
import io.orchestrator.analysis.backtest.Strategies;
import io.orchestrator.catalogue.AnalysisToTrade;
import io.orchestrator.catalogue.DailyCycle;
import io.orchestrator.catalogue.ModelRetraining;
import io.orchestrator.catalogue.PortfolioRebalance;
import io.orchestrator.catalogue.StrategyOptimization;
import io.orchestrator.catalogue.StrategyReview;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.port.MonitoredService;
import io.orchestrator.domain.risk.LimitSet;
import io.orchestrator.domain.strategy.StrategyLine.Pace;
import io.orchestrator.domain.system.Capability;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseService;
import io.orchestrator.persistence.alert.JdbcAlertStore;
import io.orchestrator.persistence.audit.AuditWriter;
import io.orchestrator.persistence.events.JdbcEventHistory;
import io.orchestrator.persistence.journal.JournalSerializer;
import io.orchestrator.persistence.orders.JdbcOrderHistory;
import io.orchestrator.persistence.strategy.JdbcStrategyStore;
import io.orchestrator.persistence.workflow.JdbcScheduleStore;
import io.orchestrator.persistence.workflow.JdbcWorkflowDirectory;
import io.orchestrator.settings.Settings;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The actors of one node and their façades.
 *
 * @param node system, events, health, market, live feed, metrics
 */
public record NodeAssembly(
    Node node,
    Trading trading,
    DeskControl desk,
    Algorithms algorithms,
    Risk risk,
    Workflows workflows,
    Schedules schedules,
    Models models,
    StrategyVersions strategies,
    Alerts alerts) {

  /** Starts the actor system; answers when the façades can be used, before the system is READY. */
  public static CompletionStage<NodeAssembly> start(
      Settings settings,
      Config akka,
      Database database,
      AuditWriter audit,
      Counterparties outside,
      MeterRegistry meters) {
    Clock clock = Clock.systemUTC();
    TradingCalendar calendar = TradingCalendar.nyse();
    NodeRestarts restarts = new NodeRestarts();
    List<MonitoredService> services = new ArrayList<>();
    services.add(new AuditedDatabase(new DatabaseService(database), audit));
    services.addAll(outside.services(restarts));
    outside.ticks().ifPresent(ticks -> ticks.count(meters));
    NodePorts ports =
        new NodePorts(
            services,
            outside.feed(),
            outside.cache().cache(),
            Optional.of(outside.kept()),
            new JdbcEventHistory(database),
            outside.gpuLease(),
            meters,
            outside.marketClock(),
            clock);
    TradingWiring wiring =
        new TradingWiring(
            outside.broker(),
            settings.desk(),
            settings.risk(),
            settings.execution(),
            outside.riskAccelerator(),
            calendar::isOpen,
            audit::open,
            clock);
    return NodeGuardian.start("orchestrator", akka, settings.node(), ports, wiring::parts)
        .thenApply(
            node -> {
              restarts.attach(node);
              Trading trading =
                  wiring.trading(
                      node,
                      new JdbcOrderHistory(
                          database,
                          JournalSerializer.codec(
                              akka.getConfig("orchestrator.persistence.journal"))));
              Algorithms algorithms = wiring.algorithms(node);
              StoredModels models =
                  new StoredModels(settings.worker().directory(), dispatcher(node, "blocking"));
              StrategyVersions strategies = strategies(node, database);
              Workflows workflows =
                  workflows(
                      node,
                      trading,
                      algorithms,
                      settings,
                      database,
                      outside,
                      models,
                      strategies,
                      () -> wiring.risk(node).controls().thenApply(Risk.Controls::limits),
                      meters);
              node.attach(workflows);
              Schedules schedules =
                  Scheduler.start(
                      node.actorSystem(),
                      workflows,
                      new JdbcScheduleStore(database),
                      node.events(),
                      calendar,
                      () -> node.market().now());
              LiveAnalysis.start(
                  node.actorSystem(), node.market(), workflows, settings.liveAnalysis(), clock);
              Alerts alerts =
                  AlertDesk.start(
                      node.actorSystem(),
                      new JdbcAlertStore(database),
                      Channels.of(settings.channels()),
                      settings.alerts(),
                      node.events(),
                      node.system(),
                      clock);
              return new NodeAssembly(
                  node,
                  trading,
                  wiring.control(node),
                  algorithms,
                  wiring.risk(node),
                  workflows,
                  schedules,
                  models,
                  strategies,
                  alerts);
            });
  }

  /** Stages last days of the market, so its clock counts. */
  private static StrategyVersions strategies(Node node, Database database) {
    return new StrategyRegister(
        Arrays.stream(Strategies.values()).map(Strategies::wireName).toList(),
        new JdbcStrategyStore(database),
        node.events(),
        Pace.DEFAULT,
        () -> node.market().now(),
        dispatcher(node, "blocking"));
  }

  /** For what waits for disks and other machines. */
  public Executor blocking() {
    return dispatcher(node, "blocking");
  }

  private static Executor dispatcher(Node node, String name) {
    return node.actorSystem()
        .dispatchers()
        .lookup(DispatcherSelector.fromConfig("orchestrator.dispatchers." + name));
  }

  private static Workflows workflows(
      Node node,
      Trading trading,
      Algorithms algorithms,
      Settings settings,
      Database database,
      Counterparties outside,
      StoredModels models,
      StrategyVersions strategies,
      Supplier<CompletionStage<LimitSet>> limits,
      MeterRegistry meters) {
    Clock clock = Clock.systemUTC();
    var system = node.actorSystem();
    List<String> symbols =
        settings.node().pipeline().symbols().stream().map(Symbol::value).sorted().toList();
    var analysisToTrade =
        AnalysisToTrade.program(
            new AnalysisToTrade.Dependencies(
                node.market(),
                trading,
                algorithms,
                node.events(),
                outside.engines(),
                models::inCharge,
                settings.signals(),
                TradingCalendar.nyse(),
                limits,
                dispatcher(node, "analysis"),
                settings.home().resolve("market-events.csv"),
                symbols,
                settings.keepAnalysis(),
                clock));
    var portfolioRebalance =
        PortfolioRebalance.program(
            new PortfolioRebalance.Dependencies(
                node.market(),
                trading,
                algorithms,
                TradingCalendar.nyse(),
                limits,
                strategies,
                clock));
    var strategyOptimization =
        StrategyOptimization.program(
            new StrategyOptimization.Dependencies(
                node.market(),
                TradingCalendar.nyse(),
                strategies,
                settings.home().resolve("strategies"),
                Runtime.getRuntime().availableProcessors(),
                node.resources()::coresNeeded));
    var strategyReview =
        StrategyReview.program(
            new StrategyReview.Dependencies(
                node.market(), TradingCalendar.nyse(), strategies, () -> node.market().now()));
    var modelRetraining =
        ModelRetraining.program(
            new ModelRetraining.Dependencies(
                node.market(),
                node.events(),
                outside.engines(),
                TradingCalendar.nyse(),
                dispatcher(node, "analysis")));
    var engine = new CompletableFuture<Workflows>();
    var dailyCycle = DailyCycle.program(new ChildRuns(engine::join));
    WorkflowEngine started =
        WorkflowEngine.start(
            system,
            List.of(
                analysisToTrade,
                portfolioRebalance,
                strategyOptimization,
                strategyReview,
                modelRetraining,
                dailyCycle),
            new WorkflowEngine.Surroundings(
                node.events(),
                node.publisher(),
                new JdbcWorkflowDirectory(database),
                () -> node.may(Capability.WORKFLOWS),
                node.resources(),
                () -> UUID.randomUUID().toString(),
                clock,
                meters),
            settings.workflow());
    engine.complete(started);
    load(node.metrics(), started.load());
    return started;
  }

  private static void load(NodeMetrics metrics, StepLoad load) {
    metrics.addLevel("steps_computing", () -> load.counts().computing());
    metrics.addLevel("steps_computing_queued", () -> load.counts().computingQueued());
    metrics.addLevel("steps_waiting", () -> load.counts().waiting());
    metrics.addLevel("steps_waiting_queued", () -> load.counts().waitingQueued());
  }
}

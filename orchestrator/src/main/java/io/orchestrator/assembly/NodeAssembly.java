package io.orchestrator.assembly;

import akka.actor.typed.DispatcherSelector;
import com.typesafe.config.Config;
import io.micrometer.core.instrument.MeterRegistry;
import io.orchestrator.actors.api.LiveFeed;
import io.orchestrator.actors.api.SystemControl.TradingResult;
import io.orchestrator.actors.node.MoreParts;
import io.orchestrator.actors.node.Node;
import io.orchestrator.actors.node.NodeGuardian;
import io.orchestrator.actors.node.NodePorts;
import io.orchestrator.actors.node.TradingSwitch;
import io.orchestrator.actors.risk.MonitorRisk;
import io.orchestrator.actors.risk.RiskEnvironment;
import io.orchestrator.actors.risk.RiskMonitor;
import io.orchestrator.actors.system.PartSpec;
import io.orchestrator.actors.trading.DeskEnvironment;
import io.orchestrator.actors.trading.DeskTrading;
import io.orchestrator.actors.trading.TradingDesk;
import io.orchestrator.actors.workflow.WorkflowEngine;
import io.orchestrator.catalogue.AnalysisToTrade;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.port.MonitoredService;
import io.orchestrator.domain.system.Capability;
import io.orchestrator.domain.system.SystemPart;
import io.orchestrator.domain.system.TradingState;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseService;
import io.orchestrator.persistence.events.JdbcEventHistory;
import io.orchestrator.persistence.workflow.JdbcWorkflowDirectory;
import io.orchestrator.settings.Settings;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * The actors of one node and their façades.
 *
 * @param node system, events, health, market, live feed, metrics
 */
public record NodeAssembly(
    Node node, DeskTrading trading, MonitorRisk risk, WorkflowEngine workflows) {

  /** The desk is a client of the live feed like any other: it names what it wants to see. */
  private static final String DESK = "trading-desk";

  private static final PartSpec<TradingDesk.Command> DESK_ADDRESS =
      address(TradingDesk.Command.class, SystemPart.TRADING_DESK);
  private static final PartSpec<RiskMonitor.Command> RISK_ADDRESS =
      address(RiskMonitor.Command.class, SystemPart.RISK_MONITOR);

  /** Starts the actor system; answers when the façades can be used, before the system is READY. */
  public static CompletionStage<NodeAssembly> start(
      Settings settings,
      Config akka,
      Database database,
      Counterparties outside,
      MeterRegistry meters) {
    Clock clock = Clock.systemUTC();
    NodeRestarts restarts = new NodeRestarts();
    List<MonitoredService> services = new ArrayList<>();
    services.add(new DatabaseService(database));
    services.addAll(outside.services(restarts));
    NodePorts ports =
        new NodePorts(
            services,
            outside.feed(),
            outside.cache().cache(),
            new JdbcEventHistory(database),
            meters,
            outside.marketClock(),
            clock);
    return NodeGuardian.start(
            "orchestrator",
            akka,
            settings.node(),
            ports,
            node -> parts(node, settings, outside, clock))
        .thenApply(
            node -> {
              restarts.attach(node);
              return assemble(node, settings, database, outside, clock);
            });
  }

  private static MoreParts parts(
      Node node, Settings settings, Counterparties outside, Clock clock) {
    TradingCalendar calendar = TradingCalendar.nyse();
    DeskEnvironment desk =
        new DeskEnvironment(
            outside.broker(),
            node.market(),
            node.events(),
            node.publisher(),
            symbols -> watch(node.live(), symbols),
            calendar::isOpen,
            settings.risk().limits(),
            clock);
    List<PartSpec<?>> specs =
        List.of(
            new PartSpec<>(
                SystemPart.RISK_MONITOR,
                RISK_ADDRESS.key(),
                refs ->
                    RiskMonitor.create(
                        new RiskEnvironment(
                            node.part(DESK_ADDRESS),
                            node.market(),
                            node.events(),
                            node.publisher(),
                            clock),
                        settings.risk())),
            new PartSpec<>(
                SystemPart.TRADING_DESK,
                DESK_ADDRESS.key(),
                refs -> TradingDesk.create(desk, settings.desk())));
    return new MoreParts(
        specs,
        (refs, capabilities) ->
            refs.ref(DESK_ADDRESS).tell(new TradingDesk.ApplyCapabilities(capabilities)));
  }

  private static NodeAssembly assemble(
      Node node, Settings settings, Database database, Counterparties outside, Clock clock) {
    var system = node.actorSystem();
    var trading = new DeskTrading(node.part(DESK_ADDRESS), system, settings.desk());
    var risk = new MonitorRisk(node.part(RISK_ADDRESS), system, settings.risk());
    node.attach(tradingSwitch(risk));
    var analysisToTrade =
        AnalysisToTrade.program(
            new AnalysisToTrade.Dependencies(
                node.market(),
                trading,
                outside.engines(),
                settings.signals(),
                TradingCalendar.nyse(),
                settings.risk()::limits,
                system
                    .dispatchers()
                    .lookup(DispatcherSelector.fromConfig("orchestrator.dispatchers.analysis")),
                clock));
    var workflows =
        WorkflowEngine.start(
            system,
            List.of(analysisToTrade),
            new WorkflowEngine.Surroundings(
                node.events(),
                node.publisher(),
                new JdbcWorkflowDirectory(database),
                () -> node.may(Capability.WORKFLOWS),
                () -> UUID.randomUUID().toString(),
                clock),
            settings.workflow());
    node.attach(workflows);
    return new NodeAssembly(node, trading, risk, workflows);
  }

  private static TradingSwitch tradingSwitch(MonitorRisk risk) {
    return new TradingSwitch() {
      @Override
      public CompletionStage<TradingResult> set(TradingState target, String reason, String by) {
        return risk.setTradingState(target, reason, by);
      }

      @Override
      public CompletionStage<TradingState> present() {
        return risk.tradingState();
      }
    };
  }

  private static void watch(LiveFeed live, Set<Symbol> symbols) {
    if (symbols.isEmpty()) {
      live.unwatchAll(DESK);
    } else {
      live.watch(DESK, symbols);
    }
  }

  private static <T> PartSpec<T> address(Class<T> protocol, SystemPart part) {
    return new PartSpec<>(
        part,
        PartSpec.key(protocol, part),
        refs -> {
          throw new IllegalStateException("only an address");
        });
  }
}

package io.orchestrator.actors.node;

import io.orchestrator.actors.api.Algorithms;
import io.orchestrator.actors.api.DeskControl;
import io.orchestrator.actors.api.Risk;
import io.orchestrator.actors.api.SystemControl.TradingResult;
import io.orchestrator.actors.api.Trading;
import io.orchestrator.actors.risk.MonitorRisk;
import io.orchestrator.actors.risk.RiskEnvironment;
import io.orchestrator.actors.risk.RiskMonitor;
import io.orchestrator.actors.risk.RiskMonitorSettings;
import io.orchestrator.actors.system.PartRefs;
import io.orchestrator.actors.system.PartSpec;
import io.orchestrator.actors.trading.DeskEnvironment;
import io.orchestrator.actors.trading.DeskTrading;
import io.orchestrator.actors.trading.TradingDesk;
import io.orchestrator.actors.trading.TradingDeskSettings;
import io.orchestrator.actors.trading.execution.DeskAlgorithms;
import io.orchestrator.actors.trading.execution.ExecutionDesk;
import io.orchestrator.actors.trading.execution.ExecutionEnvironment;
import io.orchestrator.actors.trading.execution.ExecutionSettings;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.port.Accelerator;
import io.orchestrator.domain.port.BrokerGateway;
import io.orchestrator.domain.port.OrderHistory;
import io.orchestrator.domain.system.Capability;
import io.orchestrator.domain.system.SystemPart;
import io.orchestrator.domain.system.TradingState;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Puts the trading desk and the Risk Monitor under the supervisor and their façades on a node.
 *
 * @param accelerator of the risk measures
 * @param marketOpen regular session at an instant of market time
 * @param entriesAudited false: nothing can be audited now, so entries stop
 * @param clock wall time
 */
public record TradingWiring(
    BrokerGateway gateway,
    TradingDeskSettings desk,
    RiskMonitorSettings risk,
    ExecutionSettings execution,
    Accelerator accelerator,
    Predicate<Instant> marketOpen,
    BooleanSupplier entriesAudited,
    InstantSource clock) {
  private static final String WATCHER = "trading_desk";
  private static final PartSpec<TradingDesk.Command> DESK =
      NodeGuardian.spec(TradingDesk.Command.class, SystemPart.TRADING_DESK);
  private static final PartSpec<RiskMonitor.Command> RISK =
      NodeGuardian.spec(RiskMonitor.Command.class, SystemPart.RISK_MONITOR);

  private static final PartSpec<ExecutionDesk.Command> EXECUTION =
      NodeGuardian.spec(ExecutionDesk.Command.class, SystemPart.EXECUTION_DESK);

  /** For {@link NodeGuardian}; the node can halt and resume trading from then on. */
  public MoreParts parts(Node node) {
    node.attach(tradingSwitch(node));
    return new MoreParts(
        List.of(riskSpec(node), deskSpec(node), executionSpec(node)),
        this::apply,
        gateway::standDown);
  }

  /**
   * Usable once the node is ready.
   *
   * @param history orders that the desk no longer has in memory
   */
  public Trading trading(Node node, OrderHistory history) {
    return new DeskTrading(node.part(DESK), node.actorSystem(), desk, history);
  }

  /** Usable once the node is ready. */
  public DeskControl control(Node node) {
    return new DeskTrading(node.part(DESK), node.actorSystem(), desk);
  }

  /** Usable once the node is ready. */
  public Algorithms algorithms(Node node) {
    return new DeskAlgorithms(node.part(EXECUTION), node.actorSystem(), execution);
  }

  /** Usable once the node is ready. */
  public Risk risk(Node node) {
    return monitor(node);
  }

  private MonitorRisk monitor(Node node) {
    return new MonitorRisk(node.part(RISK), node.actorSystem(), risk);
  }

  private void apply(PartRefs refs, Set<Capability> capabilities) {
    if (refs.has(SystemPart.TRADING_DESK)) {
      Set<Capability> allowed = new HashSet<>(capabilities);
      if (!entriesAudited.getAsBoolean()) {
        allowed.remove(Capability.ENTRIES);
      }
      refs.ref(DESK).tell(new TradingDesk.ApplyCapabilities(Set.copyOf(allowed)));
    }
  }

  private PartSpec<TradingDesk.Command> deskSpec(Node node) {
    DeskEnvironment environment =
        new DeskEnvironment(
            gateway,
            node.market(),
            node.events(),
            node.publisher(),
            symbols -> node.watchForPart(WATCHER, symbols),
            marketOpen,
            risk.limits(),
            risk.measures().sectorBySymbol(),
            clock);
    return new PartSpec<>(DESK.part(), DESK.key(), refs -> TradingDesk.create(environment, desk));
  }

  private PartSpec<ExecutionDesk.Command> executionSpec(Node node) {
    return new PartSpec<>(
        EXECUTION.part(),
        EXECUTION.key(),
        refs -> {
          var trading = new DeskTrading(refs.ref(DESK), node.actorSystem(), desk);
          var monitor = new MonitorRisk(refs.ref(RISK), node.actorSystem(), risk);
          return ExecutionDesk.create(
              new ExecutionEnvironment(
                  trading,
                  node.market(),
                  node.events(),
                  monitor::tradingState,
                  TradingCalendar.nyse(),
                  clock),
              execution);
        });
  }

  private PartSpec<RiskMonitor.Command> riskSpec(Node node) {
    return new PartSpec<>(
        RISK.part(),
        RISK.key(),
        refs ->
            RiskMonitor.create(
                new RiskEnvironment(
                    refs.ref(DESK),
                    node.market(),
                    node.events(),
                    node.publisher(),
                    node::stopIntents,
                    accelerator,
                    clock),
                risk.withInterval(node.interval(RISK.part(), risk.riskCheckInterval()))));
  }

  private TradingSwitch tradingSwitch(Node node) {
    return new TradingSwitch() {
      @Override
      public CompletionStage<TradingResult> set(TradingState target, String reason, String by) {
        return monitor(node).setTradingState(target, reason, by);
      }

      @Override
      public CompletionStage<TradingState> present() {
        return monitor(node).tradingState();
      }

      @Override
      public CompletionStage<List<String>> remarks() {
        return control(node)
            .remarks()
            .thenCombine(
                monitor(node).remarks(),
                (desk, grades) -> Stream.concat(desk.stream(), grades.stream()).toList());
      }
    };
  }
}

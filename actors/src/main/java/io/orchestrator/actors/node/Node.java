package io.orchestrator.actors.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.api.HealthReports;
import io.orchestrator.actors.api.LiveFeed;
import io.orchestrator.actors.api.LivePublisher;
import io.orchestrator.actors.api.Market;
import io.orchestrator.actors.api.MarketRecords;
import io.orchestrator.actors.api.SystemControl;
import io.orchestrator.actors.api.Workflows;
import io.orchestrator.actors.health.HealthMonitor;
import io.orchestrator.actors.live.LiveHub;
import io.orchestrator.actors.metrics.NodeMetrics;
import io.orchestrator.actors.pipeline.DataPipeline;
import io.orchestrator.actors.resource.NodeResources;
import io.orchestrator.actors.risk.RiskMonitor;
import io.orchestrator.actors.risk.StopsIntents;
import io.orchestrator.actors.system.PartSpec;
import io.orchestrator.actors.system.RestartPart;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.system.Capability;
import io.orchestrator.domain.system.SystemPart;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A running node: its façades. Usable from the moment it exists; what is asked before the
 * supervisor is up waits, or fails as {@code system.unavailable}.
 */
public final class Node {
  private final Asking asking;
  private final SystemControl system;
  private final HealthReports health;
  private final Events events;
  private final LiveHub live;
  private final NodeMarket market;
  private final NodeMetrics metrics;
  private final NodeResources resources;
  private final NodeState state;
  private final Map<String, ActorRef<Object>> parts;
  private final Map<SystemPart, Duration> intervals = new ConcurrentHashMap<>();

  Node(
      Asking asking,
      SystemControl system,
      HealthReports health,
      Events events,
      LiveHub live,
      NodeMarket market,
      NodeMetrics metrics,
      NodeResources resources,
      NodeState state,
      Map<String, ActorRef<Object>> parts) {
    this.asking = asking;
    this.system = system;
    this.health = health;
    this.events = events;
    this.live = live;
    this.market = market;
    this.metrics = metrics;
    this.resources = resources;
    this.state = state;
    this.parts = parts;
  }

  public ActorSystem<?> actorSystem() {
    return asking.system();
  }

  public Duration askTimeout() {
    return asking.timeout();
  }

  public SystemControl system() {
    return system;
  }

  public HealthReports health() {
    return health;
  }

  public Events events() {
    return events;
  }

  public LiveFeed live() {
    return live;
  }

  public LivePublisher publisher() {
    return live;
  }

  public Market market() {
    return market;
  }

  public MarketRecords marketRecords() {
    return market;
  }

  public NodeMetrics metrics() {
    return metrics;
  }

  /** What this node can take on now. */
  public NodeResources resources() {
    return resources;
  }

  /** What is allowed now, as this node last heard; never blocks. */
  public Set<Capability> capabilities() {
    return state.capabilities();
  }

  public boolean may(Capability capability) {
    return state.capabilities().contains(capability);
  }

  /** The way to a part of the supervisor, wherever it lives. */
  public <T> ActorRef<T> part(PartSpec<T> spec) {
    ActorRef<Object> proxy = parts.get(spec.key().id());
    if (proxy == null) {
      throw new IllegalArgumentException("no part " + spec.key().id() + " on this node");
    }
    return proxy.narrow();
  }

  /** A part of the system, not a client, needs these symbols; replaces what it named before. */
  public void watchForPart(String part, Set<Symbol> symbols) {
    live.watchForPart(part, symbols);
  }

  /** Stops a part and starts it anew, wherever it lives: the first step of a recovery. */
  public void restart(SystemPart part) {
    ActorRef<Object> proxy = parts.get(part.wireName());
    if (proxy == null) {
      throw new IllegalArgumentException("no part " + part.wireName() + " on this node");
    }
    proxy.tell(new RestartPart());
  }

  /**
   * Health Monitor, data pipeline or Risk Monitor look so often from now on, wherever they live;
   * and when one starts anew on this node.
   */
  public void setInterval(SystemPart part, Duration every) {
    intervals.put(part, every);
    ActorRef<Object> proxy = parts.get(part.wireName());
    switch (part) {
      case HEALTH_MONITOR -> proxy.tell(new HealthMonitor.SetInterval(every));
      case DATA_PIPELINE -> proxy.tell(new DataPipeline.SetInterval(every));
      case RISK_MONITOR -> proxy.tell(new RiskMonitor.SetInterval(every));
      default -> throw new IllegalArgumentException(part + " has no interval");
    }
  }

  /** As it was set last, else as it was configured at the start. */
  Duration interval(SystemPart part, Duration configured) {
    return intervals.getOrDefault(part, configured);
  }

  /** Cancels the running workflows that may place orders; those without effect go on. */
  public CompletionStage<StopsIntents.Stopped> stopIntents(StopsIntents.Halt halt) {
    return state
        .workflows()
        .map(workflows -> new IntentStops(workflows, events).stop(halt))
        .orElseGet(() -> CompletableFuture.completedStage(StopsIntents.Stopped.NOT_ASKED));
  }

  /** The status names the running workflows from now on. */
  public void attach(Workflows workflows) {
    state.attach(workflows);
  }

  /** Trading can be halted and resumed through {@link #system()} from now on. */
  public void attach(TradingSwitch trading) {
    state.attach(trading);
  }
}

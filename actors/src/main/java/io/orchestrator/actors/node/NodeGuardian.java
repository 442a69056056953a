package io.orchestrator.actors.node;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.pubsub.Topic;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.Join;
import akka.cluster.typed.SingletonActor;
import akka.stream.RestartSettings;
import akka.stream.javadsl.RestartSource;
import com.typesafe.config.Config;
import io.orchestrator.actors.api.LiveFeed;
import io.orchestrator.actors.events.EventManager;
import io.orchestrator.actors.events.EventTail;
import io.orchestrator.actors.health.HealthMonitor;
import io.orchestrator.actors.live.LiveHub;
import io.orchestrator.actors.metrics.MailboxDepths;
import io.orchestrator.actors.metrics.MeasuredMailbox;
import io.orchestrator.actors.metrics.NodeMetrics;
import io.orchestrator.actors.pipeline.DataPipeline;
import io.orchestrator.actors.resource.NodeResources;
import io.orchestrator.actors.resource.ResourceManager;
import io.orchestrator.actors.system.PartSpec;
import io.orchestrator.actors.system.SystemChanged;
import io.orchestrator.actors.system.SystemSupervisor;
import io.orchestrator.domain.event.SystemEvent;
import io.orchestrator.domain.port.Cache;
import io.orchestrator.domain.system.SystemPart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * The root of a node: starts its reading ends, joins the cluster, hosts the supervisor as the
 * cluster's singleton and makes the façades.
 */
public final class NodeGuardian {

  public sealed interface Command {}

  private record Heard(SystemChanged changed) implements Command {}

  private record WorkflowsMoved() implements Command {}

  static final PartSpec<EventManager.Command> EVENTS =
      spec(EventManager.Command.class, SystemPart.EVENT_MANAGER);
  static final PartSpec<HealthMonitor.Command> HEALTH =
      spec(HealthMonitor.Command.class, SystemPart.HEALTH_MONITOR);
  static final PartSpec<DataPipeline.Command> PIPELINE =
      spec(DataPipeline.Command.class, SystemPart.DATA_PIPELINE);
  private static final Duration SHUTDOWN_ANSWER = Duration.ofSeconds(4);
  private static final RestartSettings FOLLOW_AGAIN =
      RestartSettings.create(Duration.ofSeconds(1), Duration.ofSeconds(30), 0.2);

  private final ActorContext<Command> context;
  private final NodeSettings settings;
  private final NodePorts ports;
  private final Map<String, ActorRef<Object>> proxies = new ConcurrentHashMap<>();
  private final NodeState state = new NodeState();

  private NodeGuardian(ActorContext<Command> context, NodeSettings settings, NodePorts ports) {
    this.context = context;
    this.settings = settings;
    this.ports = ports;
  }

  /**
   * Starts an actor system with a node on it.
   *
   * @param config complete: {@code akka.actor.provider = cluster}, journal, …
   * @param moreParts given the node, makes the parts that the composition brings
   */
  public static CompletionStage<Node> start(
      String systemName,
      Config config,
      NodeSettings settings,
      NodePorts ports,
      Function<Node, MoreParts> moreParts) {
    CompletableFuture<Node> ready = new CompletableFuture<>();
    ActorSystem<Command> system =
        ActorSystem.create(create(settings, ports, moreParts, ready), systemName, config);
    system
        .getWhenTerminated()
        .thenRun(
            () ->
                ready.completeExceptionally(
                    new IllegalStateException("the actor system ended while it started")));
    return ready;
  }

  /**
   * @param ready completed with the façades, or with what went wrong
   */
  public static Behavior<Command> create(
      NodeSettings settings,
      NodePorts ports,
      Function<Node, MoreParts> moreParts,
      CompletableFuture<Node> ready) {
    return Behaviors.setup(
        context -> {
          try {
            return new NodeGuardian(context, settings, ports).begin(moreParts, ready);
          } catch (RuntimeException failure) {
            ready.completeExceptionally(failure);
            throw failure;
          }
        });
  }

  /** An address without a maker. */
  static <T> PartSpec<T> spec(Class<T> protocol, SystemPart part) {
    return new PartSpec<>(
        part,
        PartSpec.key(protocol, part),
        refs -> {
          throw new IllegalStateException("only an address");
        });
  }

  private Behavior<Command> begin(
      Function<Node, MoreParts> moreParts, CompletableFuture<Node> ready) {
    ActorSystem<?> system = context.getSystem();
    Asking asking = new Asking(system, settings.askTimeout());
    ActorRef<EventManager.Command> manager = proxy(EVENTS);
    ActorRef<DataPipeline.Command> pipeline = proxy(PIPELINE);
    NodeMetrics metrics = new NodeMetrics(ports.meters(), ports.clock());
    ActorRef<Command> self = context.getSelf();
    ActorRef<EventTail.Command> tail =
        context.spawn(
            EventTail.create(
                settings.events(),
                manager,
                fresh -> {
                  metrics.observe(fresh);
                  if (fresh.stream().anyMatch(NodeGuardian::movesWorkflows)) {
                    self.tell(new WorkflowsMoved());
                  }
                }),
            "event-tail",
            MeasuredMailbox.selector());
    metrics.mailboxes(MailboxDepths.of(Adapter.toClassic(system)));
    LiveHub hub = LiveHub.start(system, settings.live(), nodeName(), pipeline, this::spawn);
    metrics.add("live_updates_published", hub::published);
    metrics.add("live_updates_dropped", hub::dropped);
    cacheNumbers(metrics, ports.cache());
    NodeSystem control = new NodeSystem(asking, tail, state, ports.clock());
    NodeEvents events = new NodeEvents(asking, settings.events(), manager, tail);
    NodeResources resources = manageResources(system, hub, events);
    metrics.resources(resources);
    Node node =
        new Node(
            asking,
            control,
            new NodeHealth(asking, proxy(HEALTH)),
            events,
            hub,
            new NodeMarket(
                asking,
                settings.pipeline(),
                pipeline,
                ports.marketClock(),
                hub::marketTime,
                ports.kept()),
            metrics,
            resources,
            state,
            proxies);
    ActorRef<SystemSupervisor.Command> supervisor = hostSupervisor(node, moreParts.apply(node));
    state.attach(supervisor);
    listen();
    join(system);
    announceShutdown(system, supervisor);
    ready.complete(node);
    return listening(control, hub);
  }

  private NodeResources manageResources(ActorSystem<?> system, LiveHub hub, NodeEvents events) {
    NodeResources resources = new NodeResources(settings.resources(), ports.gpu());
    ActorRef<ResourceManager.Command> manager =
        context.spawn(
            ResourceManager.create(nodeName(), resources, events::record),
            "resource-manager",
            MeasuredMailbox.selector());
    RestartSource.onFailuresWithBackoff(FOLLOW_AGAIN, hub::updates)
        .filter(update -> update instanceof LiveFeed.OrderUpdate)
        .runForeach(update -> manager.tell(ResourceManager.OrderMoved.INSTANCE), system);
    return resources;
  }

  private <T> ActorRef<T> spawn(Behavior<T> behavior, String name) {
    return context.spawn(behavior, name, MeasuredMailbox.selector());
  }

  private <T> ActorRef<T> proxy(PartSpec<T> spec) {
    return proxies
        .computeIfAbsent(
            spec.key().id(),
            id ->
                context.spawn(
                    PartProxy.create(spec.key(), settings.proxyBuffer()),
                    "proxy-" + spec.part().wireName()))
        .narrow();
  }

  /**
   * Hit ratio is hits over hits and misses; typical and slow: median and 99th percentile of the
   * newest reads, in microseconds; degraded is 1 while Redis is set and not used.
   */
  private static void cacheNumbers(NodeMetrics metrics, Cache cache) {
    metrics.add("cache_hits", () -> cache.stats().hits());
    metrics.add("cache_misses", () -> cache.stats().misses());
    metrics.add("cache_evictions", () -> cache.stats().evictions());
    metrics.addLevel("cache_read_typical_us", () -> micros(cache.stats().typicalTime()));
    metrics.addLevel("cache_read_slow_us", () -> micros(cache.stats().slowTime()));
    metrics.addLevel("cache_entries", () -> cache.stats().size());
    metrics.addLevel("cache_degraded", () -> cache.stats().kind().equals("fallback") ? 1 : 0);
  }

  private static long micros(Duration duration) {
    return TimeUnit.NANOSECONDS.toMicros(duration.toNanos());
  }

  private ActorRef<SystemSupervisor.Command> hostSupervisor(Node node, MoreParts more) {
    List<PartSpec<?>> specs = new ArrayList<>(ownParts(node));
    for (PartSpec<?> spec : more.specs()) {
      proxy(spec);
      specs.add(spec);
    }
    Behavior<SystemSupervisor.Command> behavior =
        Behaviors.supervise(
                SystemSupervisor.create(
                    settings.system(),
                    specs,
                    more.applyCapabilities(),
                    node.events(),
                    ports.clock()))
            .onFailure(
                SupervisorStrategy.restartWithBackoff(
                    Duration.ofMillis(200), Duration.ofSeconds(10), 0.1));
    Behavior<SystemSupervisor.Command> leaving =
        Behaviors.intercept(
            () -> new AfterStop<SystemSupervisor.Command>(more.afterStop()), behavior);
    return ClusterSingleton.get(context.getSystem())
        .init(
            SingletonActor.of(leaving, "system-supervisor")
                .withStopMessage(new SystemSupervisor.Stop()));
  }

  private List<PartSpec<?>> ownParts(Node node) {
    DataPipeline.Environment environment =
        new DataPipeline.Environment(
            ports.feed(),
            ports.cache(),
            ports.kept(),
            node.events(),
            node.publisher(),
            ports.marketClock(),
            ports.clock());
    return List.of(
        new PartSpec<>(
            EVENTS.part(),
            EVENTS.key(),
            refs -> EventManager.create(settings.events(), ports.history(), ports.clock())),
        new PartSpec<>(
            HEALTH.part(),
            HEALTH.key(),
            refs ->
                HealthMonitor.create(
                    settings
                        .health()
                        .withInterval(node.interval(HEALTH.part(), settings.health().interval())),
                    ports.services(),
                    node.events(),
                    node.publisher(),
                    ports.clock(),
                    refs.healthNotices())),
        new PartSpec<>(
            PIPELINE.part(),
            PIPELINE.key(),
            refs ->
                DataPipeline.create(
                    settings
                        .pipeline()
                        .withInterval(
                            node.interval(PIPELINE.part(), settings.pipeline().interval())),
                    environment,
                    refs.ref(HEALTH))));
  }

  private void listen() {
    ActorRef<Topic.Command<SystemChanged>> topic =
        context.spawn(Topic.create(SystemChanged.class, SystemChanged.TOPIC), "system-topic");
    topic.tell(Topic.subscribe(context.messageAdapter(SystemChanged.class, Heard::new)));
  }

  private void join(ActorSystem<?> system) {
    if (settings.joinSelf()) {
      Cluster cluster = Cluster.get(system);
      cluster.manager().tell(Join.create(cluster.selfMember().address()));
    }
  }

  /** Before clients are sent away, so that they hear of it; only if no other node goes on. */
  private void announceShutdown(
      ActorSystem<?> system, ActorRef<SystemSupervisor.Command> supervisor) {
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeServiceUnbind(),
            "announce-shutdown",
            () ->
                lastNode(system)
                    ? AskPattern.<SystemSupervisor.Command, SystemSupervisor.ShutdownAnnounced>ask(
                            supervisor,
                            replyTo ->
                                new SystemSupervisor.AnnounceShutdown("process ends", replyTo),
                            SHUTDOWN_ANSWER,
                            system.scheduler())
                        .handle(
                            (announced, failure) -> {
                              if (failure != null) {
                                system.log().warn("shutdown was not announced", failure);
                              }
                              return Done.getInstance();
                            })
                    : CompletableFuture.completedStage(Done.getInstance()));
  }

  private static boolean lastNode(ActorSystem<?> system) {
    return StreamSupport.stream(Cluster.get(system).state().getMembers().spliterator(), false)
            .filter(member -> member.status() == MemberStatus.up())
            .count()
        <= 1;
  }

  private Behavior<Command> listening(NodeSystem control, LiveHub hub) {
    return Behaviors.receiveMessage(
        command -> {
          control.forget();
          switch (command) {
            case Heard heard -> state.heard(heard.changed());
            case WorkflowsMoved moved -> state.forgetWorkflows();
          }
          state
              .system()
              .ifPresent(
                  known ->
                      control
                          .complete(known)
                          .thenAccept(
                              status -> hub.publishHere(new LiveFeed.StatusUpdate(status))));
          return Behaviors.same();
        });
  }

  private static boolean movesWorkflows(SystemEvent event) {
    return event.eventType().startsWith("workflow_") && !event.eventType().contains("_step_");
  }

  private String nodeName() {
    return "node-" + Cluster.get(context.getSystem()).selfMember().uniqueAddress();
  }
}

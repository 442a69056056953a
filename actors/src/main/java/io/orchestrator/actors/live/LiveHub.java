package io.orchestrator.actors.live;

import akka.NotUsed;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.pubsub.Topic;
import akka.japi.Pair;
import akka.stream.BoundedSourceQueue;
import akka.stream.QueueOfferResult;
import akka.stream.javadsl.BroadcastHub;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.orchestrator.actors.api.LiveFeed;
import io.orchestrator.actors.api.LivePublisher;
import io.orchestrator.actors.pipeline.DataPipeline;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A node's hub of live updates. Publishing goes to the hubs of all nodes; each reader has its own
 * conflation of states, so that a slow one misses only what is outdated. What happened is never
 * left out: a reader for whom it is too much, or whose node could not keep up, is ended.
 */
public final class LiveHub implements LiveFeed, LivePublisher {
  private static final int HUB_BUFFER = 256;
  private static final String TOPIC = "live-updates";

  private sealed interface WatchCommand {}

  private record Watching(String client, Set<Symbol> symbols, Optional<Timeframe> bars)
      implements WatchCommand {}

  private record Renew() implements WatchCommand {}

  private final LiveSettings settings;
  private final ActorRef<Topic.Command<Update>> topic;
  private final ActorRef<Update> receiver;
  private final ActorRef<WatchCommand> watcher;
  private final Source<Update, NotUsed> hub;
  private final AtomicLong published = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong missed = new AtomicLong();
  private final AtomicReference<Reading> marketTime = new AtomicReference<>();

  /**
   * Market time as it was heard.
   *
   * @param nanos {@link System#nanoTime()} then
   */
  private record Reading(Instant at, long nanos) {}

  private LiveHub(
      ActorSystem<?> system,
      LiveSettings settings,
      String node,
      ActorRef<DataPipeline.Command> pipeline,
      Spawner spawner) {
    this.settings = settings;
    Pair<BoundedSourceQueue<Update>, Source<Update, NotUsed>> materialized =
        Source.<Update>queue(settings.queue())
            .toMat(BroadcastHub.of(Update.class, HUB_BUFFER), Keep.both())
            .run(system);
    this.hub = materialized.second();
    // Without a reader the hub would hold back and the queue fill up.
    hub.runWith(Sink.ignore(), system);
    this.topic = spawner.spawn(Topic.create(Update.class, TOPIC), "live-topic");
    BoundedSourceQueue<Update> queue = materialized.first();
    this.receiver =
        spawner.spawn(
            Behaviors.receiveMessage(
                update -> {
                  if (update instanceof MarketTimeUpdate time) {
                    marketTime.set(new Reading(time.now(), System.nanoTime()));
                    return Behaviors.same();
                  }
                  if (queue.offer(update) != QueueOfferResult.enqueued()) {
                    drop(update);
                  }
                  return Behaviors.same();
                }),
            "live-receiver");
    topic.tell(Topic.subscribe(receiver));
    this.watcher = spawner.spawn(watching(settings, node, pipeline), "live-watcher");
  }

  /** Starts actors on behalf of the node's guardian. */
  @FunctionalInterface
  public interface Spawner {
    <T> ActorRef<T> spawn(Behavior<T> behavior, String name);
  }

  /**
   * @param node unique in the cluster
   */
  public static LiveHub start(
      ActorSystem<?> system,
      LiveSettings settings,
      String node,
      ActorRef<DataPipeline.Command> pipeline,
      Spawner spawner) {
    return new LiveHub(system, settings, node, pipeline, spawner);
  }

  @Override
  public void publish(Update update) {
    published.incrementAndGet();
    topic.tell(Topic.publish(update));
  }

  /** For what every node makes by itself. */
  public void publishHere(Update update) {
    receiver.tell(update);
  }

  @Override
  public Source<Update, NotUsed> updates() {
    long known = missed.get();
    return hub.map(update -> unlessMissed(update, known))
        .conflateWithSeed(
            update -> new Pending(settings.pendingPerReader()).add(update), Pending::add)
        .mapConcat(Pending::all);
  }

  /** A lost state is made good by the next one; of what happened no reader would ever know. */
  private void drop(Update update) {
    dropped.incrementAndGet();
    if (Pending.topic(update).isEmpty()) {
      missed.incrementAndGet();
    }
  }

  private Update unlessMissed(Update update, long known) {
    if (missed.get() != known) {
      throw Pending.tooSlow();
    }
    return update;
  }

  @Override
  public void watch(String clientId, Set<Symbol> symbols) {
    watch(clientId, symbols, Optional.empty());
  }

  @Override
  public void watch(String clientId, Set<Symbol> symbols, Optional<Timeframe> bars) {
    if (symbols.size() > settings.maxSymbolsPerClient()) {
      throw new Refusal(
              "market.too_many_symbols",
              400,
              symbols.size() + " symbols, at most " + settings.maxSymbolsPerClient(),
              "watch fewer symbols on one connection")
          .asException();
    }
    watcher.tell(new Watching(clientId, Set.copyOf(symbols), bars));
  }

  /** Without a limit of its own: what is held must have a price. */
  public void watchForPart(String part, Set<Symbol> symbols) {
    watcher.tell(new Watching("part:" + part, Set.copyOf(symbols), Optional.empty()));
  }

  @Override
  public void unwatchAll(String clientId) {
    watcher.tell(new Watching(clientId, Set.of(), Optional.empty()));
  }

  /** Market time as the node with the feed tells it; empty until it has. */
  public Optional<Instant> marketTime() {
    return Optional.ofNullable(marketTime.get())
        .map(heard -> heard.at().plusNanos(Math.max(0, System.nanoTime() - heard.nanos())));
  }

  /** Published by this node. */
  public long published() {
    return published.get();
  }

  /** Lost at this node because its hub could not keep up. */
  public long dropped() {
    return dropped.get();
  }

  private static Behavior<WatchCommand> watching(
      LiveSettings settings, String node, ActorRef<DataPipeline.Command> pipeline) {
    return Behaviors.withTimers(
        timers -> {
          timers.startTimerWithFixedDelay(new Renew(), settings.renewWatch());
          Map<String, Watching> clients = new HashMap<>();
          return Behaviors.receiveMessage(
              command -> {
                switch (command) {
                  case Watching watching -> {
                    if (watching.symbols().isEmpty()) {
                      clients.remove(watching.client());
                    } else {
                      clients.put(watching.client(), watching);
                    }
                    pipeline.tell(wish(node, clients.values()));
                  }
                  case Renew renew -> {
                    if (!clients.isEmpty()) {
                      pipeline.tell(wish(node, clients.values()));
                    }
                  }
                }
                return Behaviors.same();
              });
        });
  }

  private static DataPipeline.Watch wish(String node, Collection<Watching> clients) {
    Set<Symbol> symbols = new HashSet<>();
    Map<Timeframe, Set<Symbol>> bars = new EnumMap<>(Timeframe.class);
    for (Watching client : clients) {
      symbols.addAll(client.symbols());
      client
          .bars()
          .ifPresent(
              timeframe ->
                  bars.computeIfAbsent(timeframe, t -> new HashSet<>()).addAll(client.symbols()));
    }
    return new DataPipeline.Watch(node, symbols, bars);
  }
}

package io.orchestrator.actors.pipeline;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.stream.KillSwitches;
import akka.stream.UniqueKillSwitch;
import akka.stream.javadsl.JavaFlowSupport;
import akka.stream.javadsl.Keep;
import akka.stream.typed.javadsl.ActorSink;
import io.orchestrator.actors.ClusterMessage;
import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.api.LiveFeed;
import io.orchestrator.actors.api.LivePublisher;
import io.orchestrator.actors.api.MarketRecords.SymbolQuality;
import io.orchestrator.actors.health.HealthMonitor;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.health.ServiceName;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.BarBuilder;
import io.orchestrator.domain.market.BarSlots;
import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.MarketClock;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.quality.QuoteRules;
import io.orchestrator.domain.port.Cache;
import io.orchestrator.domain.port.MarketDataFeed;
import io.orchestrator.domain.port.MarketDataFeed.FeedEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Owns the feed session: pulls its batches with back-pressure, lets only believable data through,
 * and gives them on once an interval, the newest state of each symbol. Loss of the session is told
 * to the Health Monitor at once and makes every price stale.
 */
public final class DataPipeline extends AbstractBehavior<DataPipeline.Command> {

  public sealed interface Command {}

  /**
   * What the clients of one node, or one part of the system, want to see; replaces what it wanted
   * before and must be renewed within the watch expiry.
   */
  public record Watch(String who, Set<Symbol> symbols) implements Command, ClusterMessage {}

  public record GetQuotes(Set<Symbol> symbols, ActorRef<QuotesReply> replyTo)
      implements Command, ClusterMessage {}

  public record GetHistory(
      Symbol symbol, Timeframe timeframe, int maxBars, ActorRef<HistoryReply> replyTo)
      implements Command, ClusterMessage {}

  /** Quality state and counters of the watched symbols. */
  public record GetQuality(ActorRef<QualityReply> replyTo) implements Command, ClusterMessage {}

  /** Takes symbols out of the analysis queue. */
  public record TakeForAnalysis(int max, ActorRef<ForAnalysis> replyTo)
      implements Command, ClusterMessage {}

  private record Batch(ActorRef<Ack> ack, List<FeedEvent> events) implements Command {}

  private record StreamStarted(ActorRef<Ack> ack) implements Command {}

  private record StreamEnded(Optional<Throwable> cause) implements Command {}

  private record Publish() implements Command {}

  private record FeedCalled(Throwable failure) implements Command {}

  private record HistoryLoaded(HistoryDesk.Key key, HistoryDesk.Loaded loaded, Throwable failure)
      implements Command {}

  /** Quotes of the symbols that have one. */
  public record QuotesReply(List<Quote> quotes) implements ClusterMessage {}

  /**
   * @param rules how often each spoke since the pipeline started, of no watched symbol
   */
  public record QualityReply(List<SymbolQuality> symbols, Map<String, Long> rules)
      implements ClusterMessage {}

  /** Exactly one of the two. */
  public record HistoryReply(Optional<List<Bar>> bars, Optional<Refusal> refusal)
      implements ClusterMessage {}

  /** Newest finished bar of each symbol taken. */
  public record ForAnalysis(List<Bar> bars) implements ClusterMessage {}

  private enum Ack {
    INSTANCE
  }

  private static final String SOURCE = "data_pipeline";
  private static final BarBuilder.Limits MINUTE_LIMITS =
      new BarBuilder.Limits(Duration.ofMinutes(5), 1_000);

  private final PipelineSettings settings;
  private final MarketDataFeed feed;
  private final Events events;
  private final LivePublisher live;
  private final ActorRef<HealthMonitor.Command> health;
  private final InstantSource marketClock;
  private final InstantSource clock;
  private final Executor blocking;
  private final HistoryDesk historyDesk;
  private final QuoteTable table;
  private final BarBuilder minutes =
      new BarBuilder(new BarSlots(TradingCalendar.nyse(), Timeframe.M1, true), MINUTE_LIMITS);
  private final QualityBook quality = new QualityBook();
  private long tradesSeen;
  private final Set<Symbol> tradedSince = new HashSet<>();
  private final AnalysisQueue analysis;
  private final WatchList watchList;
  private final Map<HistoryDesk.Key, List<ActorRef<HistoryReply>>> loading = new HashMap<>();
  private final UniqueKillSwitch stream;
  private CompletableFuture<Void> feedCalls = CompletableFuture.completedFuture(null);
  private Set<Symbol> watched = Set.of();
  private int watchRefused;
  private int flags;
  private int flagsUntold;

  /**
   * What the pipeline works with.
   *
   * @param kept where history is kept; empty: only the cache
   * @param marketClock now in market time
   * @param clock wall time
   */
  public record Environment(
      MarketDataFeed feed,
      Cache cache,
      Optional<KeptHistory> kept,
      Events events,
      LivePublisher live,
      MarketClock marketClock,
      InstantSource clock) {}

  private DataPipeline(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      PipelineSettings settings,
      Environment environment,
      ActorRef<HealthMonitor.Command> health) {
    super(context);
    this.settings = settings;
    this.feed = environment.feed();
    this.events = environment.events();
    this.live = environment.live();
    this.marketClock = environment.marketClock();
    this.clock = environment.clock();
    this.health = health;
    this.blocking =
        context
            .getSystem()
            .dispatchers()
            .lookup(DispatcherSelector.fromConfig("orchestrator.dispatchers.blocking"));
    this.historyDesk =
        new HistoryDesk(
            feed,
            environment.cache(),
            environment.kept(),
            settings,
            environment.marketClock(),
            blocking);
    this.table = new QuoteTable(settings.quality());
    this.analysis = new AnalysisQueue(settings.analysisQueue());
    this.watchList = new WatchList(settings.symbols(), settings.maxWatched());
    this.stream = connect();
    callFeed(feed::start);
    watchUnion();
    timers.startTimerWithFixedDelay(new Publish(), settings.interval());
  }

  public static Behavior<Command> create(
      PipelineSettings settings, Environment environment, ActorRef<HealthMonitor.Command> health) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new DataPipeline(context, timers, settings, environment, health)));
  }

  private UniqueKillSwitch connect() {
    return JavaFlowSupport.Source.fromPublisher(feed.events())
        .viaMat(KillSwitches.single(), Keep.right())
        .to(
            ActorSink.actorRefWithBackpressure(
                getContext().getSelf(),
                (ActorRef<Ack> ack, List<FeedEvent> batch) -> (Command) new Batch(ack, batch),
                StreamStarted::new,
                Ack.INSTANCE,
                new StreamEnded(Optional.empty()),
                failure -> new StreamEnded(Optional.of(failure))))
        .run(getContext().getSystem());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Command.class, this::onCommand)
        .onSignal(
            PostStop.class,
            signal -> {
              stream.shutdown();
              return this;
            })
        .build();
  }

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case Watch watch -> {
        watchList.want(watch.who(), watch.symbols(), clock.instant());
        watchUnion();
      }
      case GetQuotes ask -> {
        if (watchList.ask(ask.symbols(), clock.instant())) {
          watchUnion();
        }
        ask.replyTo().tell(quotes(ask.symbols()));
      }
      case GetHistory ask -> onGetHistory(ask);
      case GetQuality ask -> ask.replyTo().tell(qualityNow());
      case TakeForAnalysis take -> take.replyTo().tell(new ForAnalysis(analysis.take(take.max())));
      case StreamStarted started -> started.ack().tell(Ack.INSTANCE);
      case Batch batch -> {
        batch.events().forEach(this::onFeed);
        batch.ack().tell(Ack.INSTANCE);
      }
      case StreamEnded ended ->
          throw new IllegalStateException("the feed's stream ended", ended.cause().orElse(null));
      case Publish publish -> onPublish();
      case HistoryLoaded loaded -> onHistoryLoaded(loaded);
      case FeedCalled called -> onFeedCalled(called);
    }
    return this;
  }

  private void onFeed(FeedEvent event) {
    switch (event) {
      case MarketDataFeed.QuoteChanged changed -> onQuote(changed.quote());
      case MarketDataFeed.Traded traded -> onTrade(traded);
      case MarketDataFeed.SymbolNotFound missing ->
          flag(missing.symbol().value(), "symbol_not_found", "refused", 0);
      case MarketDataFeed.SymbolLimitReached limit ->
          flag(limit.symbol().value(), "symbol_limit", "refused", 0);
      case MarketDataFeed.SessionChanged session -> onSession(session);
      case MarketDataFeed.Heartbeat heartbeat -> {
        // Says that the session lives; the probe of the Health Monitor judges it.
      }
    }
  }

  private void onQuote(Quote quote) {
    if (!watched.contains(quote.symbol())) {
      return;
    }
    QuoteRules.Verdict verdict = table.offer(quote, marketClock.instant());
    switch (verdict.effect()) {
      case ACCEPT -> {
        // Published with the next interval.
      }
      case FLAG -> flag(quote.symbol().value(), verdict.rule(), "suspect", verdict.value());
      case REFUSE -> flag(quote.symbol().value(), verdict.rule(), "refused", verdict.value());
    }
  }

  private void onTrade(MarketDataFeed.Traded traded) {
    if (!watched.contains(traded.symbol())) {
      return;
    }
    Instant latest = marketClock.instant().plus(settings.quality().futureTolerance());
    if (traded.timestamp().isAfter(latest)) {
      flag(traded.symbol().value(), "trade_from_the_future", "refused", traded.price());
      return;
    }
    // The feed's order stands for the order of trades of one instant.
    BarBuilder.Result result =
        minutes.trade(
            traded.symbol(),
            new BarBuilder.Trade(tradesSeen++, traded.timestamp(), traded.price(), traded.size()));
    switch (result.outcome()) {
      case APPLIED -> tradedSince.add(traded.symbol());
      case IGNORED -> flag(traded.symbol().value(), "bad_trade", "refused", traded.price());
      case TOO_LATE -> flag(traded.symbol().value(), "trade_too_late", "refused", traded.price());
    }
    result.ended().forEach(this::onBarEnded);
  }

  private void onBarEnded(BarBuilder.Ended ended) {
    ended.bar().ifPresent(this::onBarEnded);
  }

  private void onBarEnded(Bar bar) {
    analysis.offer(bar);
    live.publish(new LiveFeed.BarUpdate(bar, true));
  }

  private void onSession(MarketDataFeed.SessionChanged session) {
    if (session.up() == table.sessionUp()) {
      return;
    }
    table.session(session.up());
    events.record(
        EventDraft.of(
            EventTypes.FEED_STATE_CHANGED,
            SOURCE,
            session.up() ? Severity.INFO : Severity.ERROR,
            Map.of("state", session.up() ? "up" : "down", "detail", session.detail())));
    health.tell(new HealthMonitor.Suspect(ServiceName.MARKET_DATA, session.detail()));
  }

  private void onPublish() {
    table.takeChanged().forEach(quote -> live.publish(new LiveFeed.QuoteUpdate(quote)));
    for (Symbol symbol : tradedSince) {
      minutes.current(symbol).ifPresent(bar -> live.publish(new LiveFeed.BarUpdate(bar, false)));
    }
    tradedSince.clear();
    minutes.endedBy(marketClock.instant()).forEach(this::onBarEnded);
    if (flagsUntold > 0) {
      recordFlag("*", "more", "counted", flagsUntold);
    }
    flags = 0;
    flagsUntold = 0;
    watchList.expire(settings.watchExpiry(), clock.instant());
    watchUnion();
  }

  private void watchUnion() {
    WatchList.Union union = watchList.union();
    Set<Symbol> more = new TreeSet<>(union.watched());
    more.removeAll(watched);
    Set<Symbol> less = new TreeSet<>(watched);
    less.removeAll(union.watched());
    watched = union.watched();
    if (!more.isEmpty()) {
      callFeed(() -> feed.watch(more));
    }
    if (!less.isEmpty()) {
      callFeed(() -> feed.unwatch(less));
      table.keepOnly(watched);
      less.forEach(minutes::forget);
      quality.keepOnly(watched);
    }
    if (union.refused() > 0 && union.refused() != watchRefused) {
      flag("*", "watch_limit", "refused", union.refused());
    }
    watchRefused = union.refused();
  }

  /** May touch a socket: off this thread, one after the other. */
  private void callFeed(Runnable call) {
    feedCalls =
        feedCalls.handleAsync(
            (done, failure) -> {
              call.run();
              return done;
            },
            blocking);
    getContext().pipeToSelf(feedCalls, (done, failure) -> new FeedCalled(failure));
  }

  private void onFeedCalled(FeedCalled called) {
    if (called.failure() != null) {
      getContext().getLog().error("the feed refused a call", called.failure());
      flag("*", "feed_call", String.valueOf(called.failure().getMessage()), 0);
    }
  }

  private QuotesReply quotes(Set<Symbol> symbols) {
    Instant now = marketClock.instant();
    List<Quote> found = new ArrayList<>();
    symbols.forEach(symbol -> table.quote(symbol, now).ifPresent(found::add));
    return new QuotesReply(List.copyOf(found));
  }

  private void onGetHistory(GetHistory ask) {
    if (ask.maxBars() < 1 || ask.maxBars() > settings.maxBars()) {
      ask.replyTo().tell(refused(badCount(ask.maxBars())));
      return;
    }
    HistoryDesk.Key key = new HistoryDesk.Key(ask.symbol(), ask.timeframe(), ask.maxBars());
    List<ActorRef<HistoryReply>> waiting = loading.get(key);
    if (waiting != null) {
      waiting.add(ask.replyTo());
      return;
    }
    if (loading.size() >= settings.maxHistoryRequests()) {
      ask.replyTo().tell(refused(busy()));
      return;
    }
    loading.put(key, new ArrayList<>(List.of(ask.replyTo())));
    getContext()
        .pipeToSelf(
            historyDesk.load(key), (loaded, failure) -> new HistoryLoaded(key, loaded, failure));
  }

  private void onHistoryLoaded(HistoryLoaded loaded) {
    HistoryReply reply;
    if (loaded.failure() != null) {
      reply = refused(HistoryDesk.refusalOf(loaded.failure(), loaded.key()));
    } else {
      reply = new HistoryReply(Optional.of(loaded.loaded().bars()), Optional.empty());
      loaded
          .loaded()
          .findings()
          .forEach(
              finding -> flag(loaded.key().symbol().value(), "history: " + finding, "repaired", 0));
    }
    loading.remove(loaded.key()).forEach(waiting -> waiting.tell(reply));
  }

  private static HistoryReply refused(Refusal refusal) {
    return new HistoryReply(Optional.empty(), Optional.of(refusal));
  }

  private Refusal badCount(int maxBars) {
    return new Refusal(
        "market.bad_bar_count",
        400,
        "asked for " + maxBars + " bars",
        "ask for 1 to " + settings.maxBars());
  }

  private Refusal busy() {
    return new Refusal(
        "market.busy",
        503,
        settings.maxHistoryRequests() + " history requests are under way",
        "try again in a few seconds");
  }

  private QualityReply qualityNow() {
    Instant now = marketClock.instant();
    List<SymbolQuality> symbols = new ArrayList<>();
    for (Symbol symbol : new TreeSet<>(watched)) {
      Optional<Quote> quote = table.quote(symbol, now);
      symbols.add(
          new SymbolQuality(
              symbol,
              quote.map(Quote::quality).orElse(DataQuality.STALE),
              quote.map(Quote::timestamp),
              quality.of(symbol.value())));
    }
    return new QualityReply(List.copyOf(symbols), quality.of(QualityBook.OTHERS));
  }

  private void flag(String symbol, String rule, String effect, double value) {
    quality.count(symbol, rule, watched);
    if (flags < settings.maxFlagsPerInterval()) {
      flags++;
      recordFlag(symbol, rule, effect, value);
    } else {
      flagsUntold++;
    }
  }

  private void recordFlag(String symbol, String rule, String effect, double value) {
    events.record(
        EventDraft.of(
            EventTypes.DATA_QUALITY_FLAGGED,
            SOURCE,
            Severity.WARNING,
            Map.of("symbol", symbol, "rule", rule, "effect", effect, "value", value)));
  }
}

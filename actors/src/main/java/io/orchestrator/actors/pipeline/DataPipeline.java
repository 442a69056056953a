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
import io.orchestrator.domain.cache.Found;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.health.ServiceName;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.CorporateAction;
import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.MarketClock;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.quality.Finding;
import io.orchestrator.domain.market.quality.SymbolJudge;
import io.orchestrator.domain.port.Cache;
import io.orchestrator.domain.port.FeedNotice;
import io.orchestrator.domain.port.MarketDataFeed;
import io.orchestrator.domain.port.MarketDataFeed.FeedEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
   *
   * @param bars whose bars are wanted while they form
   */
  public record Watch(String who, Set<Symbol> symbols, Map<Timeframe, Set<Symbol>> bars)
      implements Command, ClusterMessage {
    public Watch {
      // A node of an earlier version does not send it.
      bars = bars == null ? Map.of() : bars;
    }

    public Watch(String who, Set<Symbol> symbols) {
      this(who, symbols, Map.of());
    }
  }

  public record GetQuotes(Set<Symbol> symbols, ActorRef<QuotesReply> replyTo)
      implements Command, ClusterMessage {}

  /**
   * @param staleAllowed whether bars that are older than they should be are better than none
   */
  public record GetHistory(
      Symbol symbol,
      Timeframe timeframe,
      int maxBars,
      boolean staleAllowed,
      ActorRef<HistoryReply> replyTo)
      implements Command, ClusterMessage {
    public GetHistory(
        Symbol symbol, Timeframe timeframe, int maxBars, ActorRef<HistoryReply> replyTo) {
      this(symbol, timeframe, maxBars, false, replyTo);
    }
  }

  /** Quality state and counters of the watched symbols. */
  public record GetQuality(ActorRef<QualityReply> replyTo) implements Command, ClusterMessage {}

  /** Takes symbols out of the analysis queue. */
  public record TakeForAnalysis(int max, ActorRef<ForAnalysis> replyTo)
      implements Command, ClusterMessage {}

  /** State is published so often from now on. */
  public record SetInterval(Duration every) implements Command, ClusterMessage {}

  private record Batch(ActorRef<Ack> ack, List<FeedEvent> events) implements Command {}

  private record StreamStarted(ActorRef<Ack> ack) implements Command {}

  private record StreamEnded(Optional<Throwable> cause) implements Command {}

  private record Publish() implements Command {}

  private record FeedFailed(Throwable failure) implements Command {}

  private record HistoryLoaded(
      HistoryDesk.Key key, Found<HistoryDesk.Loaded> loaded, Throwable failure)
      implements Command {}

  private record FundamentalsTold(FeedNotice.Fundamentals fundamentals) implements Command {}

  private record ActionsKnown(Symbol symbol, List<CorporateAction> told, List<CorporateAction> news)
      implements Command {}

  private record Filled(TradeCoverage.Order order, BackFill.Found found, Throwable failure)
      implements Command {}

  /** Quotes of the symbols that have one. */
  public record QuotesReply(List<Quote> quotes) implements ClusterMessage {}

  /**
   * @param rules how often each spoke since the pipeline started, of no watched symbol
   */
  public record QualityReply(List<SymbolQuality> symbols, Map<String, Long> rules)
      implements ClusterMessage {}

  /**
   * Bars or a refusal.
   *
   * @param staleAge of bars that could not be loaded anew; empty when they are fresh
   */
  public record HistoryReply(
      Optional<List<Bar>> bars, Optional<Refusal> refusal, Optional<Duration> staleAge)
      implements ClusterMessage {
    public HistoryReply {
      // A node of an earlier version does not send it.
      staleAge = staleAge == null ? Optional.empty() : staleAge;
    }
  }

  /** Newest finished bar of each symbol taken. */
  public record ForAnalysis(List<Bar> bars) implements ClusterMessage {}

  private enum Ack {
    INSTANCE
  }

  static final String SOURCE = "data_pipeline";

  private final PipelineSettings settings;
  private final Events events;
  private final LivePublisher live;
  private final ActorRef<HealthMonitor.Command> health;
  private final MarketClock marketClock;
  private final InstantSource clock;
  private final QuoteTable table;
  private final QualityFlags flags;
  private final QualityReview review;
  private final LiveBars bars;
  private final TradeCoverage coverage;
  private final BackFill backFill;
  private final HistoryDesk historyDesk;
  private final CorporateActions actions;
  private final UpcomingSplits splits = new UpcomingSplits();
  private final AutoCloseable notices;
  private final Executor blocking;
  private final WatchList watchList;
  private final FeedWatch watch;
  private final HistoryRequests history;
  private final UniqueKillSwitch stream;
  private final MarketDataFeed feed;
  private int watchRefused;
  private int filling;

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

  private final TimerScheduler<Command> timers;

  private DataPipeline(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      PipelineSettings settings,
      Environment environment,
      ActorRef<HealthMonitor.Command> health) {
    super(context);
    this.settings = settings;
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
    this.flags = new QualityFlags(events, settings, clock);
    this.table = new QuoteTable(settings.quality());
    this.coverage = new TradeCoverage(settings.bars());
    this.bars = new LiveBars(settings, live, flags, coverage, new BarCorrections(events));
    this.watchList = new WatchList(settings.symbols(), settings.maxWatched());
    ActorRef<Command> self = context.getSelf();
    this.feed = environment.feed();
    this.review = new QualityReview(table, flags, feed);
    this.watch = new FeedWatch(feed, blocking, failure -> self.tell(new FeedFailed(failure)));
    this.backFill = new BackFill(feed, settings, blocking);
    this.historyDesk =
        new HistoryDesk(
            feed,
            environment.cache(),
            environment.kept(),
            settings,
            environment.marketClock(),
            clock,
            blocking);
    this.history = new HistoryRequests(historyDesk, settings, flags);
    this.actions = new CorporateActions(environment.kept(), events);
    this.notices =
        feed.onNotice(
            notice -> {
              if (notice instanceof FeedNotice.Fundamentals f) {
                self.tell(new FundamentalsTold(f));
              }
            });
    this.stream = connect();
    watch.start();
    watchUnion();
    this.timers = timers;
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
              notices.close();
              return this;
            })
        .build();
  }

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case Watch wish -> {
        watchList.want(wish.who(), wish.symbols(), wish.bars(), clock.instant());
        watchUnion();
      }
      case GetQuotes ask -> {
        if (watchList.ask(ask.symbols(), clock.instant())) {
          watchUnion();
        }
        ask.replyTo().tell(quotes(ask.symbols()));
      }
      case GetHistory ask -> history.begin(ask).ifPresent(this::await);
      case GetQuality ask ->
          ask.replyTo().tell(review.answer(watch.watched(), marketClock.instant()));
      case TakeForAnalysis take ->
          take.replyTo().tell(new ForAnalysis(bars.takeForAnalysis(take.max())));
      case SetInterval set -> timers.startTimerWithFixedDelay(new Publish(), set.every());
      case StreamStarted started -> started.ack().tell(Ack.INSTANCE);
      case Batch batch -> {
        batch.events().forEach(this::onFeed);
        batch.ack().tell(Ack.INSTANCE);
      }
      case StreamEnded ended ->
          throw new IllegalStateException("the feed's stream ended", ended.cause().orElse(null));
      case Publish publish -> onPublish();
      case HistoryLoaded loaded ->
          history.finished(loaded.key(), loaded.loaded(), loaded.failure());
      case Filled filled -> onFilled(filled);
      case FundamentalsTold told -> onFundamentals(told.fundamentals());
      case ActionsKnown known -> onActions(known);
      case FeedFailed failed -> onFeedFailed(failed.failure());
    }
    return this;
  }

  private void await(HistoryRequests.Started started) {
    getContext()
        .pipeToSelf(
            started.loaded(),
            (loaded, failure) -> new HistoryLoaded(started.key(), loaded, failure));
  }

  private void onFeed(FeedEvent event) {
    switch (event) {
      case MarketDataFeed.QuoteChanged changed -> onQuote(changed.quote());
      case MarketDataFeed.Traded traded -> {
        if (watch.watches(traded.symbol())) {
          onTrade(traded, marketClock.instant());
        }
      }
      case MarketDataFeed.TradeCorrected corrected -> {
        if (watch.watches(corrected.symbol())) {
          Finding finding = table.corrected(corrected, marketClock.instant());
          flags.flag(corrected.symbol(), List.of(finding));
          bars.corrected(corrected);
        }
      }
      case MarketDataFeed.SymbolNotFound missing ->
          flags.flag(missing.symbol().value(), "symbol_not_found", "refused", 0);
      case MarketDataFeed.SymbolLimitReached limit ->
          flags.flag(limit.symbol().value(), "symbol_limit", "refused", 0);
      case MarketDataFeed.SessionChanged session -> onSession(session);
      case MarketDataFeed.Heartbeat beat -> {
        coverage.heard(beat.feedTime());
        table.heartbeat(beat.feedTime(), beat.sinceLastData(), clock.instant());
      }
    }
  }

  private void onQuote(Quote quote) {
    if (!watch.watches(quote.symbol())) {
      return;
    }
    if (quote.quality() != DataQuality.STALE) {
      bars.heard(quote.symbol(), marketClock.instant());
    }
    flags.flag(quote.symbol(), table.offer(quote, marketClock.instant()));
  }

  private void onTrade(MarketDataFeed.Traded traded, Instant now) {
    SymbolJudge.TradeVerdict verdict = table.offer(traded, now);
    flags.flag(traded.symbol(), verdict.findings());
    verdict.believed().forEach(bars::trade);
  }

  private void onSession(MarketDataFeed.SessionChanged session) {
    if (session.up() == table.sessionUp()) {
      return;
    }
    table.session(session.up());
    if (!session.up()) {
      coverage.lost(marketClock.instant());
    }
    events.record(
        EventDraft.of(
            EventTypes.FEED_STATE_CHANGED,
            SOURCE,
            session.up() ? Severity.INFO : Severity.ERROR,
            Map.of("state", session.up() ? "up" : "down", "detail", session.detail())));
    health.tell(new HealthMonitor.Suspect(ServiceName.MARKET_DATA, session.detail()));
  }

  private void onPublish() {
    review.at(marketClock.instant(), clock.instant());
    table.takeChanged().forEach(quote -> live.publish(new LiveFeed.QuoteUpdate(quote)));
    Instant now = marketClock.instant();
    splits.begun(TradingCalendar.dateOf(now)).forEach(table::forget);
    historyDesk.corrected(bars.publish(now));
    fillGaps(now);
    flags.nextInterval();
    if (marketClock.known()) {
      live.publish(new LiveFeed.MarketTimeUpdate(now));
    }
    watchList.expire(settings.watchExpiry(), clock.instant());
    watchUnion();
  }

  private void watchUnion() {
    WatchList.Union union = watchList.union();
    FeedWatch.Change change = watch.change(union.watched());
    if (!change.added().isEmpty() || !change.removed().isEmpty()) {
      flags.keepOnly(watch.watched());
      table.keepOnly(watch.watched(), marketClock.instant());
    }
    coverage.watch(change.added());
    bars.form(watchList.bars());
    if (!change.removed().isEmpty()) {
      coverage.forget(change.removed());
      splits.keepOnly(watch.watched());
      bars.forget(change.removed());
    }
    if (union.refused() > 0 && union.refused() != watchRefused) {
      flags.flag("*", "watch_limit", "refused", union.refused());
    }
    watchRefused = union.refused();
  }

  /** What was missed is asked for, a few requests at a time, once the market's time is known. */
  private void fillGaps(Instant now) {
    if (!table.sessionUp() || !marketClock.known() || !backFill.possible()) {
      return;
    }
    int room = settings.bars().requests() - filling;
    for (TradeCoverage.Order order : coverage.due(now, clock.instant(), room)) {
      filling++;
      getContext()
          .pipeToSelf(backFill.fetch(order), (found, failure) -> new Filled(order, found, failure));
    }
  }

  private void onFundamentals(FeedNotice.Fundamentals fundamentals) {
    if (watch.watches(fundamentals.symbol())) {
      getContext()
          .pipeToSelf(
              CompletableFuture.supplyAsync(() -> actions.told(fundamentals), blocking),
              (news, failure) ->
                  new ActionsKnown(
                      fundamentals.symbol(),
                      CorporateActions.of(fundamentals),
                      failure == null ? news : List.of()));
    }
  }

  /** The vendor restates history after a split: what is cached of it is old. */
  private void onActions(ActionsKnown known) {
    known.told().forEach(splits::known);
    if (!known.news().isEmpty()) {
      historyDesk.restated(known.symbol());
    }
  }

  private void onFilled(Filled filled) {
    filling--;
    TradeCoverage.Order order = filled.order();
    if (!watch.watches(order.symbol())) {
      return;
    }
    if (filled.failure() != null) {
      coverage.failed(order, clock.instant());
      if (!order.trades()) {
        flags.flag(order.symbol().value(), "back_fill_failed", "retried", 0);
      }
    } else if (order.trades()) {
      bars.filledTrades(order, filled.found().trades());
    } else {
      bars.filled(order, filled.found().minutes());
    }
  }

  private void onFeedFailed(Throwable failure) {
    getContext().getLog().error("the feed refused a call", failure);
    flags.flag("*", "feed_call", String.valueOf(failure.getMessage()), 0);
  }

  private QuotesReply quotes(Set<Symbol> symbols) {
    Instant now = marketClock.instant();
    List<Quote> found = new ArrayList<>();
    symbols.forEach(symbol -> table.quote(symbol, now).ifPresent(found::add));
    return new QuotesReply(List.copyOf(found));
  }
}

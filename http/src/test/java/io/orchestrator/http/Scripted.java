package io.orchestrator.http;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.japi.Pair;
import akka.stream.OverflowStrategy;
import akka.stream.javadsl.BroadcastHub;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.SourceQueueWithComplete;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.api.HealthReports;
import io.orchestrator.actors.api.LiveFeed;
import io.orchestrator.actors.api.Market;
import io.orchestrator.actors.api.MarketRecords;
import io.orchestrator.actors.api.MetricsView;
import io.orchestrator.actors.api.Models;
import io.orchestrator.actors.api.Risk;
import io.orchestrator.actors.api.SystemControl;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventFilter;
import io.orchestrator.domain.event.EventPage;
import io.orchestrator.domain.event.EventQuery;
import io.orchestrator.domain.event.SystemEvent;
import io.orchestrator.domain.health.HealthReport;
import io.orchestrator.domain.health.HealthStatus;
import io.orchestrator.domain.health.ServiceHealth;
import io.orchestrator.domain.health.ServiceName;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.quality.QualitySettings;
import io.orchestrator.domain.market.quality.SeriesAudit;
import io.orchestrator.domain.market.quality.SeriesQuality;
import io.orchestrator.domain.port.BarStore;
import io.orchestrator.domain.port.MarketHistory;
import io.orchestrator.domain.port.TickStore;
import io.orchestrator.domain.risk.Approval;
import io.orchestrator.domain.risk.Breaker;
import io.orchestrator.domain.risk.BreakerName;
import io.orchestrator.domain.risk.BreakerPolicies;
import io.orchestrator.domain.risk.BreakerState;
import io.orchestrator.domain.risk.LimitSet;
import io.orchestrator.domain.risk.LimitVersion;
import io.orchestrator.domain.risk.RiskLimits;
import io.orchestrator.domain.risk.RiskMetrics;
import io.orchestrator.domain.risk.RiskReport;
import io.orchestrator.domain.risk.measure.SelfGrade;
import io.orchestrator.domain.system.ControlAction;
import io.orchestrator.domain.system.SystemState;
import io.orchestrator.domain.system.SystemStatus;
import io.orchestrator.domain.system.TradingState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** A small world behind the façades: answers are fixed, what was asked is kept. */
final class Scripted {
  static final Instant NOON = Instant.parse("2024-01-25T10:30:00Z");
  static final Symbol DEEP = Symbol.of("DEEP");

  final List<SystemEvent> log = new CopyOnWriteArrayList<>();
  final List<String> asked = new CopyOnWriteArrayList<>();
  final ScriptedTrading trading = new ScriptedTrading(asked);
  final ScriptedWorkflows workflows = new ScriptedWorkflows(asked);
  final Map<String, Set<Symbol>> watched = new ConcurrentHashMap<>();
  volatile Supplier<CompletionStage<SystemStatus>> status =
      () -> CompletableFuture.completedFuture(running());
  final ActorSystem<?> system;
  private final List<Runnable> followers = new ArrayList<>();
  final Pair<SourceQueueWithComplete<LiveFeed.Update>, Source<LiveFeed.Update, NotUsed>> updates;
  final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  final ScriptedAlerts alerts = new ScriptedAlerts(asked);
  final ScriptedUsers users = new ScriptedUsers();
  final ScriptedRevocations revocations = new ScriptedRevocations();

  Scripted(ActorSystem<?> system) {
    this.system = system;
    updates =
        Source.<LiveFeed.Update>queue(10_000, OverflowStrategy.fail())
            .toMat(BroadcastHub.of(LiveFeed.Update.class, 256), Keep.both())
            .run(system);
    updates.second().runWith(Sink.ignore(), system);
  }

  final ScriptedDesk desk = new ScriptedDesk();

  final ScriptedAudit audit = new ScriptedAudit();

  final ScriptedResources resources = new ScriptedResources();

  Facades facades() {
    return new Facades(
        control(),
        health(),
        risk(),
        trading,
        desk,
        new ScriptedAlgorithms(),
        workflows,
        new ScriptedSchedules(),
        events(),
        live(),
        market(),
        marketRecords(),
        models(),
        new ScriptedStrategies(),
        metrics(),
        resources,
        alerts,
        new ScriptedConfiguration(asked),
        users,
        revocations,
        audit,
        audit,
        audit,
        meters,
        Clock.systemUTC(),
        new Facades.Node("node-1", "0.1.0", Optional.of("epoch-1")));
  }

  static SystemStatus running() {
    return new SystemStatus(
        SystemState.RUNNING,
        Duration.ofHours(24).plusMinutes(35).plusSeconds(12),
        List.of("health_monitoring", "data_pipeline"),
        1247,
        TradingState.ACTIVE,
        List.of(),
        NOON);
  }

  synchronized SystemEvent happen(EventDraft draft) {
    var event =
        new SystemEvent(
            log.size() + 1L,
            NOON.plusSeconds(log.size()),
            draft.type(),
            draft.source(),
            draft.severity(),
            draft.data(),
            draft.correlationId());
    log.add(event);
    List<Runnable> woken = List.copyOf(followers);
    followers.clear();
    woken.forEach(Runnable::run);
    return event;
  }

  /** What happened behind it, as soon as there is something; no event falls between two asks. */
  private synchronized CompletionStage<Optional<Pair<Long, List<SystemEvent>>>> behind(long seq) {
    if (log.size() > seq) {
      List<SystemEvent> more = List.copyOf(log.subList((int) seq, log.size()));
      return done(Optional.of(Pair.create((long) log.size(), more)));
    }
    var later = new CompletableFuture<Void>();
    followers.add(() -> later.completeAsync(() -> null));
    return later.thenCompose(woken -> behind(seq));
  }

  void publish(LiveFeed.Update update) {
    updates.first().offer(update);
  }

  private SystemControl control() {
    return new SystemControl() {
      @Override
      public CompletionStage<SystemStatus> status() {
        return status.get();
      }

      @Override
      public CompletionStage<ControlResult> control(ControlAction action, String by) {
        asked.add("control " + action + " by " + by);
        return action == ControlAction.START
            ? done(new ControlResult("started", "System started successfully"))
            : refuse(
                "system.illegal_transition", 409, "RUNNING allows stop, restart, maintenance.");
      }

      @Override
      public CompletionStage<TradingResult> trading(TradingState target, String reason, String by) {
        asked.add("trading " + target + " " + reason + " by " + by);
        return done(new TradingResult(target, 2));
      }
    };
  }

  static HealthReport report() {
    return new HealthReport(
        NOON,
        HealthStatus.HEALTHY,
        List.of(service(ServiceName.DATABASE, 5.2), service(ServiceName.MARKET_DATA, 12.3)),
        List.of());
  }

  private static ServiceHealth service(ServiceName name, double latency) {
    return new ServiceHealth(
        name,
        HealthStatus.HEALTHY,
        latency,
        NOON,
        NOON,
        0,
        "ok",
        Optional.empty(),
        List.of("workflows"));
  }

  private HealthReports health() {
    return new HealthReports() {
      @Override
      public CompletionStage<HealthReport> report() {
        return done(Scripted.report());
      }

      @Override
      public CompletionStage<HealthReport> recover(ServiceName service, String by) {
        asked.add("recover " + service + " by " + by);
        return report();
      }
    };
  }

  static RiskReport riskReport() {
    return new RiskReport(
        new RiskMetrics(
            125000.00,
            5234.50,
            7890.25,
            6500.00,
            false,
            0.2,
            1.1,
            0.25,
            "AAPL",
            -100,
            500,
            NOON,
            Optional.empty(),
            Optional.of(ScriptedGrade.measures())),
        RiskLimits.DEFAULT,
        List.of(),
        List.of(new Breaker(BreakerName.DAILY_LOSS, BreakerState.CLOSED, NOON, "")),
        TradingState.ACTIVE,
        3);
  }

  private Risk risk() {
    return new Risk() {
      @Override
      public CompletionStage<RiskReport> report() {
        return done(riskReport());
      }

      @Override
      public CompletionStage<SelfGrade> selfGrade() {
        return done(ScriptedGrade.grade(NOON));
      }

      @Override
      public CompletionStage<RiskReport> resetBreaker(
          BreakerName name, String subject, String reason, String by) {
        asked.add("reset " + name + " " + reason + " by " + by);
        return report();
      }

      @Override
      public CompletionStage<Controls> controls() {
        return done(guard(LimitSet.of(RiskLimits.DEFAULT), List.of()));
      }

      private Controls guard(LimitSet limits, List<LimitVersion> versions) {
        var approval =
            new Approval(
                7,
                Approval.Kind.RELEASE_KILL,
                "trading HALTED becomes ACTIVE",
                "checked",
                "ann",
                NOON,
                NOON.plusSeconds(3600),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "",
                Optional.of(1L),
                Optional.empty());
        return new Controls(limits, versions, List.of(approval), BreakerPolicies.DEFAULT, false);
      }

      @Override
      public CompletionStage<Controls> changeLimits(
          long expected, LimitSet limits, String reason, String by) {
        asked.add("limits over " + expected + " " + reason + " by " + by);
        LimitSet next = limits.withVersion(expected + 1);
        var version = new LimitVersion(next, reason, by, Optional.empty(), Optional.empty(), NOON);
        return done(guard(next, List.of(version)));
      }

      @Override
      public CompletionStage<Controls> restoreLimits(long version, String reason, String by) {
        asked.add("restore " + version + " " + reason + " by " + by);
        return controls();
      }

      @Override
      public CompletionStage<Controls> decide(
          long approval, boolean grant, String reason, String by) {
        asked.add("decide " + approval + " " + grant + " " + reason + " by " + by);
        return controls();
      }
    };
  }

  private Events events() {
    return new Events() {
      @Override
      public void record(EventDraft draft) {
        happen(draft);
      }

      @Override
      public CompletionStage<SystemEvent> recordDurably(EventDraft draft) {
        return done(happen(draft));
      }

      @Override
      public CompletionStage<EventPage> page(EventQuery query) {
        long after = query.afterSeq().orElse(0L);
        List<SystemEvent> found = new ArrayList<>();
        for (SystemEvent event : log) {
          if (event.seq() > after && query.filter().matches(event)) {
            found.add(event);
          }
        }
        boolean more = found.size() > query.limit();
        List<SystemEvent> page = found.subList(0, Math.min(found.size(), query.limit()));
        return done(
            new EventPage(
                List.copyOf(page), more ? Optional.of(page.getLast().seq()) : Optional.empty()));
      }

      @Override
      public Source<SystemEvent, NotUsed> follow(EventFilter filter, long afterSeq) {
        return followMany(afterSeq).mapConcat(batch -> batch).filter(filter::matches);
      }

      @Override
      public Source<List<SystemEvent>, NotUsed> followMany(long afterSeq) {
        return Source.unfoldAsync(afterSeq, cursor -> behind(cursor));
      }

      @Override
      public CompletionStage<Long> lastSeq() {
        return done((long) log.size());
      }
    };
  }

  private LiveFeed live() {
    return new LiveFeed() {
      @Override
      public Source<Update, NotUsed> updates() {
        return updates.second();
      }

      @Override
      public void watch(String clientId, Set<Symbol> symbols) {
        watched.put(clientId, Set.copyOf(symbols));
      }

      @Override
      public void unwatchAll(String clientId) {
        watched.remove(clientId);
      }
    };
  }

  static Quote quote(String symbol, double last) {
    return new Quote(
        Symbol.of(symbol), 99.5, 100.5, 100, 200, last, 10, 12345, NOON, DataQuality.GOOD);
  }

  /** Of days one after the other, back from noon. */
  private static List<Bar> everyDay(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(day -> NOON.minus(Duration.ofDays(1L + count - day)))
        .map(start -> new Bar(DEEP, Timeframe.D1, start, 1, 2, 0.5, 1.5, 10))
        .toList();
  }

  private Market market() {
    return new Market() {
      @Override
      public CompletionStage<Map<Symbol, Quote>> quotes(Set<Symbol> symbols) {
        return done(
            symbols.contains(Symbol.of("AAPL"))
                ? Map.of(Symbol.of("AAPL"), quote("AAPL", 100))
                : Map.of());
      }

      @Override
      public CompletionStage<List<Bar>> history(Symbol symbol, Timeframe timeframe, int max) {
        if (symbol.equals(DEEP)) {
          asked.add("history " + max);
          return done(everyDay(max));
        }
        return done(
            List.of(
                new Bar(symbol, timeframe, NOON.minus(timeframe.length()), 1, 2, 0.5, 1.5, 10)));
      }

      @Override
      public int maxHistory() {
        return 500;
      }

      /** After a split of two for one. */
      @Override
      public CompletionStage<List<Bar>> adjusted(List<Bar> bars) {
        return done(
            bars.stream()
                .map(
                    b ->
                        new Bar(
                            b.symbol(),
                            b.timeframe(),
                            b.start(),
                            b.open() / 2,
                            b.high() / 2,
                            b.low() / 2,
                            b.close() / 2,
                            b.volume() * 2))
                .toList());
      }

      @Override
      public CompletionStage<History> historyOrStale(Symbol symbol, Timeframe timeframe, int max) {
        Optional<Duration> age =
            symbol.equals(Symbol.of("OLD"))
                ? Optional.of(Duration.ofMillis(90_500))
                : Optional.empty();
        return history(symbol, timeframe, max).thenApply(bars -> new History(bars, age));
      }

      @Override
      public Instant now() {
        return NOON;
      }
    };
  }

  private static Models models() {
    Map<String, Object> drift = Map.of("level", "none", "as_of", NOON.toString());
    Map<String, Object> card =
        Map.of(
            "engine", "machine_learning",
            "kind", "logistic",
            "version", 2,
            "timeframe", "1d",
            "role", "champion",
            "scores", Map.of("log_loss", 0.69),
            "drift", drift);
    return () ->
        done(
            List.of(
                Map.of(
                    "engine",
                    "machine_learning",
                    "timeframe",
                    "1d",
                    "champion",
                    Map.of("version", 2, "since", NOON.toString(), "reason", "better"),
                    "versions",
                    List.of(card)),
                Map.of("engine", "neural_network", "timeframe", "1m", "versions", List.of())));
  }

  private MarketRecords marketRecords() {
    return new MarketRecords() {
      @Override
      public CompletionStage<Quality> quality() {
        return done(
            new Quality(
                List.of(
                    new SymbolQuality(
                        Symbol.of("AAPL"),
                        DataQuality.GOOD,
                        Optional.empty(),
                        NOON.minusSeconds(60),
                        Optional.of(NOON),
                        Map.of("crossed", 3L),
                        Optional.of(new Flag("crossed", "drop", 0.5, NOON))),
                    new SymbolQuality(
                        Symbol.of("MSFT"),
                        DataQuality.QUARANTINED,
                        Optional.of("outlier_trade"),
                        NOON,
                        Optional.empty(),
                        Map.of(),
                        Optional.empty())),
                Map.of("symbol_not_found", 1L),
                QualitySettings.DEFAULT));
      }

      @Override
      public CompletionStage<List<BarStore.Summary>> kept() {
        var series = new BarStore.Series("imported", Symbol.of("AAPL"), Timeframe.D1);
        return done(List.of(new BarStore.Summary(series, NOON, NOON, 1)));
      }

      @Override
      public CompletionStage<Optional<KeptBars>> keptBars(
          Symbol symbol, Timeframe timeframe, BarStore.Range range, int maxBars) {
        return done(
            range.from().isBefore(Instant.parse("2020-01-01T00:00:00Z"))
                ? Optional.of(
                    new KeptBars(
                        "imported",
                        List.of(new Bar(symbol, timeframe, range.from(), 1, 2, 0.5, 1.5, 10))))
                : Optional.empty());
      }

      @Override
      public CompletionStage<SeriesQuality> audit(
          String source, Symbol symbol, Timeframe timeframe) {
        var audit =
            new SeriesAudit(
                new BarStore.Series(source, symbol, timeframe),
                TradingCalendar.nyse(),
                QualitySettings.SeriesBounds.DEFAULT);
        for (int day : new int[] {24, 29}) {
          Instant start = Instant.parse("2024-01-" + day + "T14:30:00Z");
          audit.accept(
              BarStore.StoredBar.raw(new Bar(symbol, timeframe, start, 1, 2, 0.5, 1.5, 10)));
        }
        return done(audit.finish());
      }

      @Override
      public CompletionStage<KeptTicks> ticks(Symbol symbol, BarStore.Range range, int max) {
        asked.add("ticks " + range.from() + " " + range.to() + " " + max);
        return done(
            new KeptTicks(
                "iqfeed",
                List.of(
                    new MarketHistory.Tick(symbol, NOON, 100, 5, 50, 99.9, 100.1, 7, 'C', "3D")),
                List.of(new TickStore.Gap(NOON.minusSeconds(9), NOON, 3))));
      }
    };
  }

  private MetricsView metrics() {
    return new MetricsView() {
      @Override
      public Map<String, WorkflowMetrics> workflows() {
        return Map.of(
            "workflow_analysis_to_trade", new WorkflowMetrics(145, 3456.7, 2, Optional.of(NOON)));
      }

      @Override
      public Map<String, Object> operations() {
        return Map.of("error_rate", 0.01);
      }
    };
  }

  private static <T> CompletionStage<T> done(T value) {
    return CompletableFuture.completedFuture(value);
  }

  private static <T> CompletionStage<T> refuse(String code, int status, String detail) {
    return CompletableFuture.failedFuture(
        new Refusal(code, status, detail, "Ask differently.").asException());
  }
}

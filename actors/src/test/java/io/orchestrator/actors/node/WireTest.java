package io.orchestrator.actors.node;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.orchestrator.actors.api.LiveFeed;
import io.orchestrator.actors.api.MarketRecords;
import io.orchestrator.actors.api.SystemControl;
import io.orchestrator.actors.events.EventManager;
import io.orchestrator.actors.events.EventsPublished;
import io.orchestrator.actors.health.HealthMonitor;
import io.orchestrator.actors.pipeline.DataPipeline;
import io.orchestrator.actors.system.SystemChanged;
import io.orchestrator.actors.system.SystemSupervisor;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventFilter;
import io.orchestrator.domain.event.EventPage;
import io.orchestrator.domain.event.EventQuery;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.event.SystemEvent;
import io.orchestrator.domain.health.HealthReport;
import io.orchestrator.domain.health.HealthStatus;
import io.orchestrator.domain.health.RecoveryStep;
import io.orchestrator.domain.health.ServiceHealth;
import io.orchestrator.domain.health.ServiceName;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.system.Capability;
import io.orchestrator.domain.system.ControlAction;
import io.orchestrator.domain.system.SystemState;
import io.orchestrator.domain.system.SystemStatus;
import io.orchestrator.domain.system.TradingState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What travels between nodes comes back equal. */
class WireTest {
  private static final Instant T0 = Instant.parse("2026-01-05T15:00:00Z");
  private static final Symbol AAPL = Symbol.of("AAPL");
  private static final Refusal REFUSAL = new Refusal("a.b", 409, "detail", "advice");

  private final ActorTestKit kit = ActorTestKit.create("wire", TestNodes.config());

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void comesBackEqual() {
    SystemEvent event =
        new SystemEvent(
            7, T0, "workflow_completed", "x", Severity.INFO, Map.of("n", 1, "t", "x"), "c");
    Quote quote = new Quote(AAPL, 1, 2, 3, 4, 1.5, 5, 6, T0, DataQuality.GOOD);
    Bar bar = new Bar(AAPL, Timeframe.M1, T0, 1, 2, 1, 2, 9);
    HealthReport report = report();
    List.of(
            new EventManager.Record(
                EventDraft.of("a_type", "me", Severity.ERROR, Map.of("k", List.of(1, 2)))),
            new EventManager.RecordDurably(
                EventDraft.of("a_type", "me", Severity.ERROR, Map.of()), ref()),
            new EventManager.GetPage(
                new EventQuery(EventFilter.ALL, Optional.of(5L), 10, true), ref()),
            new EventManager.GetLastSeq(ref()),
            new EventManager.Recorded(Optional.of(event), Optional.empty()),
            new EventManager.Recorded(Optional.empty(), Optional.of(REFUSAL)),
            new EventManager.PageReply(
                Optional.of(new EventPage(List.of(event), Optional.of(7L))), Optional.empty()),
            new EventManager.LastSeq(9),
            new EventsPublished(List.of(event)),
            new HealthMonitor.GetReport(ref()),
            new HealthMonitor.Recover(ServiceName.REDIS, "ann", ref()),
            new HealthMonitor.Suspect(ServiceName.MARKET_DATA, "lost"),
            new HealthMonitor.ReportReply(Optional.of(report), Optional.empty()),
            new DataPipeline.Watch("node", Set.of(AAPL), Map.of(Timeframe.S1, Set.of(AAPL))),
            new DataPipeline.GetQuotes(Set.of(AAPL), ref()),
            new DataPipeline.GetHistory(AAPL, Timeframe.D1, 5, ref()),
            new DataPipeline.QuotesReply(List.of(quote)),
            new DataPipeline.HistoryReply(
                Optional.of(List.of(bar)), Optional.empty(), Optional.of(Duration.ofSeconds(9))),
            new DataPipeline.ForAnalysis(List.of(bar)),
            new DataPipeline.GetQuality(ref()),
            new DataPipeline.QualityReply(
                List.of(
                    new MarketRecords.SymbolQuality(
                        AAPL,
                        DataQuality.QUARANTINED,
                        Optional.of("crossed"),
                        T0,
                        Optional.of(T0),
                        Map.of("crossed", 2L),
                        Optional.of(new MarketRecords.Flag("crossed", "drop", 0.5, T0)))),
                Map.of("symbol_not_found", 1L)),
            new SystemSupervisor.GetStatus(ref()),
            new SystemSupervisor.Control(ControlAction.STOP, "ann", ref()),
            new SystemSupervisor.ControlReply(
                Optional.of(new SystemControl.ControlResult("stopped", "m")), Optional.empty()),
            new SystemSupervisor.AnnounceShutdown("end", ref()),
            new SystemSupervisor.ShutdownAnnounced(),
            new SystemSupervisor.Stop(),
            new SystemChanged(
                SystemState.RUNNING,
                Set.of(Capability.EXITS),
                List.of("r"),
                T0,
                T0,
                List.of("data_pipeline")),
            new LiveFeed.QuoteUpdate(quote),
            new LiveFeed.BarUpdate(bar, true, 2, true),
            new LiveFeed.MarketTimeUpdate(T0),
            new LiveFeed.HealthUpdate(report),
            new LiveFeed.StatusUpdate(
                new SystemStatus(
                    SystemState.RUNNING,
                    Duration.ofSeconds(5),
                    List.of("data_pipeline"),
                    7,
                    TradingState.ACTIVE,
                    List.of(),
                    T0)))
        .forEach(message -> kit.serializationTestKit().verifySerialization(message, true));
  }

  private <T> akka.actor.typed.ActorRef<T> ref() {
    return kit.<T>createTestProbe().getRef();
  }

  private static HealthReport report() {
    return new HealthReport(
        T0,
        HealthStatus.DEGRADED,
        List.of(
            new ServiceHealth(
                ServiceName.REDIS,
                HealthStatus.UNHEALTHY,
                1.5,
                T0,
                T0,
                2,
                "detail",
                Optional.of(
                    new ServiceHealth.Recovery(RecoveryStep.CONNECTION_RESET, 1, Optional.of(T0))),
                List.of("entries"))),
        List.of(
            new HealthReport.Change(
                T0, ServiceName.REDIS, HealthStatus.HEALTHY, HealthStatus.DEGRADED, "d")));
  }
}

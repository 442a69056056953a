package io.orchestrator.actors.schedule;

import akka.actor.typed.ActorSystem;
import io.orchestrator.actors.EverySecond;
import io.orchestrator.actors.api.Market;
import io.orchestrator.actors.api.Workflows;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.workflow.WorkflowType;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Empties the pipeline's analysis queue: its symbols become a run of {@code analysis_to_trade} that
 * places no orders. One run at a time, so that the queue keeps the newest bar of each symbol while
 * one is at work, and a machine that is too slow analyses less often instead of falling behind.
 */
public final class LiveAnalysis {
  /** Who asked for the runs. */
  static final String REQUESTER = "data_pipeline";

  private final Market market;
  private final Workflows workflows;
  private final LiveAnalysisSettings settings;
  private final InstantSource clock;
  private Instant nextStart = Instant.MIN;

  /**
   * @param clock wall time
   */
  LiveAnalysis(
      Market market, Workflows workflows, LiveAnalysisSettings settings, InstantSource clock) {
    this.market = market;
    this.workflows = workflows;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * On one node of the cluster, if it is enabled.
   *
   * @param clock wall time
   */
  public static void start(
      ActorSystem<?> system,
      Market market,
      Workflows workflows,
      LiveAnalysisSettings settings,
      InstantSource clock) {
    if (!settings.enabled()) {
      return;
    }
    var analysis = new LiveAnalysis(market, workflows, settings, clock);
    EverySecond.inCluster(system, "live-analysis", "finished bars", analysis::look);
  }

  /** Ends with the run that it started, and fails as that was refused. */
  CompletionStage<Void> look() {
    if (clock.instant().isBefore(nextStart)) {
      return CompletableFuture.completedFuture(null);
    }
    return market.takeForAnalysis(settings.maxSymbols()).thenCompose(this::analyse);
  }

  private CompletionStage<Void> analyse(List<Bar> bars) {
    if (bars.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    nextStart = clock.instant().plus(settings.pause());
    Map<String, Object> parameters =
        Map.of(
            "symbols", bars.stream().map(bar -> bar.symbol().value()).toList(),
            "timeframe", settings.timeframe(),
            "execute", false);
    return workflows
        .start(
            WorkflowType.ANALYSIS_TO_TRADE.wireName(),
            parameters,
            Optional.empty(),
            REQUESTER,
            false)
        .thenCompose(run -> workflows.awaitEnd(run.workflowId()))
        .thenAccept(run -> {});
  }
}

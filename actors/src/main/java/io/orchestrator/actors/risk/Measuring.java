package io.orchestrator.actors.risk;

import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.ActorContext;
import io.orchestrator.actors.trading.TradingDesk;
import io.orchestrator.domain.portfolio.Position;
import io.orchestrator.domain.risk.RiskState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/**
 * Gets a reading: portfolio from the desk, histories from the market, numbers on the analysis
 * dispatcher. One at a time; what is asked for meanwhile is one more afterwards.
 */
final class Measuring {
  /** It answers from memory; a question that it lost by a restart is asked again soon. */
  private static final Duration DESK_ANSWERS_WITHIN = Duration.ofSeconds(3);

  private final ActorContext<RiskMonitor.Command> context;
  private final RiskEnvironment env;
  private final RiskMonitorSettings settings;
  private final PriceHistories histories;
  private final Executor analysis;
  private boolean underWay;
  private boolean wantedAgain;

  Measuring(
      ActorContext<RiskMonitor.Command> context,
      RiskEnvironment env,
      RiskMonitorSettings settings) {
    this.context = context;
    this.env = env;
    this.settings = settings;
    histories = new PriceHistories(env.market(), settings);
    analysis =
        context
            .getSystem()
            .dispatchers()
            .lookup(DispatcherSelector.fromConfig("orchestrator.dispatchers.analysis"));
  }

  void begin(RiskState state) {
    if (underWay) {
      wantedAgain = true;
      return;
    }
    underWay = true;
    Instant now = env.clock().instant();
    Optional<Double> base =
        state.lossBaseEquity() > 0 ? Optional.of(state.lossBaseEquity()) : Optional.empty();
    context.ask(
        TradingDesk.PortfolioReply.class,
        env.desk(),
        DESK_ANSWERS_WITHIN,
        TradingDesk.GetPortfolio::new,
        (reply, failure) ->
            failure == null
                ? new RiskMonitor.ToMeasure(reply.portfolio(), base, now)
                : new RiskMonitor.NotMeasured("the trading desk did not answer"));
  }

  void withPortfolio(RiskMonitor.ToMeasure c) {
    Set<String> held =
        c.portfolio().positions().stream()
            .filter(p -> p.quantity() != 0)
            .map(Position::symbol)
            .collect(Collectors.toSet());
    CompletionStage<RiskMonitor.Measured> reading =
        histories
            .of(held, c.now())
            .thenApplyAsync(
                answer ->
                    new RiskMonitor.Measured(
                        c.portfolio(),
                        answer,
                        Measurement.of(
                            c.portfolio(),
                            answer.bars(),
                            answer.missing(),
                            c.base(),
                            settings.limits(),
                            c.now())),
                analysis);
    context.pipeToSelf(
        reading,
        (measured, failure) ->
            failure == null
                ? measured
                : new RiskMonitor.NotMeasured(String.valueOf(failure.getMessage())));
  }

  void ended() {
    underWay = false;
  }

  void keep(PriceHistories.Answer answer, Instant now) {
    histories.keep(answer, now);
  }

  void beginIfWanted(RiskState state) {
    if (wantedAgain) {
      wantedAgain = false;
      begin(state);
    }
  }
}

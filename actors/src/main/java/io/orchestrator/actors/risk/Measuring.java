package io.orchestrator.actors.risk;

import akka.actor.typed.ActorRef;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.AskPattern;
import io.orchestrator.actors.trading.TradingDesk;
import io.orchestrator.domain.portfolio.Position;
import io.orchestrator.domain.risk.RiskReading;
import io.orchestrator.domain.risk.RiskState;
import io.orchestrator.domain.risk.measure.GradingState;
import io.orchestrator.domain.risk.measure.SelfGrade;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Gets a reading: portfolio from the desk, histories from the market, numbers on a thread that
 * nobody else has. One at a time; what is asked for meanwhile is one more afterwards. It always
 * ends: whoever waited for a reading that never comes would not look at the market again.
 */
final class Measuring {
  /** It answers from memory; a question that it lost by a restart is asked again soon. */
  private static final Duration DESK_ANSWERS_WITHIN = Duration.ofSeconds(3);

  private static final Duration GRADES_ANSWER_WITHIN = Duration.ofSeconds(2);

  /** While the grades do not answer nothing is demoted, and nothing is written. */
  private static final GradingState UNKNOWN =
      new GradingState(List.of(), List.of(), Set.of(), 0, Optional.empty());

  private final ActorContext<RiskMonitor.Command> context;
  private final RiskEnvironment env;
  private final RiskMonitorSettings settings;
  private final PriceHistories histories;
  private final Measurement measurement;
  private final DailyForecast forecasts;
  private final ActorRef<SelfGrading.Command> grading;
  private final Executor numbers;

  /** Symbols of forecasts whose outcome is not known; written where the numbers are made. */
  private volatile Set<String> awaited = Set.of();

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
    measurement = new Measurement(settings, env.accelerator());
    forecasts = new DailyForecast(measurement, settings.measures());
    grading =
        context.spawn(
            SelfGrading.create(env.events(), settings.measures(), env.clock()), "self-grading");
    context.watch(grading);
    numbers =
        context
            .getSystem()
            .dispatchers()
            .lookup(DispatcherSelector.fromConfig("orchestrator.dispatchers.risk"));
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
    double spike = state.limits(settings.limits()).account().volatilitySpike();
    context.ask(
        TradingDesk.PortfolioReply.class,
        env.desk(),
        DESK_ANSWERS_WITHIN,
        TradingDesk.GetPortfolio::new,
        (reply, failure) ->
            failure == null
                ? new RiskMonitor.ToMeasure(reply.portfolio(), base, spike, now)
                : new RiskMonitor.NotMeasured("the trading desk did not answer"));
  }

  void withPortfolio(RiskMonitor.ToMeasure c) {
    Set<String> held =
        c.portfolio().positions().stream()
            .filter(p -> p.quantity() != 0)
            .map(Position::symbol)
            .collect(Collectors.toSet());
    Set<String> beside = new HashSet<>(awaited);
    if (!held.isEmpty()) {
      beside.add(settings.measures().benchmark());
    }
    CompletableFuture<RiskMonitor.Measured> reading =
        histories
            .of(held, beside, c.now())
            .thenCombineAsync(gradingState(), (answer, graded) -> read(c, answer, graded), numbers)
            .orTimeout(settings.measuredWithin().toMillis(), TimeUnit.MILLISECONDS);
    context.pipeToSelf(
        reading,
        (measured, failure) ->
            failure == null ? measured : new RiskMonitor.NotMeasured(why(failure)));
  }

  private String why(Throwable failure) {
    return failure instanceof TimeoutException
        ? "no numbers within " + settings.measuredWithin()
        : String.valueOf(failure.getMessage());
  }

  private RiskMonitor.Measured read(
      RiskMonitor.ToMeasure c, PriceHistories.Answer answer, GradingState graded) {
    Measurement.Knowledge known =
        new Measurement.Knowledge(
            answer.bars(),
            answer.missing(),
            c.base(),
            graded.peak(),
            graded.demoted(),
            c.spike(),
            answer.asOf(),
            c.now());
    RiskReading reading = measurement.of(c.portfolio(), known);
    boolean trusted = graded != UNKNOWN && env.market().timeKnown();
    grading.tell(
        new SelfGrading.Observed(
            trusted ? forecasts.events(graded, c.portfolio(), reading, known) : List.of(),
            DailyForecast.point(reading.metrics())));
    awaited =
        graded.open().stream()
            .flatMap(f -> f.exposures().keySet().stream())
            .collect(Collectors.toUnmodifiableSet());
    return new RiskMonitor.Measured(c.portfolio(), answer, reading);
  }

  /** Numbers do not wait for the grades. */
  private CompletionStage<GradingState> gradingState() {
    return AskPattern.<SelfGrading.Command, GradingState>ask(
            grading,
            SelfGrading.GetState::new,
            GRADES_ANSWER_WITHIN,
            context.getSystem().scheduler())
        .exceptionally(failure -> UNKNOWN);
  }

  void tellGrade(ActorRef<SelfGrade> replyTo) {
    grading.tell(new SelfGrading.GetGrade(replyTo));
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

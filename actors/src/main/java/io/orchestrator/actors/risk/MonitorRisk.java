package io.orchestrator.actors.risk;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import io.orchestrator.actors.Unanswered;
import io.orchestrator.actors.api.Risk;
import io.orchestrator.actors.api.SystemControl.TradingResult;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.risk.BreakerName;
import io.orchestrator.domain.risk.LimitSet;
import io.orchestrator.domain.risk.RiskReport;
import io.orchestrator.domain.risk.measure.SelfGrade;
import io.orchestrator.domain.system.TradingState;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** {@link Risk} and the trading state through the monitor's reference or its proxy. */
public final class MonitorRisk implements Risk {
  private static final String PART = "the Risk Monitor";
  private static final String ADVICE =
      "look at the risk report before you repeat: a halt may hold already";

  private final ActorRef<RiskMonitor.Command> monitor;
  private final ActorSystem<?> system;
  private final RiskMonitorSettings settings;

  public MonitorRisk(
      ActorRef<RiskMonitor.Command> monitor, ActorSystem<?> system, RiskMonitorSettings settings) {
    this.monitor = monitor;
    this.system = system;
    this.settings = settings;
  }

  @Override
  public CompletionStage<RiskReport> report() {
    return this.<RiskMonitor.ReportReply>ask(RiskMonitor.GetReport::new)
        .thenApply(MonitorRisk::reportOf);
  }

  @Override
  public CompletionStage<SelfGrade> selfGrade() {
    return ask(RiskMonitor.GetSelfGrade::new);
  }

  @Override
  public CompletionStage<RiskReport> resetBreaker(
      BreakerName name, String subject, String reason, String by) {
    return this.<RiskMonitor.ReportReply>ask(
            replyTo -> new RiskMonitor.ResetBreaker(name, subject, reason, by, replyTo))
        .thenApply(MonitorRisk::reportOf);
  }

  @Override
  public CompletionStage<Controls> controls() {
    return this.<RiskMonitor.GuardReply>ask(RiskMonitor.GetGuard::new).thenApply(this::controls);
  }

  @Override
  public CompletionStage<Controls> changeLimits(
      long expected, LimitSet limits, String reason, String by) {
    return this.<RiskMonitor.GuardReply>ask(
            replyTo -> new RiskMonitor.ChangeLimits(expected, limits, reason, by, replyTo))
        .thenApply(this::controls);
  }

  @Override
  public CompletionStage<Controls> restoreLimits(long version, String reason, String by) {
    return this.<RiskMonitor.GuardReply>ask(
            replyTo -> new RiskMonitor.RestoreLimits(version, reason, by, replyTo))
        .thenApply(this::controls);
  }

  @Override
  public CompletionStage<Controls> decide(long approval, boolean grant, String reason, String by) {
    return this.<RiskMonitor.GuardReply>ask(
            replyTo -> new RiskMonitor.Decide(approval, grant, reason, by, replyTo))
        .thenApply(this::controls);
  }

  private Controls controls(RiskMonitor.GuardReply reply) {
    reply.refusal().ifPresent(MonitorRisk::refuse);
    return new Controls(
        reply.limits(),
        reply.versions(),
        reply.approvals(),
        settings.guard().breakers(),
        settings.guard().fourEyes());
  }

  /** Answers when it holds at the order path: no entry leaves afterwards. */
  public CompletionStage<TradingResult> setTradingState(
      TradingState target, String reason, String by) {
    return this.<RiskMonitor.TradingStateReply>ask(
            replyTo -> new RiskMonitor.SetTradingState(target, reason, by, replyTo))
        .thenApply(
            reply -> {
              reply.refusal().ifPresent(MonitorRisk::refuse);
              return new TradingResult(reply.state(), reply.cancelledOrders());
            });
  }

  /** Methods that may not lead, for the system's status; nothing while the monitor is away. */
  public CompletionStage<List<String>> remarks() {
    return selfGrade()
        .thenApply(
            grade ->
                grade.demoted().stream()
                    .map(
                        m ->
                            "risk is degraded: the forecasts of %s failed, %s leads"
                                .formatted(m.key(), grade.lead().key()))
                    .sorted()
                    .toList())
        .exceptionally(failure -> List.of());
  }

  public CompletionStage<TradingState> tradingState() {
    return report().thenApply(RiskReport::tradingState);
  }

  private static RiskReport reportOf(RiskMonitor.ReportReply reply) {
    reply.refusal().ifPresent(MonitorRisk::refuse);
    return reply
        .report()
        .orElseThrow(() -> new IllegalStateException("neither report nor refusal"));
  }

  private static void refuse(Refusal refusal) {
    throw refusal.asException();
  }

  private <R> CompletionStage<R> ask(Function<ActorRef<R>, RiskMonitor.Command> message) {
    return AskPattern.<RiskMonitor.Command, R>ask(
            monitor, message::apply, settings.askTimeout(), system.scheduler())
        .exceptionallyCompose(
            failure -> CompletableFuture.failedStage(Unanswered.asRefusal(PART, failure, ADVICE)));
  }
}

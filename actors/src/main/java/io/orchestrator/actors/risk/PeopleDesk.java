package io.orchestrator.actors.risk;

import akka.actor.typed.ActorRef;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.risk.Approval;
import io.orchestrator.domain.risk.BreakerName;
import io.orchestrator.domain.risk.BreakerRules;
import io.orchestrator.domain.risk.RiskEvent;
import io.orchestrator.domain.risk.RiskState;
import io.orchestrator.domain.system.TradingState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What people ask of the Risk Monitor: kill and release, resets, limits, a second person's word.
 */
final class PeopleDesk {
  private final RiskMemory memory;
  private final DeskLink desk;
  private final GuardJudge judge;
  private final GuardRequests requests;
  private final RiskMonitorSettings settings;
  private final Runnable measure;
  private final ActorRef<RiskMonitor.TradingStateReply> nobody;

  PeopleDesk(
      RiskMemory memory,
      DeskLink desk,
      GuardJudge judge,
      RiskMonitorSettings settings,
      Runnable measure,
      ActorRef<RiskMonitor.TradingStateReply> nobody) {
    this.memory = memory;
    this.desk = desk;
    this.judge = judge;
    this.settings = settings;
    this.measure = measure;
    this.nobody = nobody;
    requests = new GuardRequests(settings.guard(), settings.limits());
  }

  // --- kill and release ---

  void setTradingState(RiskMonitor.SetTradingState c) {
    RiskState state = memory.state();
    Optional<Refusal> refusal = RiskRefusals.of(c, state, desk.askers());
    if (refusal.isPresent()) {
      refuse(c, refusal);
      return;
    }
    Optional<GuardRequests.Outcome> waits =
        c.target() == TradingState.ACTIVE
            ? requests.release(c, state, memory.now())
            : Optional.empty();
    if (waits.isPresent()) {
      memory.persist(waits.get().events(), () -> refuse(c, waits.get().refusal()));
    } else {
      set(c, List.of(), () -> {});
    }
  }

  private void refuse(RiskMonitor.SetTradingState c, Optional<Refusal> refusal) {
    RiskState state = memory.state();
    c.replyTo()
        .tell(
            new RiskMonitor.TradingStateReply(state.tradingState(), state.haltEpoch(), 0, refusal));
  }

  private void set(RiskMonitor.SetTradingState c, List<RiskEvent> before, Runnable after) {
    RiskState state = memory.state();
    RiskEvent.TradingStateSet set =
        new RiskEvent.TradingStateSet(
            state.tradingState(),
            c.target(),
            c.reason(),
            c.by(),
            state.haltEpoch() + 1,
            memory.now());
    desk.ask(c);
    if (c.target() != TradingState.ACTIVE) {
      // A halt does not wait for our journal.
      desk.tell(set);
    }
    List<RiskEvent> events = new ArrayList<>(before);
    events.add(set);
    memory.persist(
        events,
        () -> {
          after.run();
          if (c.target() == TradingState.ACTIVE) {
            desk.drive();
          }
        });
  }

  // --- breakers ---

  void resetBreaker(RiskMonitor.ResetBreaker c) {
    Optional<Refusal> refusal = RiskRefusals.of(c, memory.state());
    if (refusal.isPresent()) {
      c.replyTo().tell(new RiskMonitor.ReportReply(Optional.empty(), refusal));
      return;
    }
    Optional<GuardRequests.Outcome> waits = requests.reset(c, memory.state(), memory.now());
    if (waits.isPresent()) {
      memory.persist(
          waits.get().events(),
          () ->
              c.replyTo()
                  .tell(new RiskMonitor.ReportReply(Optional.empty(), waits.get().refusal())));
      return;
    }
    Runnable answer =
        () ->
            c.replyTo()
                .tell(new RiskMonitor.ReportReply(Optional.of(memory.report()), Optional.empty()));
    reset(c.name(), c.subject(), c.reason(), c.by(), List.of(), answer);
  }

  private void reset(
      BreakerName name,
      String subject,
      String reason,
      String by,
      List<RiskEvent> before,
      Runnable after) {
    judge.forget(name);
    List<RiskEvent> events = new ArrayList<>(before);
    BreakerRules.reset(memory.state(), name, subject, reason, by, memory.equity(), memory.now())
        .ifPresent(events::add);
    memory.persist(
        events,
        () -> {
          after.run();
          measure.run();
        });
  }

  // --- limits ---

  void changeLimits(RiskMonitor.ChangeLimits c) {
    decided(requests.change(c, memory.state(), memory.now()), c.replyTo());
  }

  void restoreLimits(RiskMonitor.RestoreLimits c) {
    decided(requests.restore(c, memory.state(), memory.now()), c.replyTo());
  }

  private void decided(GuardRequests.Outcome outcome, ActorRef<RiskMonitor.GuardReply> replyTo) {
    memory.persist(outcome.events(), () -> replyTo.tell(reply(outcome.refusal())));
  }

  void guard(RiskMonitor.GetGuard c) {
    c.replyTo().tell(reply(Optional.empty()));
  }

  private RiskMonitor.GuardReply reply(Optional<Refusal> refusal) {
    RiskState state = memory.state();
    return new RiskMonitor.GuardReply(
        state.limits(settings.limits()), state.limitVersions(), state.approvals(), refusal);
  }

  // --- four eyes ---

  List<RiskEvent> expired(Instant now) {
    return requests.expired(memory.state(), now);
  }

  void decide(RiskMonitor.Decide c) {
    Optional<Refusal> refusal = requests.refusal(c, memory.state());
    if (refusal.isPresent()) {
      c.replyTo().tell(reply(refusal));
      return;
    }
    Approval approval = memory.state().approval(c.id()).orElseThrow();
    RiskEvent decided =
        new RiskEvent.ApprovalDecided(c.id(), c.grant(), c.by(), c.reason(), memory.now());
    Runnable answer = () -> c.replyTo().tell(reply(Optional.empty()));
    if (c.grant()) {
      granted(approval, c, decided, answer);
    } else {
      memory.persist(List.of(decided), answer);
    }
  }

  private void granted(
      Approval approval, RiskMonitor.Decide c, RiskEvent decided, Runnable answer) {
    String both = approval.requestedBy() + ", approved by " + c.by();
    switch (approval.kind()) {
      case RAISE_LIMITS -> {
        List<RiskEvent> events = new ArrayList<>(List.of(decided));
        requests.granted(approval, c.by(), memory.state(), memory.now()).ifPresent(events::add);
        memory.persist(events, answer);
      }
      case RESET_BREAKER ->
          reset(
              approval.breaker().orElseThrow(),
              approval.subject(),
              approval.reason(),
              both,
              List.of(decided),
              answer);
      case RELEASE_KILL -> {
        var release =
            new RiskMonitor.SetTradingState(TradingState.ACTIVE, approval.reason(), both, nobody);
        Optional<Refusal> held = RiskRefusals.of(release, memory.state(), desk.askers());
        if (held.isPresent()) {
          // The request stays: it can be granted when the breaker is reset.
          c.replyTo().tell(reply(held));
        } else {
          set(release, List.of(decided), answer);
        }
      }
    }
  }
}

package io.orchestrator.actors.risk;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.risk.Approval;
import io.orchestrator.domain.risk.BreakerName;
import io.orchestrator.domain.risk.LimitSet;
import io.orchestrator.domain.risk.LimitVersion;
import io.orchestrator.domain.risk.RiskEvent;
import io.orchestrator.domain.risk.RiskLimits;
import io.orchestrator.domain.risk.RiskState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What people want of limits, breakers and the kill, and who else has to agree; pure. */
final class GuardRequests {
  static final int MAX_APPROVALS = 100;

  private final GuardSettings settings;
  private final RiskLimits configured;

  GuardRequests(GuardSettings settings, RiskLimits configured) {
    this.settings = settings;
    this.configured = configured;
  }

  /** Either facts, or why not; a wish that waits is both. */
  record Outcome(List<RiskEvent> events, Optional<Refusal> refusal) {
    static Outcome refused(Refusal refusal) {
      return new Outcome(List.of(), Optional.of(refusal));
    }

    static Outcome done(RiskEvent event) {
      return new Outcome(List.of(event), Optional.empty());
    }
  }

  Outcome change(RiskMonitor.ChangeLimits c, RiskState state, Instant now) {
    LimitSet present = state.limits(configured);
    if (RiskRefusals.blank(c.reason())) {
      return Outcome.refused(RiskRefusals.reasonRequired());
    }
    if (c.expected() != present.version()) {
      return Outcome.refused(
          new Refusal(
              "risk.limits_changed",
              409,
              "version " + present.version() + " is in force, not " + c.expected(),
              "look at the present limits and repeat what is still wanted"));
    }
    return change(c.limits(), c.reason(), c.by(), Optional.empty(), state, now);
  }

  Outcome restore(RiskMonitor.RestoreLimits c, RiskState state, Instant now) {
    if (RiskRefusals.blank(c.reason())) {
      return Outcome.refused(RiskRefusals.reasonRequired());
    }
    Optional<LimitSet> old = state.limits(c.version(), configured);
    return old.isPresent()
        ? change(old.get(), c.reason(), c.by(), Optional.of(c.version()), state, now)
        : Outcome.refused(
            new Refusal(
                "risk.limits_unknown",
                404,
                "version " + c.version() + " of the limits is not kept",
                "the last " + RiskState.MAX_VERSIONS + " versions are; 0 is the configuration"));
  }

  private Outcome change(
      LimitSet wanted,
      String reason,
      String by,
      Optional<Long> restores,
      RiskState state,
      Instant now) {
    LimitSet present = state.limits(configured);
    LimitSet next = wanted.withVersion(nextVersion(state));
    if (settings.fourEyes() && next.looserThan(present)) {
      return ask(
          new Wish(
              Approval.Kind.RAISE_LIMITS,
              "limits of version " + present.version() + " become looser",
              reason,
              by,
              Optional.of(next),
              restores,
              Optional.empty(),
              "",
              Optional.empty(),
              Optional.empty()),
          state,
          now);
    }
    return Outcome.done(
        changed(new LimitVersion(next, reason, by, restores, Optional.empty(), now)));
  }

  private static long nextVersion(RiskState state) {
    return state.limitVersions().isEmpty()
        ? 1
        : state.limitVersions().getFirst().limits().version() + 1;
  }

  private static RiskEvent changed(LimitVersion version) {
    return new RiskEvent.LimitsChanged(version, version.at());
  }

  /** Empty when nobody else needs to agree. */
  Optional<Outcome> release(RiskMonitor.SetTradingState c, RiskState state, Instant now) {
    return settings.fourEyes()
        ? Optional.of(
            ask(
                new Wish(
                    Approval.Kind.RELEASE_KILL,
                    "trading " + state.tradingState() + " becomes ACTIVE",
                    c.reason(),
                    c.by(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    "",
                    Optional.of(state.haltEpoch()),
                    Optional.empty()),
                state,
                now))
        : Optional.empty();
  }

  /** Empty when nobody else needs to agree. */
  Optional<Outcome> reset(RiskMonitor.ResetBreaker c, RiskState state, Instant now) {
    return settings.fourEyes()
        ? Optional.of(
            ask(
                new Wish(
                    Approval.Kind.RESET_BREAKER,
                    "breaker " + c.name() + " of " + c.subject() + " is reset",
                    c.reason(),
                    c.by(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(c.name()),
                    c.subject(),
                    Optional.empty(),
                    Optional.of(state.breaker(c.name(), c.subject()).since())),
                state,
                now))
        : Optional.empty();
  }

  private record Wish(
      Approval.Kind kind,
      String summary,
      String reason,
      String by,
      Optional<LimitSet> limits,
      Optional<Long> restores,
      Optional<BreakerName> breaker,
      String subject,
      Optional<Long> epoch,
      Optional<Instant> since) {}

  private Outcome ask(Wish wish, RiskState state, Instant now) {
    if (state.approvals().size() >= MAX_APPROVALS) {
      return Outcome.refused(
          new Refusal(
              "risk.too_many_approvals",
              429,
              MAX_APPROVALS + " requests wait for a second person",
              "decide the waiting ones first"));
    }
    Approval approval =
        new Approval(
            state.lastApproval() + 1,
            wish.kind(),
            wish.summary(),
            wish.reason(),
            wish.by(),
            now,
            now.plus(settings.approvalTtl()),
            wish.limits(),
            wish.restores(),
            wish.breaker(),
            wish.subject(),
            wish.epoch(),
            wish.since());
    Refusal waits =
        new Refusal(
            "risk.approval_requested",
            409,
            "approval " + approval.id() + " waits for a second person: " + wish.summary(),
            "another person with the role risk decides at /api/approvals/" + approval.id());
    return new Outcome(List.of(new RiskEvent.ApprovalRequested(approval, now)), Optional.of(waits));
  }

  /** Why a person may not decide it now. */
  Optional<Refusal> refusal(RiskMonitor.Decide c, RiskState state) {
    Optional<Approval> approval = state.approval(c.id());
    if (RiskRefusals.blank(c.reason())) {
      return Optional.of(RiskRefusals.reasonRequired());
    }
    if (approval.isEmpty()) {
      return Optional.of(
          new Refusal(
              "risk.approval_unknown",
              404,
              "no request " + c.id() + " waits",
              "look at the list: it was decided, or nobody did in time"));
    }
    if (c.grant() && approval.get().requestedBy().equals(c.by())) {
      return Optional.of(
          new Refusal(
              "risk.approval_own",
              403,
              c.by() + " asked for it himself",
              "a second person with the role risk has to agree"));
    }
    return c.grant() && outdated(approval.get(), state)
        ? Optional.of(
            new Refusal(
                "risk.approval_outdated",
                409,
                "since " + c.id() + " was asked for, what it is about has changed",
                "look at the present state, deny it, and ask again for what is still wanted"))
        : Optional.empty();
  }

  /**
   * Who agrees has seen what was asked for, not what came after it: limits that were tightened, a
   * second kill, a breaker that opened again.
   */
  private static boolean outdated(Approval approval, RiskState state) {
    return switch (approval.kind()) {
      case RAISE_LIMITS ->
          approval.limits().filter(l -> l.version() == nextVersion(state)).isEmpty();
      case RELEASE_KILL -> !approval.epoch().equals(Optional.of(state.haltEpoch()));
      case RESET_BREAKER ->
          !approval
              .since()
              .equals(
                  approval.breaker().map(name -> state.breaker(name, approval.subject()).since()));
    };
  }

  /** What a granted request does to the limits. */
  Optional<RiskEvent> granted(Approval approval, String by, RiskState state, Instant now) {
    return approval
        .limits()
        .map(
            limits ->
                changed(
                    new LimitVersion(
                        limits.withVersion(nextVersion(state)),
                        approval.reason(),
                        approval.requestedBy(),
                        approval.restores(),
                        Optional.of(by),
                        now)));
  }

  /** Requests that nobody decided in time. */
  List<RiskEvent> expired(RiskState state, Instant now) {
    return state.approvals().stream()
        .filter(a -> !now.isBefore(a.expiresAt()))
        .<RiskEvent>map(
            a ->
                new RiskEvent.ApprovalDecided(
                    a.id(), false, RiskVoice.SOURCE, "nobody decided in time", now))
        .toList();
  }
}

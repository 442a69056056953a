package io.orchestrator.domain.risk;

import io.orchestrator.domain.common.JournalRecord;
import io.orchestrator.domain.common.Journaled;
import io.orchestrator.domain.system.TradingState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The Risk Monitor's durable memory.
 *
 * @param violations that last
 * @param breakers one of each that watches the account, and one of each name or strategy that has
 *     ever had one
 * @param sessionDate ISO date of the day that is counted; empty before the first
 * @param dayStartEquity USD at its begin
 * @param lossBaseEquity USD from which the daily-loss limit counts: the day's begin, or the equity
 *     at the last reset of its breaker
 * @param highWater highest net liquidation in USD since the last reset of the drawdown breaker; 0:
 *     none yet
 * @param limitVersions newest first, without version 0, which is the configuration
 * @param approvals that wait
 * @param lastApproval highest id ever given
 */
@Journaled(name = "risk-monitor-state")
public record RiskState(
    TradingState tradingState,
    long haltEpoch,
    List<Violation> violations,
    List<Breaker> breakers,
    String sessionDate,
    double dayStartEquity,
    double lossBaseEquity,
    double highWater,
    List<LimitVersion> limitVersions,
    List<Approval> approvals,
    long lastApproval)
    implements JournalRecord {
  public static final int MAX_VERSIONS = 50;

  /** Breakers of names and strategies that are closed give way when there are more. */
  static final int MAX_BREAKERS = 1_000;

  /** A snapshot from before there were so many breakers, limits and approvals gets them here. */
  public RiskState {
    limitVersions = limitVersions == null ? List.of() : limitVersions;
    approvals = approvals == null ? List.of() : approvals;
    breakers = complete(breakers);
  }

  public static RiskState initial(Instant now) {
    List<Breaker> closed =
        Arrays.stream(BreakerName.values())
            .filter(name -> !name.perSubject())
            .map(name -> new Breaker(name, BreakerState.CLOSED, now, ""))
            .toList();
    return new RiskState(
        TradingState.ACTIVE, 0, List.of(), closed, "", 0, 0, 0, List.of(), List.of(), 0);
  }

  private static List<Breaker> complete(List<Breaker> known) {
    List<Breaker> all = new ArrayList<>(known);
    for (BreakerName name : BreakerName.values()) {
      if (!name.perSubject() && known.stream().noneMatch(b -> b.name() == name)) {
        all.add(new Breaker(name, BreakerState.CLOSED, Instant.EPOCH, ""));
      }
    }
    return List.copyOf(all);
  }

  public Breaker breaker(BreakerName name) {
    return breaker(name, Breaker.PORTFOLIO);
  }

  /** One that has never been is closed. */
  public Breaker breaker(BreakerName name, String subject) {
    return breakers.stream()
        .filter(b -> b.name() == name && b.subject().equals(subject))
        .findFirst()
        .orElseGet(
            () ->
                new Breaker(
                    name, BreakerState.CLOSED, Instant.EPOCH, "", subject, Optional.empty(), 0, 0));
  }

  public Optional<Violation> violation(ViolationType type, String subject) {
    return violations.stream()
        .filter(v -> v.type() == type && v.subject().equals(subject))
        .findFirst();
  }

  public Optional<Approval> approval(long id) {
    return approvals.stream().filter(a -> a.id() == id).findFirst();
  }

  /**
   * @param configured version 0
   */
  public LimitSet limits(RiskLimits configured) {
    return limitVersions.isEmpty() ? LimitSet.of(configured) : limitVersions.getFirst().limits();
  }

  /** Of a version that is still kept; 0 is the configuration. */
  public Optional<LimitSet> limits(long version, RiskLimits configured) {
    return version == 0
        ? Optional.of(LimitSet.of(configured))
        : limitVersions.stream()
            .map(LimitVersion::limits)
            .filter(l -> l.version() == version)
            .findFirst();
  }

  public RiskState evolve(RiskEvent event) {
    return new Next(this).with(event).state();
  }

  /** A copy with changes; each event changes a few of the components. */
  private static final class Next {
    private TradingState tradingState;
    private long haltEpoch;
    private List<Violation> violations;
    private List<Breaker> breakers;
    private String sessionDate;
    private double dayStartEquity;
    private double lossBaseEquity;
    private double highWater;
    private List<LimitVersion> limitVersions;
    private List<Approval> approvals;
    private long lastApproval;
    private final RiskState before;

    Next(RiskState s) {
      before = s;
      tradingState = s.tradingState;
      haltEpoch = s.haltEpoch;
      violations = s.violations;
      breakers = s.breakers;
      sessionDate = s.sessionDate;
      dayStartEquity = s.dayStartEquity;
      lossBaseEquity = s.lossBaseEquity;
      highWater = s.highWater;
      limitVersions = s.limitVersions;
      approvals = s.approvals;
      lastApproval = s.lastApproval;
    }

    RiskState state() {
      return new RiskState(
          tradingState,
          haltEpoch,
          violations,
          breakers,
          sessionDate,
          dayStartEquity,
          lossBaseEquity,
          highWater,
          limitVersions,
          approvals,
          lastApproval);
    }

    Next with(RiskEvent event) {
      switch (event) {
        case RiskEvent.TradingStateSet e -> {
          tradingState = e.to();
          haltEpoch = e.epoch();
        }
        case RiskEvent.BreakerTripped e -> {
          long trips = before.breaker(e.breaker(), e.subject()).trips() + 1;
          breaker(
              new Breaker(
                  e.breaker(), e.state(), e.at(), e.cause(), e.subject(), e.until(), 0, trips));
        }
        case RiskEvent.BreakerProbing e -> {
          Breaker old = before.breaker(e.breaker(), e.subject());
          breaker(
              new Breaker(
                  e.breaker(),
                  BreakerState.PROBING,
                  e.at(),
                  old.cause(),
                  e.subject(),
                  Optional.of(e.until()),
                  e.probeSize(),
                  old.trips()));
        }
        case RiskEvent.BreakerClosed e -> closed(e);
        case RiskEvent.ViolationRaised e -> {
          violations = withoutViolation(e.violation(), e.subject());
          violations.add(
              new Violation(
                  e.violation(), e.value(), e.limit(), e.subject(), e.at(), Optional.empty()));
        }
        case RiskEvent.ViolationCleared e ->
            violations = withoutViolation(e.violation(), e.subject());
        case RiskEvent.DayStarted e -> {
          sessionDate = e.sessionDate();
          dayStartEquity = e.equity();
          lossBaseEquity = e.equity();
        }
        case RiskEvent.HighWaterRaised e -> highWater = e.equity();
        case RiskEvent.LimitsChanged e -> {
          limitVersions = new ArrayList<>(limitVersions);
          limitVersions.addFirst(e.version());
          limitVersions =
              List.copyOf(limitVersions.subList(0, Math.min(MAX_VERSIONS, limitVersions.size())));
        }
        case RiskEvent.ApprovalRequested e -> {
          approvals = new ArrayList<>(approvals);
          approvals.add(e.approval());
          lastApproval = e.approval().id();
        }
        case RiskEvent.ApprovalDecided e ->
            approvals = approvals.stream().filter(a -> a.id() != e.id()).toList();
      }
      violations = List.copyOf(violations);
      return this;
    }

    private void closed(RiskEvent.BreakerClosed e) {
      long trips = before.breaker(e.breaker(), e.subject()).trips();
      breaker(
          new Breaker(
              e.breaker(),
              BreakerState.CLOSED,
              e.at(),
              "",
              e.subject(),
              Optional.empty(),
              0,
              trips));
      if (e.rebasedEquity().isPresent()) {
        if (e.breaker() == BreakerName.DRAWDOWN) {
          highWater = e.rebasedEquity().get();
        } else {
          lossBaseEquity = e.rebasedEquity().get();
        }
      }
    }

    private List<Violation> withoutViolation(ViolationType type, String subject) {
      List<Violation> next = new ArrayList<>(violations);
      next.removeIf(v -> v.type() == type && v.subject().equals(subject));
      return next;
    }

    private void breaker(Breaker changed) {
      List<Breaker> next = new ArrayList<>(breakers);
      int at = -1;
      for (int i = 0; i < next.size() && at < 0; i++) {
        Breaker b = next.get(i);
        at = b.name() == changed.name() && b.subject().equals(changed.subject()) ? i : -1;
      }
      if (at >= 0) {
        next.set(at, changed);
      } else {
        if (next.size() >= MAX_BREAKERS) {
          next.stream()
              .filter(b -> b.name().perSubject() && b.state() == BreakerState.CLOSED)
              .findFirst()
              .ifPresent(next::remove);
        }
        next.add(changed);
      }
      breakers = List.copyOf(next);
    }
  }
}

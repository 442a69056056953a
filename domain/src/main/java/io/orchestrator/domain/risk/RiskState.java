package io.orchestrator.domain.risk;

import io.orchestrator.domain.common.JournalRecord;
import io.orchestrator.domain.common.Journaled;
import io.orchestrator.domain.system.TradingState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Risk Monitor's durable memory.
 *
 * @param violations that last
 * @param breakers all three
 * @param until when a breaker closes by itself
 * @param sessionDate ISO date of the day that is counted; empty before the first
 * @param dayStartEquity USD at its begin
 * @param lossBaseEquity USD from which the daily-loss limit counts: the day's begin, or the equity
 *     at the last reset of its breaker
 */
@Journaled(name = "risk-monitor-state")
public record RiskState(
    TradingState tradingState,
    long haltEpoch,
    List<Violation> violations,
    List<Breaker> breakers,
    Map<BreakerName, Instant> until,
    String sessionDate,
    double dayStartEquity,
    double lossBaseEquity)
    implements JournalRecord {

  public static RiskState initial(Instant now) {
    List<Breaker> closed =
        Arrays.stream(BreakerName.values())
            .map(name -> new Breaker(name, BreakerState.CLOSED, now, ""))
            .toList();
    return new RiskState(TradingState.ACTIVE, 0, List.of(), closed, Map.of(), "", 0, 0);
  }

  public Breaker breaker(BreakerName name) {
    return breakers.stream()
        .filter(b -> b.name() == name)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no breaker " + name));
  }

  public Optional<Violation> violation(ViolationType type, String subject) {
    return violations.stream()
        .filter(v -> v.type() == type && v.subject().equals(subject))
        .findFirst();
  }

  public RiskState evolve(RiskEvent event) {
    return switch (event) {
      case RiskEvent.TradingStateSet e ->
          new RiskState(
              e.to(),
              e.epoch(),
              violations,
              breakers,
              until,
              sessionDate,
              dayStartEquity,
              lossBaseEquity);
      case RiskEvent.BreakerTripped e ->
          breaker(new Breaker(e.breaker(), e.state(), e.at(), e.cause()), e.until());
      case RiskEvent.BreakerClosed e -> {
        RiskState closed =
            breaker(new Breaker(e.breaker(), BreakerState.CLOSED, e.at(), ""), Optional.empty());
        yield e.rebasedEquity()
            .map(base -> closed.day(sessionDate, dayStartEquity, base))
            .orElse(closed);
      }
      case RiskEvent.ViolationRaised e -> {
        List<Violation> next = withoutViolation(e.violation(), e.subject());
        next.add(
            new Violation(
                e.violation(), e.value(), e.limit(), e.subject(), e.at(), Optional.empty()));
        yield violations(next);
      }
      case RiskEvent.ViolationCleared e -> violations(withoutViolation(e.violation(), e.subject()));
      case RiskEvent.DayStarted e -> day(e.sessionDate(), e.equity(), e.equity());
    };
  }

  private List<Violation> withoutViolation(ViolationType type, String subject) {
    List<Violation> next = new ArrayList<>(violations);
    next.removeIf(v -> v.type() == type && v.subject().equals(subject));
    return next;
  }

  private RiskState violations(List<Violation> next) {
    return new RiskState(
        tradingState,
        haltEpoch,
        List.copyOf(next),
        breakers,
        until,
        sessionDate,
        dayStartEquity,
        lossBaseEquity);
  }

  private RiskState breaker(Breaker changed, Optional<Instant> closesAt) {
    List<Breaker> next =
        breakers.stream().map(b -> b.name() == changed.name() ? changed : b).toList();
    Map<BreakerName, Instant> deadlines = new EnumMap<>(BreakerName.class);
    deadlines.putAll(until);
    deadlines.remove(changed.name());
    closesAt.ifPresent(at -> deadlines.put(changed.name(), at));
    return new RiskState(
        tradingState,
        haltEpoch,
        violations,
        next,
        Map.copyOf(deadlines),
        sessionDate,
        dayStartEquity,
        lossBaseEquity);
  }

  private RiskState day(String date, double start, double base) {
    return new RiskState(tradingState, haltEpoch, violations, breakers, until, date, start, base);
  }
}

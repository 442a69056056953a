package io.orchestrator.domain.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.alert.Alert.State;
import io.orchestrator.domain.alert.AlertMessage.Reason;
import io.orchestrator.domain.alert.AlertRules.Outcome;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.event.SystemEvent;
import io.orchestrator.domain.system.TradingState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AlertRulesTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final AlertPolicy POLICY =
      new AlertPolicy(
          Severity.ERROR,
          List.of(EventTypes.BREAKER_TRIPPED, EventTypes.TRADING_STATE_CHANGED),
          List.of("noise"),
          Duration.ofMinutes(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(15),
          Severity.CRITICAL,
          Duration.ofMinutes(10),
          TradingState.REDUCING);
  private static final AlertRules RULES = new AlertRules(POLICY);

  private static SystemEvent event(
      long seq, String type, Severity severity, long second, Map<String, Object> data) {
    return new SystemEvent(seq, NOON.plusSeconds(second), type, "test", severity, data, "");
  }

  private static SystemEvent breaker(long seq, Severity severity, long second) {
    return event(
        seq,
        EventTypes.BREAKER_TRIPPED,
        severity,
        second,
        Map.of("breaker", "daily_loss", "subject", "portfolio", "cause", "loss"));
  }

  private static Outcome on(SystemEvent event, Alert known) {
    return RULES.on(event, Optional.of(known)).orElseThrow();
  }

  private static Alert raised() {
    return RULES.on(breaker(1, Severity.CRITICAL, 0), Optional.empty()).orElseThrow().alert();
  }

  @Test
  void severityAndTypeDecideWhatRaises() {
    Outcome first = RULES.on(breaker(7, Severity.WARNING, 0), Optional.empty()).orElseThrow();
    assertEquals(Optional.of(Reason.RAISED), first.tell());
    assertEquals("alert-7", first.alert().id());
    assertEquals("breaker_tripped/daily_loss/portfolio", first.alert().key());
    assertEquals("breaker tripped daily_loss portfolio", first.alert().title());
    assertTrue(first.alert().detail().contains("cause=loss"));
    assertFalse(RULES.key(event(8, "something", Severity.WARNING, 0, Map.of())).isPresent());
    assertTrue(RULES.key(event(8, "something", Severity.ERROR, 0, Map.of())).isPresent());
    assertFalse(RULES.key(event(8, "noise", Severity.CRITICAL, 0, Map.of())).isPresent());
    assertFalse(
        RULES
            .key(event(8, EventTypes.ALERT_UNDELIVERED, Severity.CRITICAL, 0, Map.of()))
            .isPresent(),
        "an alert about alerts would never end");
  }

  @Test
  void theSameTroubleIsToldOnceThenRepeatedWhileItIsOpen() {
    Alert alert = raised();
    Outcome again = on(breaker(2, Severity.CRITICAL, 60), alert);
    assertEquals(Optional.empty(), again.tell());
    assertEquals(2, again.alert().count());
    Outcome later = on(breaker(3, Severity.CRITICAL, 1800), again.alert());
    assertEquals(Optional.of(Reason.REPEATED), later.tell());
    assertEquals(Optional.empty(), on(breaker(4, Severity.CRITICAL, 1801), later.alert()).tell());
    Alert taken = AlertRules.acknowledge(later.alert(), "ann", "on it", NOON.plusSeconds(1802));
    assertEquals(State.ACKNOWLEDGED, taken.state());
    assertEquals(Optional.empty(), on(breaker(5, Severity.CRITICAL, 9000), taken).tell());
    assertEquals(taken, AlertRules.acknowledge(taken, "bob", "", NOON), "the first one counts");
  }

  @Test
  void whatGetsWorseIsToldAtOnceAndNobodysAgain() {
    Alert mild = RULES.on(breaker(1, Severity.WARNING, 0), Optional.empty()).orElseThrow().alert();
    Alert taken = AlertRules.acknowledge(mild, "ann", "", NOON);
    Outcome worse = on(breaker(2, Severity.CRITICAL, 5), taken);
    assertEquals(Optional.of(Reason.WORSE), worse.tell());
    assertEquals(State.OPEN, worse.alert().state());
    assertEquals(Optional.empty(), worse.alert().acknowledgedBy());
    assertEquals(Optional.of(NOON.plusSeconds(905)), worse.alert().escalateAt());
  }

  @Test
  void itsEndResolvesItAndAQuickReturnIsTheSameAlert() {
    SystemEvent end =
        event(
            2,
            EventTypes.BREAKER_RESET,
            Severity.INFO,
            60,
            Map.of("breaker", "daily_loss", "subject", "portfolio"));
    Outcome resolved = on(end, raised());
    assertEquals(Optional.of(Reason.RESOLVED), resolved.tell());
    assertEquals(State.RESOLVED, resolved.alert().state());
    assertTrue(RULES.on(end, Optional.of(resolved.alert())).isEmpty());
    Outcome flapping = on(breaker(3, Severity.CRITICAL, 120), resolved.alert());
    assertEquals("alert-1", flapping.alert().id());
    assertEquals(Optional.empty(), flapping.tell());
    assertEquals(State.OPEN, flapping.alert().state());
    Outcome anew = on(breaker(4, Severity.CRITICAL, 300), resolved.alert());
    assertEquals("alert-4", anew.alert().id());
    assertEquals(Optional.of(Reason.RAISED), anew.tell());
  }

  @Test
  void tradingStateAndHealthEndByTheirValue() {
    SystemEvent halted =
        event(1, EventTypes.TRADING_STATE_CHANGED, Severity.WARNING, 0, Map.of("to", "halted"));
    SystemEvent active =
        event(2, EventTypes.TRADING_STATE_CHANGED, Severity.INFO, 9, Map.of("to", "active"));
    Alert alert = RULES.on(halted, Optional.empty()).orElseThrow().alert();
    assertEquals(State.RESOLVED, on(active, alert).alert().state());
    SystemEvent down =
        event(
            3,
            EventTypes.SERVICE_HEALTH_CHANGED,
            Severity.ERROR,
            0,
            Map.of("service", "database", "to", "critical"));
    SystemEvent up =
        event(
            4,
            EventTypes.SERVICE_HEALTH_CHANGED,
            Severity.INFO,
            5,
            Map.of("service", "database", "to", "healthy"));
    assertEquals(RULES.key(down), RULES.key(up));
    alert = RULES.on(down, Optional.empty()).orElseThrow().alert();
    assertEquals(State.RESOLVED, on(up, alert).alert().state());
    assertTrue(RULES.on(up, Optional.empty()).isEmpty(), "nothing to end");
  }

  @Test
  void nobodyAcknowledgedItSoEverybodyIsToldAndThenTradingIsTightened() {
    Alert alert = raised();
    assertTrue(RULES.onTime(alert, NOON.plusSeconds(899)).isEmpty());
    Outcome first = RULES.onTime(alert, NOON.plusSeconds(900)).orElseThrow();
    assertEquals(Optional.of(Reason.ESCALATED), first.tell());
    assertTrue(first.everyChannel());
    assertFalse(first.tightenTrading());
    Outcome second = RULES.onTime(first.alert(), NOON.plusSeconds(1500)).orElseThrow();
    assertTrue(second.tightenTrading());
    assertEquals(Optional.empty(), second.alert().escalateAt(), "it ends there");
    Alert taken = AlertRules.acknowledge(alert, "ann", "", NOON);
    assertTrue(RULES.onTime(taken, NOON.plusSeconds(9000)).isEmpty());
    Alert mild = RULES.on(breaker(1, Severity.ERROR, 0), Optional.empty()).orElseThrow().alert();
    assertEquals(Optional.empty(), mild.escalateAt());
  }

  /**
   * Whatever happens in whatever order: one alert at a time, its seq and count only rise, what is
   * resolved or acknowledged escalates never, and trading is tightened once at most between two
   * beginnings.
   */
  @Property(tries = 500)
  void anyHistoryKeepsTheRules(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(min = 0, max = 5) Integer> steps) {
    Optional<Alert> known = Optional.empty();
    List<Reason> told = new ArrayList<>();
    long second = 0;
    long seq = 0;
    int tightened = 0;
    for (int step : steps) {
      second += 100L * (step + 1);
      Instant now = NOON.plusSeconds(second);
      Optional<Outcome> outcome =
          switch (step) {
            case 0 -> RULES.on(breaker(++seq, Severity.WARNING, second), known);
            case 1 -> RULES.on(breaker(++seq, Severity.CRITICAL, second), known);
            case 2 ->
                RULES.on(
                    event(
                        ++seq,
                        EventTypes.BREAKER_RESET,
                        Severity.INFO,
                        second,
                        Map.of("breaker", "daily_loss", "subject", "portfolio")),
                    known);
            case 3 -> {
              known = known.map(a -> AlertRules.acknowledge(a, "ann", "", now));
              yield Optional.empty();
            }
            default -> known.flatMap(a -> RULES.onTime(a, now));
          };
      Optional<Alert> before = known;
      if (outcome.isPresent()) {
        Alert after = outcome.get().alert();
        outcome.get().tell().ifPresent(told::add);
        boolean fresh = before.isEmpty() || !before.get().id().equals(after.id());
        if (!fresh) {
          assertTrue(after.count() >= before.get().count());
          assertTrue(after.lastSeq() >= before.get().lastSeq());
        }
        if (outcome.get().tell().equals(Optional.of(Reason.ESCALATED))) {
          assertEquals(State.OPEN, before.orElseThrow().state());
          tightened += outcome.get().tightenTrading() ? 1 : 0;
          assertTrue(tightened <= after.escalations());
        }
        tightened = after.escalations() == 0 ? 0 : tightened;
        assertTrue(tightened <= 1);
        assertEquals(after.state() == State.RESOLVED, after.resolvedAt().isPresent());
        assertFalse(after.state() != State.OPEN && after.escalateAt().isPresent());
        known = Optional.of(after);
      }
    }
    assertTrue(told.isEmpty() || told.getFirst() == Reason.RAISED);
  }
}

package io.orchestrator.domain.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ViolationRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-20T15:30:00Z");
  private static final RiskLimits LIMITS = RiskLimits.DEFAULT;
  private static final Duration GRACE = Duration.ofSeconds(60);

  private final GaugeTrails trails = new GaugeTrails(2, 3);
  private RiskState state = RiskState.initial(NOW);
  private Instant now = NOW;
  private Instant price = NOW;
  private List<Warning> warnings = List.of();

  private static GuardReading reading(
      double pnl, double share, double var, double ratio, double gross, boolean known) {
    RiskMetrics metrics =
        new RiskMetrics(
            100_000, var, 0, 0, false, 0, gross, share, "AAPL", pnl, 200, NOW, Optional.empty());
    return new GuardReading(
        new RiskReading(metrics, known, known, ratio, Map.of("AAPL", share)),
        NOW,
        Map.of(),
        1,
        Duration.ZERO,
        0);
  }

  /** One reading; a second passes, and there are newer prices or not. */
  private List<RiskEvent> read(GuardReading reading, boolean newPrices) {
    now = now.plusSeconds(1);
    price = newPrices ? price.plusSeconds(1) : price;
    List<Gauge> gauges = reading.gauges(LIMITS, GRACE);
    trails.add(gauges, price, now);
    warnings = ViolationRules.warnings(warnings, gauges, trails, 0.8, now);
    List<RiskEvent> events = ViolationRules.evaluate(state, gauges, trails, now);
    events.forEach(e -> state = state.evolve(e));
    return events;
  }

  @Test
  void eachIsRaisedOnceWhenConfirmedAndClearedWellBelow() {
    GuardReading bad = reading(-6_000, 0.4, 12_000, 3, 2.5, true);
    assertTrue(read(bad, true).isEmpty(), "one reading is no violation");
    assertEquals(5, read(bad, true).size());
    assertTrue(read(bad, true).isEmpty(), "no repeated alarm");
    assertTrue(read(reading(-4_900, 0.295, 9_900, 1.95, 1.95, true), true).isEmpty());
    assertTrue(read(reading(0, 0, 0, 1, 0, false), true).isEmpty(), "unknown changes nothing");
    assertEquals(5, read(reading(0, 0.1, 100, 1, 0.5, true), true).size());
    assertTrue(state.violations().isEmpty());
  }

  /** richkuo/go-trader #25, Forven PR 92: a phantom loss by one bad tick. */
  @Test
  void aPhantomLossByOneBadTickIsNoViolation() {
    GuardReading fine = reading(0, 0.1, 0, 1, 0.5, true);
    GuardReading phantom = reading(-52_000, 0.1, 0, 1, 0.5, true);
    read(fine, true);
    assertTrue(read(phantom, true).isEmpty());
    // The same bad price looked at again and again proves nothing.
    assertTrue(read(phantom, false).isEmpty());
    assertTrue(read(phantom, false).isEmpty());
    assertTrue(read(fine, true).isEmpty());
    assertTrue(state.violations().isEmpty());
  }

  /** hummingbot's kill switch fires on a profit, too. */
  @Test
  void aProfitIsNoViolation() {
    GuardReading gain = reading(52_000, 0.1, 0, 1, 0.5, true);
    for (int i = 0; i < 5; i++) {
      assertTrue(read(gain, true).isEmpty());
    }
    assertTrue(state.violations().isEmpty());
  }

  @Test
  void aPriceThatStandsIsBelievedInTheEnd() {
    GuardReading loss = reading(-6_000, 0.1, 0, 1, 0.5, true);
    read(loss, true);
    int readings = 0;
    while (state.violations().isEmpty()) {
      read(loss, false);
      readings++;
    }
    assertEquals(GaugeTrails.STANDING.toSeconds(), readings);
  }

  /** freqtrade #11726: a limit of 2 % that fired at 0.79 %. */
  @Test
  void nothingIsRaisedBelowItsLimit() {
    GuardReading just = reading(-4_999.99, 0.30, 10_000, 2.0, 2.0, true);
    for (int i = 0; i < 10; i++) {
      assertTrue(read(just, true).isEmpty());
    }
    GuardReading at = reading(-5_000, 0.30, 10_000, 2.0, 2.0, true);
    read(at, true);
    List<RiskEvent> events = read(at, true);
    assertEquals(1, events.size(), "the daily loss is reached, the others are not exceeded");
  }

  /** hummingbot #1145, #1866: a kill switch that fires with no trades. */
  @Test
  void anEmptyAccountHasNoViolation() {
    RiskMetrics metrics =
        new RiskMetrics(0, 0, 0, 0, false, 0, 0, 0, "", 0, 0, NOW, Optional.empty());
    GuardReading empty =
        new GuardReading(
            new RiskReading(metrics, true, true, 1, Map.of()), NOW, Map.of(), 0, Duration.ZERO, 0);
    for (int i = 0; i < 5; i++) {
      assertTrue(read(empty, true).isEmpty());
    }
    assertEquals(0, empty.blind());
  }

  @Test
  void staleDataAndDifferentBooksAreViolationsAfterTheirGrace() {
    RiskReading unknown = reading(0, 0, 0, 1, 0, false).reading();
    GuardReading stale =
        new GuardReading(
            unknown, NOW, Map.of("AAPL", Duration.ofSeconds(61)), 2, Duration.ofSeconds(59), 0);
    read(stale, true);
    List<RiskEvent> events = read(stale, true);
    assertEquals(1, events.size());
    assertTrue(state.violation(ViolationType.STALE_DATA, "AAPL").isPresent());
    assertEquals(0.5, stale.blind());
    GuardReading different = new GuardReading(unknown, NOW, Map.of(), 2, Duration.ofSeconds(60), 0);
    read(different, true);
    read(different, true);
    assertTrue(state.violation(ViolationType.RECONCILIATION_DRIFT, "portfolio").isPresent());
    assertFalse(
        state.violation(ViolationType.STALE_DATA, "AAPL").isPresent(), "its price is fresh again");
  }

  @Test
  void aNameThatIsSoldIsConcentratedNoMore() {
    GuardReading bad = reading(0, 0.4, 0, 1, 0.5, true);
    read(bad, true);
    read(bad, true);
    RiskMetrics flat = reading(0, 0, 0, 1, 0, true).reading().metrics();
    read(
        new GuardReading(
            new RiskReading(flat, true, true, 1, Map.of()), NOW, Map.of(), 0, Duration.ZERO, 0),
        true);
    assertTrue(state.violations().isEmpty());
  }

  /** Loss grows by 100 USD a second: from 4,500 it is five seconds to 5,000. */
  @Test
  void aWarningComesBeforeTheLimitAndPredictsWhenItIsReached() {
    for (int loss = 4_000; loss <= 4_500; loss += 100) {
      read(reading(-loss, 0.1, 0, 1, 0.5, true), true);
    }
    assertEquals(1, warnings.size());
    Warning warning = warnings.getFirst();
    assertEquals(ViolationType.DAILY_LOSS, warning.type());
    assertEquals(500, warning.distance(), 1e-9);
    assertEquals(5.0, warning.predicted().orElseThrow().toMillis() / 1000.0, 0.01);
    Instant since = warning.since();
    read(reading(-3_800, 0.1, 0, 1, 0.5, true), true);
    assertEquals(since, warnings.getFirst().since(), "hysteresis: 76 % is above 75 %");
    read(reading(-3_700, 0.1, 0, 1, 0.5, true), true);
    assertTrue(warnings.isEmpty());
    List<RiskEvent> none = new ArrayList<>();
    assertEquals(none, ViolationRules.evaluate(state, List.of(), trails, now));
  }
}

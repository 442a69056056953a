package io.orchestrator.domain.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.strategy.StrategyLine.Decision;
import io.orchestrator.domain.strategy.StrategyLine.Pace;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class StrategyLineTest {
  private static final Instant NOW = Instant.parse("2024-01-25T21:00:00Z");
  private static final StrategyLimits LIMITS = new StrategyLimits(5, 10_000, 20, 50_000, 2_000);
  private static final StrategyLimits NONE = new StrategyLimits(0, 0, 0, 0, 0);
  private static final Pace PACE = new Pace(3, 2);

  private static VersionEvidence evidence(String... against) {
    return new VersionEvidence(
        1.4, 0.97, 1, 0.01, 0.1, "2024-01-24", "ab12", "momentum.html", List.of(against));
  }

  private StrategyLine line = StrategyLine.of("momentum");

  private Optional<String> take(Decision decision) {
    decision.events().forEach(e -> line = line.evolve(e));
    return decision.refusal().map(r -> r.code());
  }

  private Optional<String> add(String run, StrategyLimits limits, String... against) {
    return take(
        line.add(
            run,
            Map.of("lookback", 100.0),
            List.of("AAPL", "SPY"),
            evidence(against),
            limits,
            "ann",
            NOW));
  }

  private Optional<String> promote(int version) {
    return take(line.promote(version, Optional.empty(), PACE, "good", "ann", NOW));
  }

  private Optional<String> seen(int version, int days, boolean automatic, double each) {
    var returns = new double[days];
    Arrays.fill(returns, each);
    StrategyVersion v = line.versions().get(version);
    return take(
        line.review(version, Review.of(v, returns, 100_000, NOW), PACE, automatic, "review", NOW));
  }

  private Stage stage(int version) {
    return line.versions().get(version).stage();
  }

  @Test
  void aVersionGoesOverPaperAndStagesOfCapitalToChampion() {
    add("a", LIMITS);
    assertEquals(Optional.empty(), promote(1));
    assertEquals(Stage.SHADOW, stage(1));
    assertEquals(0, line.capital(line.versions().get(1)));
    assertEquals(Optional.of("strategy.too_early"), promote(1));
    seen(1, 2, true, 0.001);
    assertEquals(Stage.SHADOW, stage(1), "two of three days are not enough");
    seen(1, 3, true, 0.001);
    assertEquals(Stage.PILOT, stage(1));
    assertEquals(0.05, line.capital(line.versions().get(1)));
    assertEquals(Optional.of("strategy.too_early"), promote(1), "days count from the stage on");
    seen(1, 2, false, 0.001);
    assertEquals(Stage.PILOT, stage(1), "not automatic");
    assertEquals(Optional.empty(), promote(1));
    seen(1, 2, true, 0.001);
    assertEquals(Stage.CHAMPION, stage(1));
    assertEquals(Optional.of("strategy.not_promotable"), promote(1));
  }

  @Test
  void withoutEvidenceOrLimitsNothingIsPromoted() {
    add("a", LIMITS, "deflated Sharpe ratio is 0.400");
    assertEquals(Optional.of("strategy.not_promotable"), promote(1));
    add("b", NONE);
    assertEquals(Optional.of("strategy.limits_missing"), promote(2));
    var few = new StrategyLimits(1, 10_000, 20, 50_000, 2_000);
    assertEquals(
        Optional.of("strategy.limits_missing"),
        take(line.promote(2, Optional.of(few), PACE, "", "ann", NOW)),
        "two names are above one instrument");
    assertEquals(
        Optional.empty(), take(line.promote(2, Optional.of(LIMITS), PACE, "", "ann", NOW)));
    assertEquals(LIMITS, line.versions().get(2).limits());
    assertEquals(Optional.of("strategy.unknown_version"), promote(9));
  }

  private void champion(int version) {
    promote(version);
    for (int stage = 0; stage < 3; stage++) {
      seen(version, 3, true, 0.001);
    }
    assertEquals(Stage.CHAMPION, stage(version));
  }

  @Test
  void theChampionKeepsWhatTheOtherHasNotAndComesBackAfterIt() {
    add("a", LIMITS);
    champion(1);
    add("b", LIMITS);
    add("c", LIMITS);
    promote(2);
    assertEquals(Optional.of("strategy.other_under_way"), promote(3));
    seen(2, 3, true, 0.001);
    assertEquals(0.95, line.capital(line.versions().get(1)), 1e-12);
    seen(2, 3, true, 0.001);
    seen(2, 3, true, 0.001);
    assertEquals(Stage.CHAMPION, stage(2));
    assertEquals(Stage.RETIRED, stage(1));
    // Three days of minus four standard deviations: z far below.
    seen(2, 3, true, -0.04);
    assertEquals(Stage.RETIRED, stage(2));
    assertEquals(Stage.CHAMPION, stage(1), "the one before comes back");
    take(line.rollback("no trust", "ann", NOW));
    assertTrue(line.champion().isEmpty());
    assertEquals(
        Optional.of("strategy.nothing_to_roll_back"), take(line.rollback("again", "ann", NOW)));
  }

  @Test
  void eachKindOfDriftIsSeen() {
    add("a", LIMITS);
    StrategyVersion v = line.versions().get(1);
    assertEquals(Optional.empty(), Review.of(v, new double[0], 1e5, NOW).drift());
    assertTrue(Review.of(v, new double[] {-0.019}, 2e5, NOW).drift().orElseThrow().contains("USD"));
    assertTrue(
        Review.of(v, new double[] {-0.02, -0.02, -0.02}, 1_000, NOW)
            .drift()
            .orElseThrow()
            .contains("standard errors"));
    // Up, then down by more than one and a half times ten per cent, in no more than noise.
    var deep = new double[400];
    Arrays.fill(deep, 0, 200, 0.0025);
    Arrays.fill(deep, 200, 400, -0.0011);
    Review review = Review.of(v, deep, 1_000, NOW);
    assertTrue(review.drift().orElseThrow().contains("draw-down"), review.toString());
  }

  /** As promoted: a false alarm in fewer than one of twenty stages of twenty daily looks. */
  @Test
  void whatKeepsItsPromiseIsSeldomTakenBack() {
    add("a", LIMITS);
    StrategyVersion v = line.versions().get(1);
    var random = new SplittableRandom(11);
    int alarms = 0;
    for (int stage = 0; stage < 1_000; stage++) {
      var returns = new double[20];
      boolean alarm = false;
      for (int day = 0; day < 20; day++) {
        returns[day] = 0.01 / Math.sqrt(252) + 0.01 * random.nextGaussian();
        alarm |= Review.of(v, Arrays.copyOf(returns, day + 1), 100, NOW).drift().isPresent();
      }
      alarms += alarm ? 1 : 0;
    }
    assertTrue(alarms < 50, alarms + " of 1,000 stages raised an alarm");
  }

  @Test
  void theSameRunAddsOneVersion() {
    add("a", LIMITS);
    add("a", LIMITS);
    assertEquals(1, line.versions().size());
    assertEquals(1, line.events());
  }

  @Property(tries = 200)
  void whateverIsAskedAtMostOneIsChampionAndOneUnderWay(@ForAll long seed) {
    var random = new SplittableRandom(seed);
    line = StrategyLine.of("momentum");
    for (int step = 0; step < 60; step++) {
      int version = 1 + random.nextInt(4);
      switch (random.nextInt(4)) {
        case 0 -> add("run " + random.nextInt(4), random.nextBoolean() ? LIMITS : NONE);
        case 1 -> promote(version);
        case 2 -> take(line.rollback("", "ann", NOW));
        case 3 -> {
          if (line.versions().containsKey(version)) {
            seen(
                version,
                1 + random.nextInt(4),
                random.nextBoolean(),
                0.01 - 0.02 * random.nextInt(2));
          }
        }
      }
      long champions =
          line.versions().values().stream().filter(v -> v.stage() == Stage.CHAMPION).count();
      long underWay = line.versions().values().stream().filter(v -> v.stage().underWay()).count();
      double capital = line.versions().values().stream().mapToDouble(line::capital).sum();
      assertTrue(champions <= 1 && underWay <= 1, line.toString());
      assertTrue(capital <= 1 + 1e-12, line.toString());
      for (StrategyVersion v : line.versions().values()) {
        assertFalse(
            line.capital(v) > 0 && !v.limits().missing().isEmpty(), "capital without limits");
      }
    }
  }
}

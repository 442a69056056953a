package io.orchestrator.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.actors.strategy.StrategyRegister;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.strategy.Stage;
import io.orchestrator.domain.strategy.StrategyLimits;
import io.orchestrator.domain.strategy.StrategyLine.Pace;
import io.orchestrator.domain.strategy.VersionEvidence;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.WorkflowRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StrategyReviewTest {
  private final Crashes crashes = new Crashes();
  private final FakeMarket market = new FakeMarket(crashes);
  private final StrategyRegister register =
      new StrategyRegister(
          List.of("mean_reversion"),
          new MemoryStrategies(crashes),
          new RecordedEvents(),
          new Pace(10, 10),
          () -> market.now,
          Runnable::run);

  private RunBench bench() {
    return new RunBench(
        clock ->
            StrategyReview.program(
                new StrategyReview.Dependencies(
                    market, TradingCalendar.nyse(), register, () -> market.now)));
  }

  /**
   * @param sharpe promised, a year
   */
  private void promoted(double sharpe) {
    var evidence =
        new VersionEvidence(
            sharpe, 0.99, sharpe, 0.01, 0.3, "2025-12-31", "ab", "r.html", List.of());
    register
        .add(
            "mean_reversion",
            "w-1",
            Map.of("window", 10.0, "entry", 1.0),
            List.of("AAA", "BBB"),
            evidence,
            new StrategyLimits(2, 1e5, 60, 1e5, 1e5),
            "ann")
        .toCompletableFuture()
        .join();
    register
        .promote("mean_reversion", 1, Optional.empty(), "good", "ann")
        .toCompletableFuture()
        .join();
  }

  private Stage stage() {
    return register.find("mean_reversion").toCompletableFuture().join().versions().get(1).stage();
  }

  private Map<String, Object> review(Map<String, Object> parameters) {
    WorkflowRun run = bench().start(parameters);
    assertEquals(RunState.COMPLETED, run.state(), run.error().toString());
    List<Map<String, Object>> rows =
        Json.rows(run.step(StrategyReview.REVIEW_VERSIONS).output(), "versions");
    return rows.isEmpty() ? Map.of() : rows.getFirst();
  }

  @Test
  void withoutAPromotedVersionThereIsNothingToDo() {
    assertEquals(Map.of(), review(Map.of()));
  }

  @Test
  void onlyClosesAfterThePromotionCountAndEnoughOfThemLeadOn() {
    market.reverting = true;
    promoted(0.5);
    assertEquals(0L, Json.whole(review(Map.of()), "days"), "the day itself is not over");
    market.now = market.now.plus(Duration.ofDays(8));
    Map<String, Object> week = review(Map.of());
    // 8 to 14 January 2026, five sessions; the 15th is not closed.
    assertEquals(5, Json.whole(week, "days"));
    assertEquals("shadow", week.get("stage_after"));
    market.now = Instant.parse("2026-01-27T16:00:00Z");
    Map<String, Object> dry = review(Map.of("dry_run", true));
    assertTrue(Json.whole(dry, "days") >= 10);
    assertEquals(Stage.SHADOW, stage(), "a dry run changes nothing");
    assertEquals("shadow", review(Map.of()).get("stage_after"));
    assertEquals("pilot", review(Map.of("execute", true)).get("stage_after"));
    assertEquals(Stage.PILOT, stage());
    assertEquals(0L, Json.whole(review(Map.of()), "days"), "days count from the stage on");
  }

  @Test
  void whoDoesNotKeepItsPromiseIsTakenBack() {
    // A Sharpe ratio of 100 was promised: any mean is far below it.
    promoted(100);
    market.now = Instant.parse("2026-01-27T16:00:00Z");
    Map<String, Object> row = review(Map.of());
    assertTrue(Json.text(row, "drift").contains("standard errors"), row.toString());
    assertEquals("retired", row.get("stage_after"));
    assertEquals(Stage.RETIRED, stage());
  }

  @Test
  void withoutAPriceNothingIsConcluded() {
    promoted(100);
    market.unknown.add("AAA");
    market.now = Instant.parse("2026-01-27T16:00:00Z");
    assertTrue(Json.text(review(Map.of()), "note").contains("missing"));
    assertEquals(Stage.SHADOW, stage());
  }
}

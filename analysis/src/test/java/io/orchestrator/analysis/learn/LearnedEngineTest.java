package io.orchestrator.analysis.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.analysis.TestData;
import io.orchestrator.domain.analysis.AnalysisRequest;
import io.orchestrator.domain.analysis.EngineResult;
import io.orchestrator.domain.analysis.Prediction;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.port.AnalysisEngine.AnalysisFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In this process, with the pure-Java fallback; the native libraries are tested in a worker. */
class LearnedEngineTest {
  @TempDir Path directory;
  private Instant now = Instant.parse("2026-01-05T10:00:00Z");

  private LearnedEngine engine() {
    return engine(new LogisticLearner());
  }

  private LearnedEngine engine(Learner... learners) {
    return new LearnedEngine(
        "machine_learning",
        List.of(learners),
        new ModelRegistry(directory, 2),
        LearningSettings.DEFAULT,
        () -> now);
  }

  private static AnalysisRequest request(double memory, int length) {
    Map<Symbol, List<Bar>> bars = new HashMap<>();
    for (int s = 0; s < 4; s++) {
      double[] returns = TestData.coupledAr1(memory, 0, 0, 400, s)[0];
      List<Bar> all = TestData.bars("S" + s, TestData.scaled(returns, .01));
      bars.put(Symbol.of("S" + s), all.subList(0, length));
    }
    return new AnalysisRequest(bars, Timeframe.D1, 7, Map.of());
  }

  private static Object card(EngineResult result, String field) {
    return ((Map<?, ?>) result.details().get("model_card")).get(field);
  }

  private static EngineResult ask(LearnedEngine engine, AnalysisRequest request) {
    return engine.analyse(request, p -> {});
  }

  /** Four series that remember their last return: better than chance, and as sure as it says. */
  @Test
  void learnsWhatIsThere() {
    EngineResult result = ask(engine(), request(.6, 400));
    Map<?, ?> scores = (Map<?, ?>) card(result, "scores");
    assertTrue(result.predictions().get(0).confidence() > 0.8, result.details()::toString);
    assertTrue(score(scores, "log_loss") < score(scores, "base_log_loss") - 0.05, scores::toString);
    assertTrue(score(scores, "brier") < score(scores, "base_brier") - 0.02, scores::toString);
    assertTrue(score(scores, "auc") > 0.7, scores::toString);
    assertTrue(score(scores, "hit_rate") > 0.63, scores::toString);
    assertTrue(score(scores, "information_coefficient") > 0.3, scores::toString);
    assertTrue(score(scores, "calibration_error") < 0.08, scores::toString);
    assertEquals(4, result.predictions().size());
  }

  /** The last return decides, and the explanation says so with its sign. */
  @Test
  void explainsWhatItSays() {
    EngineResult result = ask(engine(), request(.6, 400));
    for (Prediction prediction : result.predictions()) {
      List<?> parts = (List<?>) prediction.explanation().get("contributions");
      Map<?, ?> largest = (Map<?, ?>) parts.get(0);
      assertEquals("return_1", largest.get("feature"), prediction::toString);
      assertTrue(score(largest, "value") * score(largest, "log_odds") > 0, prediction::toString);
    }
  }

  /** Twelve worlds without anything to learn: hardly any weight. */
  @Test
  void hasNoConfidenceInNoise() {
    int believed = 0;
    double sum = 0;
    for (int world = 0; world < 12; world++) {
      EngineResult result = ask(engine(), noise(world));
      double confidence = result.predictions().get(0).confidence();
      sum += confidence;
      believed += confidence > 0 ? 1 : 0;
      for (Prediction p : result.predictions()) {
        assertEquals(0.5, p.probabilityUp(), 0.2, "calibrated to know nothing");
      }
      now = now.plus(Duration.ofDays(2));
    }
    assertTrue(believed <= 2, "a level of 5 percent: " + believed + " of 12, sum " + sum);
    assertTrue(sum < 0.5, "weight " + sum);
  }

  /** The linear baseline stays in charge where trees are not clearly better. */
  @Test
  void complexityMustPay() {
    assertEquals("logistic", card(ask(both(), request(.6, 400)), "kind"));
    assertEquals(2, registry().cards("machine_learning", "1d").size(), "both are on disk");
  }

  @Test
  void isTheSameByTheSameSeed() {
    LearnedEngine trees = engine(new BoostedTreesLearner(Optional.of("forced by the test")));
    EngineResult one = ask(trees, request(.6, 300));
    assertTrue(card(one, "library").toString().contains("(forced by the test)"));
    assertTrue(one.details().get("libraries").toString().contains("(forced by the test)"));
    EngineResult other =
        ask(
            new LearnedEngine(
                "machine_learning",
                List.of(new BoostedTreesLearner(Optional.of("forced by the test"))),
                new ModelRegistry(directory.resolve("other"), 2),
                LearningSettings.DEFAULT,
                () -> now),
            request(.6, 300));
    assertEquals(one.predictions(), other.predictions());
    assertEquals(card(one, "scores"), card(other, "scores"));
  }

  @Test
  void saysThatItNeedsMoreThanTheNewestBars() {
    AnalysisRequest whole = request(.6, 400);
    Map<Symbol, List<Bar>> tails = new HashMap<>();
    whole.bars().forEach((symbol, bars) -> tails.put(symbol, bars.subList(304, 400)));
    var partial = new AnalysisRequest(tails, Timeframe.D1, 7, Map.of("partial", 1));
    LearnedEngine engine = engine();
    assertEquals(true, ask(engine, partial).details().get("needs_history"));
    EngineResult full = ask(engine, whole);
    EngineResult again = ask(engine, partial);
    for (int i = 0; i < 4; i++) {
      assertEquals(
          full.predictions().get(i).probabilityUp(),
          again.predictions().get(i).probabilityUp(),
          1e-9);
    }
  }

  private LearnedEngine both() {
    return engine(
        new LogisticLearner(), new BoostedTreesLearner(Optional.of("forced by the test")));
  }

  private ModelRegistry registry() {
    return new ModelRegistry(directory, 2);
  }

  private static double score(Map<?, ?> scores, String name) {
    return ((Number) scores.get(name)).doubleValue();
  }

  private static AnalysisRequest noise(int world) {
    Map<Symbol, List<Bar>> bars = new HashMap<>();
    for (int s = 0; s < 4; s++) {
      double[] returns = TestData.noise(300, .01, 100L * world + s);
      List<Bar> later = new java.util.ArrayList<>();
      for (Bar b : TestData.bars("S" + s, returns)) {
        // Each world is later than the one before: its models do not know this one's future.
        later.add(
            new Bar(
                b.symbol(),
                b.timeframe(),
                b.start().plus(Duration.ofDays(400L * world)),
                b.open(),
                b.high(),
                b.low(),
                b.close(),
                b.volume()));
      }
      bars.put(Symbol.of("S" + s), later);
    }
    return new AnalysisRequest(bars, Timeframe.D1, 7, Map.of());
  }

  @Test
  void takesTheStoredModelInsteadOfTraining() {
    EngineResult first = ask(engine(), request(.6, 400));
    now = now.plus(Duration.ofHours(23));
    EngineResult second = ask(engine(), request(.6, 400));
    assertEquals(card(first, "trained_at"), card(second, "trained_at"));
    assertEquals(first.predictions(), second.predictions());
    now = now.plus(Duration.ofHours(2));
    assertEquals(2, card(ask(engine(), request(.6, 400)), "version"), "too old by now");
  }

  /** A model that learned up to bar 400 must not judge bar 350. */
  @Test
  void doesNotUseAModelThatKnowsTheFuture() {
    LearnedEngine engine = engine();
    ask(engine, request(.6, 400));
    assertEquals(2, card(ask(engine, request(.6, 350)), "version"));
    assertEquals(1, card(ask(engine, request(.6, 400)), "version"), "the champion goes on");
  }

  @Test
  void trainsAnewWhenTheModelIsCorrupted() throws IOException {
    EngineResult first = ask(engine(), request(.6, 400));
    Files.write(directory.resolve("machine_learning/1d/000001/model.bin"), new byte[] {1, 2, 3});
    EngineResult second = ask(engine(), request(.6, 400));
    assertEquals(2, card(second, "version"));
    assertEquals(
        first.predictions().get(0).probabilityUp(), second.predictions().get(0).probabilityUp());
    Files.writeString(directory.resolve("machine_learning/1d/000002/card.json"), "{\"torn");
    assertEquals(3, card(ask(engine(), request(.6, 400)), "version"));
  }

  @Test
  void keepsAFewVersionsAndNoRubbish() throws IOException {
    LearnedEngine engine = engine();
    Path folder = directory.resolve("machine_learning/1d");
    for (int i = 0; i < 4; i++) {
      ask(engine, request(.6, 400 - i));
      Files.createDirectories(folder.resolve(".new-left-by-a-crash"));
      now = now.plus(Duration.ofDays(2));
    }
    ask(engine, request(.6, 300));
    try (var entries = Files.list(folder)) {
      assertEquals(
          List.of("000001", "000004", "000005", "champion.json"),
          entries.map(p -> p.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void refusesWithReasons() {
    AnalysisFailure few = assertThrows(AnalysisFailure.class, () -> ask(engine(), request(.6, 65)));
    assertTrue(few.getMessage().contains("at least 200"), few.getMessage());
    assertThrows(AnalysisFailure.class, () -> ask(engine(), request(.6, 20)));
  }
}

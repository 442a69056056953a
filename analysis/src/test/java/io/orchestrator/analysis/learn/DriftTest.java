package io.orchestrator.analysis.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.analysis.TestData;
import io.orchestrator.domain.analysis.AnalysisRequest;
import io.orchestrator.domain.analysis.EngineResult;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriftTest {
  private static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");
  @TempDir Path directory;

  /** 0.8·ln(0.8/0.5) summed over two groups by hand: 0.3·ln(1.6) − 0.3·ln(0.4) = 0.41589. */
  @Test
  void stabilityIndexAndDistanceByHand() {
    var halves = new FeatureReference("x", new double[] {0}, new double[] {.5, .5}, .25, .15);
    double[] mostlyUp = {1, 2, 3, 4, 5, 6, 7, 8, -1, -2};
    assertEquals(0.41589, halves.stabilityIndex(mostlyUp), 1e-5);
    assertEquals(0.3, halves.distance(mostlyUp), 1e-12);
    assertEquals(0, halves.stabilityIndex(new double[] {-1, 1}), 1e-12);
  }

  private LearnedEngine engine() {
    return new LearnedEngine(
        "machine_learning",
        List.of(new LogisticLearner()),
        new ModelRegistry(directory, 4),
        LearningSettings.DEFAULT,
        () -> NOW);
  }

  /** 350 bars to learn from; what comes after remembers by {@code later} instead of 0.6. */
  private static AnalysisRequest world(double later, int length) {
    Map<Symbol, List<Bar>> bars = new HashMap<>();
    for (int s = 0; s < 4; s++) {
      double[] noise = TestData.noise(450, .01, s + 50L);
      double[] returns = new double[450];
      for (int t = 1; t < 450; t++) {
        returns[t] = noise[t] + (t < 350 ? .6 : later) * returns[t - 1];
      }
      bars.put(Symbol.of("S" + s), TestData.bars("S" + s, returns).subList(0, length));
    }
    return new AnalysisRequest(bars, Timeframe.D1, 7, Map.of());
  }

  private static Object level(EngineResult result) {
    return ((Map<?, ?>) result.details().get("drift")).get("level");
  }

  @Test
  void nothingDriftsWhereNothingChanges() {
    LearnedEngine engine = engine();
    EngineResult fresh = engine.analyse(world(.6, 350), p -> {});
    assertEquals("none", level(fresh));
    EngineResult later = engine.analyse(world(.6, 440), p -> {});
    assertEquals("none", level(later), later.details()::toString);
    assertTrue(later.predictions().get(0).confidence() > 0.5);
  }

  /** The rule turns round: the model is wrong on fresh bars and is not heard any more. */
  @Test
  void losesItsVoiceWhenTheRuleTurns() {
    LearnedEngine engine = engine();
    assertTrue(engine.analyse(world(-.6, 350), p -> {}).predictions().get(0).confidence() > 0.5);
    EngineResult later = engine.analyse(world(-.6, 440), p -> {});
    assertEquals("performance", level(later));
    assertEquals(0, later.predictions().get(0).confidence());
    ModelRegistry registry = new ModelRegistry(directory, 4);
    ModelCard card = registry.cards("machine_learning", "1d").getFirst();
    assertEquals("performance", registry.drift(card).orElseThrow().level(), "readable from disk");
  }

  /** Retrained on both halves, the newcomer is judged on bars that the champion had not seen. */
  @Test
  void aBetterChallengerTakesOverAndAWorseDoesNot() {
    LearnedEngine engine = engine();
    engine.analyse(world(-.6, 350), p -> {});
    ModelRegistry registry = new ModelRegistry(directory, 4);
    var again = new AnalysisRequest(world(-.6, 440).bars(), Timeframe.D1, 7, Map.of("retrain", 1));
    engine.analyse(again, p -> {});
    ModelRegistry.Champion champion = registry.champion("machine_learning", "1d").orElseThrow();
    assertEquals(2, champion.version());
    assertTrue(champion.reason().contains("after its learning window"), champion.reason());
    // A training on older data is kept and does not take over.
    var older = new AnalysisRequest(world(-.6, 345).bars(), Timeframe.D1, 7, Map.of("retrain", 1));
    engine.analyse(older, p -> {});
    assertEquals(3, registry.newestVersion("machine_learning", "1d"));
    assertEquals(2, registry.champion("machine_learning", "1d").orElseThrow().version());
  }

  /** Another process puts another version in charge: taken with the next question. */
  @Test
  void anotherChampionIsTakenWithoutARestart() throws Exception {
    LearnedEngine engine = engine();
    engine.analyse(world(.6, 350), p -> {});
    var again = new AnalysisRequest(world(.6, 360).bars(), Timeframe.D1, 7, Map.of("retrain", 1));
    engine.analyse(again, p -> {});
    ModelRegistry registry = new ModelRegistry(directory, 4);
    ModelCard first = registry.cards("machine_learning", "1d").getFirst();
    registry.promote(first, "rolled back by hand", NOW);
    EngineResult next = engine.analyse(world(.6, 360), p -> {});
    assertEquals(1, ((Map<?, ?>) next.details().get("model_card")).get("version"));
  }

  @Test
  void tornFilesOfTheRegistryArePassedOver() throws Exception {
    LearnedEngine engine = engine();
    engine.analyse(world(.6, 350), p -> {});
    Path line = directory.resolve("machine_learning/1d");
    java.nio.file.Files.writeString(line.resolve("champion.json"), "{\"version\":");
    java.nio.file.Files.writeString(line.resolve("000001/drift.json"), "{");
    java.nio.file.Files.createDirectories(line.resolve("000009"));
    ModelRegistry registry = new ModelRegistry(directory, 4);
    assertTrue(registry.champion("machine_learning", "1d").isEmpty());
    assertEquals(1, registry.cards("machine_learning", "1d").size());
    assertTrue(registry.drift(registry.cards("machine_learning", "1d").getFirst()).isEmpty());
    EngineResult next = engine().analyse(world(.6, 350), p -> {});
    assertEquals(1, ((Map<?, ?>) next.details().get("model_card")).get("version"));
  }
}

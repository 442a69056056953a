package io.orchestrator.analysis.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.analysis.TestData;
import io.orchestrator.domain.analysis.AnalysisRequest;
import io.orchestrator.domain.analysis.EngineResult;
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
    return new LearnedEngine(
        new BoostedTreesLearner(Optional.of("forced by the test")),
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

  @Test
  void learnsWhatIsThere() {
    EngineResult result = ask(engine(), request(.6, 400));
    assertTrue(result.predictions().get(0).confidence() > 0.95, result.details()::toString);
    assertTrue(card(result, "library").toString().contains("adaboost (forced by the test)"));
    assertEquals(4, result.predictions().size());
  }

  @Test
  void hasNoConfidenceInNoise() {
    assertTrue(ask(engine(), request(0, 400)).predictions().get(0).confidence() < 0.9);
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
    assertEquals(2, card(ask(engine, request(.6, 400)), "version"), "the earlier one may go on");
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
          List.of("000004", "000005"),
          entries.map(p -> p.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void refusesWithReasons() {
    AnalysisFailure few = assertThrows(AnalysisFailure.class, () -> ask(engine(), request(.6, 65)));
    assertTrue(few.getMessage().contains("at least 200"), few.getMessage());
    assertThrows(AnalysisFailure.class, () -> ask(engine(), request(.6, 20)));
  }

  /** scikit-learn's documented example of roc_auc_score: 0.75. */
  @Test
  void areaUnderTheCurve() {
    double[] said = {.1, .4, .35, .8};
    boolean[] up = {false, false, true, true};
    List<Scores.Forecast> forecasts = new java.util.ArrayList<>();
    for (int i = 0; i < 4; i++) {
      forecasts.add(new Scores.Forecast(Instant.EPOCH.plusSeconds(i), said[i], up[i], true));
    }
    assertEquals(0.75, Scores.auc(forecasts), 1e-12);
    assertEquals(0, Scores.of(forecasts).evidence(), "four times prove nothing");
  }

  /** Copies of one symbol are not more evidence than the symbol. */
  @Test
  void evidenceCountsTimesNotSymbols() {
    List<Scores.Forecast> one = new java.util.ArrayList<>();
    List<Scores.Forecast> tenfold = new java.util.ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Scores.Forecast f =
          new Scores.Forecast(Instant.EPOCH.plusSeconds(i), i % 5 < 3 ? .9 : .1, i % 2 == 0, false);
      one.add(f);
      for (int copy = 0; copy < 10; copy++) {
        tenfold.add(f);
      }
    }
    assertEquals(Scores.of(one).evidence(), Scores.of(tenfold).evidence(), 1e-12);
    assertNotEquals(Scores.of(one).samples(), Scores.of(tenfold).samples());
  }

  @Test
  void walkForwardNeverLearnsFromWhatItIsScoredOn() {
    List<Samples.Row> rows = Samples.of(request(.6, 400), 0, 60, 1_000).rows();
    List<TimeSplit> splits = TimeSplit.walkForward(rows, 3, 0.4, 2);
    assertEquals(3, splits.size());
    List<Instant> times = rows.stream().map(Samples.Row::time).distinct().toList();
    int scored = 0;
    for (TimeSplit split : splits) {
      int lastLearned = times.indexOf(split.learn().get(split.learn().size() - 1).time());
      int firstTested = times.indexOf(split.test().get(0).time());
      assertEquals(3, firstTested - lastLearned, "two bar times between");
      scored += split.test().size();
    }
    assertEquals(rows.size() * 0.4, scored, 8);
  }
}

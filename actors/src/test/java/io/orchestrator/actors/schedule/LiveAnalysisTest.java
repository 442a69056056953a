package io.orchestrator.actors.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.actors.api.Market;
import io.orchestrator.actors.api.Workflows;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Finished bars become runs, one after the other. */
class LiveAnalysisTest {
  private static final Instant OPEN = Instant.parse("2026-11-23T14:31:00Z");

  private final List<Bar> queue = new ArrayList<>();
  private final List<Object> started = new ArrayList<>();
  private CompletableFuture<Object> end = new CompletableFuture<>();
  private CompletableFuture<Object> answer =
      CompletableFuture.completedFuture(SchedulerTest.run("wf-1", LiveAnalysis.REQUESTER));
  private Instant now = OPEN;

  private final LiveAnalysis analysis =
      new LiveAnalysis(
          proxy(Market.class, this::taken),
          proxy(Workflows.class, this::asked),
          new LiveAnalysisSettings(true, "5m", Duration.ofMinutes(1), 2),
          () -> now);

  private interface Answers {
    Object to(Method method, Object... arguments);
  }

  private static <T> T proxy(Class<T> type, Answers answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(), new Class<?>[] {type}, (p, m, a) -> answers.to(m, a)));
  }

  private Object taken(Method method, Object... arguments) {
    assertEquals("takeForAnalysis", method.getName());
    List<Bar> first = queue.subList(0, Math.min((Integer) arguments[0], queue.size()));
    List<Bar> taken = List.copyOf(first);
    first.clear();
    return CompletableFuture.completedFuture(taken);
  }

  private Object asked(Method method, Object... arguments) {
    if (method.getName().equals("awaitEnd")) {
      return end;
    }
    assertEquals("start", method.getName());
    assertEquals("analysis_to_trade", arguments[0]);
    assertEquals("data_pipeline", arguments[3]);
    assertEquals(false, arguments[4], "it must not trade");
    started.add(arguments[1]);
    return answer;
  }

  private void finished(String... symbols) {
    for (String symbol : symbols) {
      queue.add(new Bar(Symbol.of(symbol), Timeframe.M1, OPEN, 10, 11, 9, 10, 100));
    }
  }

  private static Map<String, Object> of(String... symbols) {
    return Map.of("symbols", List.of(symbols), "timeframe", "5m", "execute", false);
  }

  private CompletionStage<Void> later(Duration time) {
    now = now.plus(time);
    return analysis.look();
  }

  @Test
  void theSymbolsOfFinishedBarsAreAnalysedTogetherAndTheRestLater() {
    later(Duration.ZERO).toCompletableFuture().join();
    assertEquals(List.of(), started, "nothing is finished");
    finished("AAPL", "MSFT", "SPY");
    CompletableFuture<Void> first = later(Duration.ZERO).toCompletableFuture();
    assertFalse(first.isDone(), "it ends with the run");
    end.complete(null);
    first.join();
    later(Duration.ofSeconds(59)).toCompletableFuture().join();
    assertEquals(List.of(of("AAPL", "MSFT")), started, "the pause");
    later(Duration.ofSeconds(1)).toCompletableFuture().join();
    assertEquals(List.of(of("AAPL", "MSFT"), of("SPY")), started);
  }

  @Test
  void aRefusedStartIsToldAndTheNextBarsAreAnalysed() {
    answer =
        CompletableFuture.failedFuture(
            new Refusal("system.not_running", 409, "not now", "Start it.").asException());
    finished("AAPL");
    CompletableFuture<Void> refused = later(Duration.ZERO).toCompletableFuture();
    assertTrue(refused.isCompletedExceptionally());
    answer = CompletableFuture.completedFuture(SchedulerTest.run("wf-2", LiveAnalysis.REQUESTER));
    end.complete(null);
    finished("MSFT");
    later(Duration.ofMinutes(1)).toCompletableFuture().join();
    assertEquals(List.of(of("AAPL"), of("MSFT")), started);
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new LiveAnalysisSettings(true, "7m", Duration.ZERO, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new LiveAnalysisSettings(true, "1m", Duration.ofSeconds(-1), 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new LiveAnalysisSettings(true, "1m", Duration.ZERO, 0));
  }
}

package io.orchestrator.analysis.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.analysis.EngineResult;
import io.orchestrator.domain.analysis.Prediction;
import io.orchestrator.domain.analysis.Signal;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class SignalCombinerTest {
  private static EngineResult says(String engine, double up, double confidence) {
    return new EngineResult(
        engine, List.of(new Prediction("AAPL", up, confidence, Map.of())), Map.of(), Map.of());
  }

  private static Signal combined(EngineResult... results) {
    return SignalCombiner.combine(List.of(results), SignalSettings.DEFAULT.withMinConfidence(0.6))
        .get(0);
  }

  private static String abstention(Signal signal) {
    assertEquals(0, signal.direction());
    return (String) signal.explanation().get("abstention");
  }

  /** E = (0.9·0.2 + 0.6·0.4) / 1.5 = 0.28; all point up: confidence (0.81 + 0.36) / 1.5. */
  @Test
  void poolsByConfidence() {
    Signal signal = combined(says("a", 0.6, 0.9), says("b", 0.7, 0.6));
    assertEquals(1, signal.direction());
    assertEquals(0.28, signal.strength(), 1e-12);
    assertEquals(0.78, signal.confidence(), 1e-12);
  }

  /** 0.9·0.4 up against 0.9·0.2 down: agreement 1/3. */
  @Test
  void abstainsWhenEnginesDisagree() {
    Signal signal = combined(says("a", 0.7, 0.9), says("b", 0.4, 0.9));
    assertTrue(abstention(signal).startsWith("engines disagree: agreement 0.33"));
  }

  @Test
  void anEngineWithoutConfidenceIsNotHeard() {
    Signal signal = combined(says("a", 0.3, 0.8), says("b", 0.9, 0.01));
    assertEquals(-1, signal.direction());
    assertEquals(0.8, signal.confidence(), 1e-12);
  }

  /** One that knows little neither decides nor takes the other's confidence away. */
  @Test
  void weightsComeFromEvidence() {
    Signal alone = combined(says("a", 0.7, 0.9));
    Signal beside = combined(says("a", 0.7, 0.9), says("b", 0.7, 0.06));
    assertEquals(alone.confidence(), beside.confidence(), 0.06);
    List<?> engines = (List<?>) beside.explanation().get("engines");
    assertEquals(0.06 / 0.96, (Double) ((Map<?, ?>) engines.get(1)).get("share"), 1e-12);
  }

  @Test
  void abstainsWithReasons() {
    assertTrue(abstention(combined(says("a", 0.5, 0))).startsWith("0 engines"));
    assertTrue(abstention(combined(says("a", 0.505, 0.9))).startsWith("strength"));
    assertTrue(abstention(combined(says("a", 0.9, 0.5))).startsWith("confidence"));
    Map<String, String> degraded = Map.of("AAPL", "stale quote");
    Signal signal =
        SignalCombiner.combine(List.of(says("a", 0.9, 0.9)), degraded, SignalSettings.DEFAULT)
            .get(0);
    assertEquals("data degraded: stale quote", abstention(signal));
  }

  @Test
  void failuresAreKept() {
    EngineResult failed = new EngineResult("b", List.of(), Map.of("AAPL", "too short"), Map.of());
    Signal signal = combined(says("a", 0.9, 0.9), failed);
    assertEquals(1, signal.direction());
    assertEquals(Map.of("b", "too short"), signal.explanation().get("failures"));
    assertTrue(abstention(combined(failed)).startsWith("0 engines"));
  }

  @Test
  void weightZeroSilencesAnEngine() {
    SignalSettings settings = new SignalSettings(Map.of("b", 0.0), 0.05, 1, 0.5, 0.02, 0.6);
    Signal signal =
        SignalCombiner.combine(List.of(says("a", 0.2, 0.9), says("b", 0.9, 0.9)), settings).get(0);
    assertEquals(-1, signal.direction());
  }

  /** Mirrored opinions give the mirrored signal, and every number stays in its range. */
  @Property
  void isSymmetric(
      @ForAll @DoubleRange(min = 0, max = 1) double p,
      @ForAll @DoubleRange(min = 0, max = 1) double q,
      @ForAll @DoubleRange(min = 0, max = 1) double c,
      @ForAll @DoubleRange(min = 0, max = 1) double d) {
    Signal one = combined(says("a", p, c), says("b", q, d));
    Signal other = combined(says("a", 1 - p, c), says("b", 1 - q, d));
    assertEquals(one.strength(), other.strength(), 1e-9);
    assertEquals(one.confidence(), other.confidence(), 1e-6);
    assertTrue(one.direction() * other.direction() <= 0);
  }
}

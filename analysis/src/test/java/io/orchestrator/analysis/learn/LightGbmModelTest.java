package io.orchestrator.analysis.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.orchestrator.analysis.TestData;
import io.orchestrator.analysis.features.Drivers;
import io.orchestrator.analysis.features.FeatureSet;
import io.orchestrator.domain.analysis.AnalysisRequest;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** With the native library; skipped where it cannot be loaded. */
class LightGbmModelTest {
  private static List<Samples.Row> rows() {
    double[] returns = TestData.scaled(TestData.coupledAr1(.6, 0, 0, 500, 3)[0], .01);
    var request =
        new AnalysisRequest(
            Map.of(Symbol.of("A"), TestData.bars("A", returns)), Timeframe.D1, 7, Map.of());
    return Samples.rows(Samples.of(request, 0, 60, 1_000).features(Drivers.NONE), 0);
  }

  /** Shapley values add up: log-odds less their sum is the same number for every window. */
  @Test
  void contributionsAddUpToTheLogOdds() {
    assumeTrue(LightGbmModel.nativeProblem().isEmpty(), () -> LightGbmModel.nativeProblem().get());
    List<Samples.Row> rows = rows();
    List<Samples.Window> windows = rows.subList(0, 50).stream().map(Samples.Row::window).toList();
    try (LightGbmModel model = LightGbmModel.train(rows, 7);
        LightGbmModel same = LightGbmModel.train(rows, 7)) {
      double[] up = model.probabilityUp(windows);
      double[][] parts = model.explained(windows).contributions();
      assertEquals(FeatureSet.names().size(), parts[0].length);
      double expected = Calibration.logOdds(up[0]) - Arrays.stream(parts[0]).sum();
      for (int w = 0; w < up.length; w++) {
        double sum = expected + Arrays.stream(parts[w]).sum();
        assertEquals(Calibration.logOdds(up[w]), sum, 1e-9);
      }
      assertTrue(model.importance().get("return_1") > 0.1, model.importance()::toString);
      assertEquals(new String(model.bytes()), new String(same.bytes()), "bit for bit by its seed");
    }
  }
}

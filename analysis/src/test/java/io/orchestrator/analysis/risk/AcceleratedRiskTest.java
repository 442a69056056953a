package io.orchestrator.analysis.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.port.Accelerator;
import io.orchestrator.domain.risk.measure.MethodFigures;
import io.orchestrator.domain.risk.measure.RiskMethod;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Monte-Carlo value at risk of the Risk Monitor's methods, by an accelerator that is there. */
class AcceleratedRiskTest {
  /** Simulates on the CPU what it is asked, or fails. */
  private static final class Asked implements Accelerator {
    private final boolean works;
    private int questions;

    Asked(boolean works) {
      this.works = works;
    }

    @Override
    public boolean available() {
      return true;
    }

    @Override
    public double[][] information(Neighbours problem) throws NotComputed {
      throw new NotComputed("no neighbours here", null);
    }

    @Override
    public double[] losses(Paths problem) throws NotComputed {
      questions++;
      if (!works) {
        throw new NotComputed("the device is away", null);
      }
      return PathSimulation.losses(problem);
    }
  }

  private static MethodFigures simulated(Accelerator accelerator) {
    Random random = new Random(1);
    double[][] returns = new double[300][2];
    for (double[] row : returns) {
      row[0] = 0.01 * random.nextGaussian();
      row[1] = row[0] + 0.01 * random.nextGaussian();
    }
    List<MethodFigures> figures =
        new LossModels(RiskSettings.DEFAULT, new Garch(0.02, 0.08, 0.9, 1), accelerator)
            .figures(PortfolioScenarios.of(returns, new double[] {20_000, -5_000}));
    return figures.stream()
        .filter(f -> f.method() == RiskMethod.MONTE_CARLO)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void askedWhereThereIsOneAndDoneWithoutWhereItFails() {
    MethodFigures onCpu = simulated(Accelerator.NONE);
    assertTrue(onCpu.known() && onCpu.var95() > 0);
    for (boolean works : new boolean[] {true, false}) {
      Asked accelerator = new Asked(works);
      assertEquals(onCpu, simulated(accelerator));
      assertEquals(1, accelerator.questions);
    }
  }
}

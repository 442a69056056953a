package io.orchestrator.analysis.risk;

import io.orchestrator.domain.port.Accelerator;
import io.orchestrator.domain.risk.measure.MethodFigures;
import io.orchestrator.domain.risk.measure.RiskMethod;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** All methods with their settings, in the order in which they succeed each other. */
public final class LossModels {
  private final List<RiskMethod> order;
  private final Garch garch;
  private final Map<RiskMethod, LossModel> models = new EnumMap<>(RiskMethod.class);

  /** On the CPU. */
  public LossModels(RiskSettings settings, Garch garch) {
    this(settings, garch, Accelerator.NONE);
  }

  /**
   * @param accelerator of simulated paths, used while it is there
   */
  public LossModels(RiskSettings settings, Garch garch, Accelerator accelerator) {
    order = settings.order();
    this.garch = garch;
    for (LossModel model :
        List.of(
            HistoricalModel.plain(),
            HistoricalModel.weighted(settings.ageDecay()),
            HistoricalModel.filtered(garch),
            new NormalModel(),
            new CornishFisherModel(),
            new MonteCarloModel(settings.paths(), settings.seed(), accelerator))) {
      models.put(model.method(), model);
    }
  }

  /** Fitted where the history is long enough, else RiskMetrics' EWMA. */
  public static Garch dynamics(double[] pnl, RiskSettings settings) {
    return GarchFit.fit(pnl).orElseGet(() -> Garch.ewma(settings.ewmaDecay()));
  }

  public List<MethodFigures> figures(PortfolioScenarios scenarios) {
    return order.stream().map(m -> of(m).figures(scenarios)).toList();
  }

  LossModel of(RiskMethod method) {
    return models.get(method);
  }

  Garch garch() {
    return garch;
  }
}

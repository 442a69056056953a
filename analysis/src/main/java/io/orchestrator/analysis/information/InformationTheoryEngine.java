package io.orchestrator.analysis.information;

import io.orchestrator.analysis.information.gaussian.GaussianInformation;
import io.orchestrator.analysis.series.Embedding;
import io.orchestrator.analysis.series.ReturnPanel;
import io.orchestrator.analysis.series.RobustScale;
import io.orchestrator.analysis.series.Skill;
import io.orchestrator.domain.analysis.AnalysisRequest;
import io.orchestrator.domain.analysis.EngineResult;
import io.orchestrator.domain.analysis.Prediction;
import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.port.Accelerator;
import io.orchestrator.domain.port.AnalysisEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Finds the significant drivers of each symbol's next return and predicts its sign from them.
 *
 * <p>The confidence is the significance of the best driver times the evidence of skill on a
 * hold-out window: there the whole procedure, search included, has seen only what came before.
 */
public final class InformationTheoryEngine implements AnalysisEngine {
  private static final String NAME = "information_theory";
  private final InformationTheorySettings settings;
  private final Accelerator accelerator;

  /** On the CPU. */
  public InformationTheoryEngine(InformationTheorySettings settings) {
    this(settings, Accelerator.NONE);
  }

  /**
   * @param accelerator of permutation tests, used while it is there; not closed here
   */
  public InformationTheoryEngine(InformationTheorySettings settings, Accelerator accelerator) {
    this.settings = settings;
    this.accelerator = accelerator;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public EngineResult analyse(AnalysisRequest request, Consumer<Double> progress) {
    try {
      InformationTheorySettings asked = settings.with(request.parameters());
      if (request.bars().size() > asked.maxSymbols()) {
        throw new IllegalArgumentException(
            request.bars().size() + " symbols, at most " + asked.maxSymbols());
      }
      return analyse(request, asked, progress);
    } catch (IllegalArgumentException e) {
      throw new AnalysisFailure(NAME + ": " + e.getMessage(), false, e);
    }
  }

  private EngineResult analyse(
      AnalysisRequest request, InformationTheorySettings asked, Consumer<Double> progress) {
    ReturnPanel panel =
        ReturnPanel.align(request.bars(), request.timeframe(), asked.minBars(), asked.maxBars());
    if (panel.symbols().isEmpty()) {
      throw new AnalysisFailure(
          NAME + ": no symbol can be analysed: " + panel.failures(), false, null);
    }
    progress.accept(0.05);
    int length = panel.times().size();
    int split = (int) Math.round(length * (1 - asked.holdOutShare()));
    Inference before =
        Inference.of(
            panel,
            split,
            asked,
            accelerator,
            request.seed(),
            p -> progress.accept(0.05 + 0.45 * p));
    Inference now =
        Inference.of(
            panel, length, asked, accelerator, request.seed(), p -> progress.accept(0.5 + 0.5 * p));
    List<Prediction> predictions = new ArrayList<>();
    for (int t = 0; t < panel.symbols().size(); t++) {
      predictions.add(predict(now, before.skill(t), t));
    }
    return new EngineResult(
        NAME, List.copyOf(predictions), panel.failures(), details(now, asked, split));
  }

  /** A network and one linear forecast per target, made from returns before {@code until} only. */
  private record Inference(
      ReturnPanel panel,
      int until,
      RobustScale[] scales,
      double[][] scaled,
      DriverNetwork network,
      List<LinearForecast> forecasts) {

    static Inference of(
        ReturnPanel panel,
        int until,
        InformationTheorySettings settings,
        Accelerator accelerator,
        long seed,
        Consumer<Double> progress) {
      double[][] raw = panel.returns();
      RobustScale[] scales = new RobustScale[raw.length];
      double[][] scaled = new double[raw.length][];
      double[][] window = new double[raw.length][];
      for (int s = 0; s < raw.length; s++) {
        scales[s] = RobustScale.fit(raw[s], 0, until);
        scaled[s] = scales[s].apply(raw[s]);
        window[s] = Arrays.copyOf(scaled[s], until);
      }
      DriverNetwork network =
          DriverNetwork.of(
              window,
              settings.network(),
              settings.network().information(accelerator),
              seed,
              progress::accept);
      List<LinearForecast> forecasts =
          network.targets().stream()
              .map(
                  target ->
                      LinearForecast.fit(
                          scaled,
                          target.index(),
                          LinearForecast.terms(target),
                          settings.network().maxLag(),
                          until))
              .toList();
      return new Inference(panel, until, scales, scaled, network, forecasts);
    }

    double probabilityUp(int target, int time) {
      double zero = scales[target].apply(0);
      return forecasts.get(target).probabilityAbove(zero, scaled, time);
    }

    /** Scores the forecasts of a target on the returns from {@code until} on. */
    Skill skill(int target) {
      if (forecasts.get(target).terms().isEmpty()) {
        return Skill.NONE;
      }
      double[] returns = panel.returns()[target];
      long ups = Arrays.stream(returns, 0, until).filter(r -> r > 0).count();
      long downs = Arrays.stream(returns, 0, until).filter(r -> r < 0).count();
      int tested = 0;
      int correct = 0;
      int majority = 0;
      for (int time = until; time < returns.length; time++) {
        if (returns[time] != 0) {
          tested++;
          correct += (probabilityUp(target, time) > 0.5) == (returns[time] > 0) ? 1 : 0;
          majority += (ups >= downs) == (returns[time] > 0) ? 1 : 0;
        }
      }
      return new Skill(tested, correct, tested == 0 ? 0.5 : (double) majority / tested);
    }
  }

  private Prediction predict(Inference inference, Skill skill, int t) {
    DriverNetwork.Target target = inference.network().targets().get(t);
    String symbol = inference.panel().symbols().get(t).value();
    Map<String, Object> explanation = new LinkedHashMap<>();
    explanation.put("drivers", drivers(inference, t));
    explanation.put("own_past_lags", target.ownLags());
    explanation.put("active_information_storage_nats", target.storageNats());
    explanation.put("active_information_storage_p_value", target.storageChance());
    explanation.put("observations", inference.network().rows());
    explanation.put("out_of_sample", skill.describe());
    if (inference.forecasts().get(t).terms().isEmpty()) {
      explanation.put("reason", "no significant driver and no significant own past");
      return new Prediction(symbol, 0.5, 0, explanation);
    }
    double leastP =
        target.drivers().stream()
            .mapToDouble(DriverNetwork.Driver::leastSure)
            .min()
            .orElse(target.storageChance());
    double confidence = Math.max(0, 1 - leastP) * skill.evidence();
    double up = inference.probabilityUp(t, inference.until());
    return new Prediction(symbol, Math.max(0, Math.min(1, up)), confidence, explanation);
  }

  private List<Map<String, Object>> drivers(Inference inference, int t) {
    LinearForecast forecast = inference.forecasts().get(t);
    int own = forecast.terms().size() - inference.network().targets().get(t).drivers().size();
    List<Map<String, Object>> described = new ArrayList<>();
    for (DriverNetwork.Driver link : inference.network().targets().get(t).drivers()) {
      Map<String, Object> one = link(inference.panel(), link);
      double last = inference.scaled()[link.source()][inference.until() - link.lag()];
      double coefficient = forecast.coefficients()[1 + own + described.size()];
      one.put("coefficient", coefficient);
      one.put("contribution", coefficient * last);
      described.add(one);
    }
    return described;
  }

  private static Map<String, Object> link(ReturnPanel panel, DriverNetwork.Driver link) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("source", panel.symbols().get(link.source()).value());
    one.put("lag", link.lag());
    one.put("te_nats", link.nats());
    one.put("p_value", link.chance());
    one.put("q_value", link.adjusted());
    return one;
  }

  private static Map<String, Object> details(
      Inference inference, InformationTheorySettings asked, int split) {
    ReturnPanel panel = inference.panel();
    List<Map<String, Object>> edges = new ArrayList<>();
    for (DriverNetwork.Target target : inference.network().targets()) {
      for (DriverNetwork.Driver link : target.drivers()) {
        Map<String, Object> edge = link(panel, link);
        edge.put("target", panel.symbols().get(target.index()).value());
        edges.add(edge);
      }
    }
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("unit", "nats");
    details.put("estimator", asked.network().information(Accelerator.NONE).name());
    details.put("inference", "multivariate_te");
    details.put("nodes", panel.symbols().stream().map(Object::toString).toList());
    details.put("network", edges);
    long nodes = panel.symbols().size();
    details.put("tested_links", nodes * (nodes - 1) * asked.network().maxLag());
    details.put("observations", inference.network().rows());
    details.put("max_lag", asked.network().maxLag());
    details.put("alpha", asked.network().alpha());
    details.put("window_from", panel.times().get(0).toString());
    details.put("window_to", panel.times().get(panel.times().size() - 1).toString());
    details.put("hold_out_from", panel.times().get(split).toString());
    return details;
  }

  @Override
  public ProbeResult probe() {
    long start = System.nanoTime();
    try {
      double[] source = new double[200];
      double[] target = new double[200];
      for (int t = 1; t < 200; t++) {
        source[t] = Math.sin(t * t);
        target[t] = source[t - 1] + 0.5 * Math.cos(3.0 * t * t);
      }
      Embedding past = Embedding.of(source, target, 1, 1, 1);
      double nats =
          GaussianInformation.conditional(past.sourcePast(), past.next(), past.targetPast()).nats();
      Duration latency = Duration.ofNanos(System.nanoTime() - start);
      return nats > 0.1
          ? ProbeResult.ok(latency, NAME)
          : ProbeResult.down(NAME + ": a known coupling was not found");
    } catch (RuntimeException e) {
      return ProbeResult.down(NAME + ": " + e);
    }
  }

  /** Nothing is behind it: every call computes from its request alone. */
  @Override
  public void reset() {
    // No state.
  }

  @Override
  public void close() {
    // No resource.
  }
}

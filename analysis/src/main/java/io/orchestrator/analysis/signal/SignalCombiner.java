package io.orchestrator.analysis.signal;

import io.orchestrator.domain.analysis.EngineResult;
import io.orchestrator.domain.analysis.Prediction;
import io.orchestrator.domain.analysis.Signal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Pools opinions. With edge e = 2p − 1, confidence c and engine weight w of every heard opinion:
 *
 * <ul>
 *   <li>pooled edge E = Σ w·c·e / Σ w·c; its sign is the direction, its size the strength;
 *   <li>agreement A = |Σ w·c·e| / Σ w·c·|e|: 1 if all point the same way, 0 if they cancel;
 *   <li>confidence = A · Σ w·c·c / Σ w·c: the mean of what each engine's evidence is worth,
 *       weighted by that evidence, so that an engine that knows nothing does not water down one
 *       that does. It is a mean and not "one minus the product of doubts", because the engines see
 *       the same prices and are not independent witnesses.
 * </ul>
 *
 * A symbol gets direction 0 when data are degraded, too few engines are heard, they disagree, or
 * strength or confidence is below its threshold; the first reason that applies is named. Pure.
 */
public final class SignalCombiner {
  private SignalCombiner() {}

  /** As {@link #combine(List, Map, SignalSettings)} with sound data of every symbol. */
  public static List<Signal> combine(List<EngineResult> results, SignalSettings settings) {
    return combine(results, Map.of(), settings);
  }

  /**
   * @param degraded symbol to what is wrong with its data; such a symbol gets no direction
   * @return one per symbol that any engine judged or failed on, in alphabetical order
   */
  public static List<Signal> combine(
      List<EngineResult> results, Map<String, String> degraded, SignalSettings settings) {
    Map<String, List<Opinion>> opinions = new TreeMap<>();
    Map<String, Map<String, Object>> failures = new TreeMap<>();
    for (EngineResult result : results) {
      for (Prediction prediction : result.predictions()) {
        opinions
            .computeIfAbsent(prediction.symbol(), s -> new ArrayList<>())
            .add(new Opinion(result.engine(), settings.weight(result.engine()), prediction));
      }
      result
          .failures()
          .forEach(
              (symbol, reason) -> {
                opinions.computeIfAbsent(symbol, s -> new ArrayList<>());
                failures.computeIfAbsent(symbol, s -> new TreeMap<>()).put(result.engine(), reason);
              });
    }
    List<Signal> signals = new ArrayList<>();
    opinions.forEach(
        (symbol, said) ->
            signals.add(
                pool(
                    symbol,
                    said,
                    failures.getOrDefault(symbol, Map.of()),
                    degraded.get(symbol),
                    settings)));
    return List.copyOf(signals);
  }

  private record Opinion(String engine, double weight, Prediction prediction) {
    double edge() {
      return 2 * prediction.probabilityUp() - 1;
    }

    double pull() {
      return weight * prediction.confidence();
    }
  }

  private static Signal pool(
      String symbol,
      List<Opinion> said,
      Map<String, Object> failures,
      String degradation,
      SignalSettings settings) {
    List<Opinion> heard =
        said.stream()
            .filter(o -> o.pull() > 0)
            .filter(o -> o.prediction().confidence() >= settings.minEngineConfidence())
            .toList();
    double pull = pull(heard);
    double signed = heard.stream().mapToDouble(o -> o.pull() * o.edge()).sum();
    double unsigned = heard.stream().mapToDouble(o -> o.pull() * Math.abs(o.edge())).sum();
    double evidence = heard.stream().mapToDouble(o -> o.pull() * o.prediction().confidence()).sum();
    double edge = pull == 0 ? 0 : signed / pull;
    double agreement = unsigned == 0 ? 0 : Math.abs(signed) / unsigned;
    double strength = Math.min(1, Math.abs(edge));
    double confidence = pull == 0 ? 0 : Math.min(1, agreement * evidence / pull);

    String abstention =
        degradation != null
            ? "data degraded: " + degradation
            : abstention(heard.size(), agreement, strength, confidence, settings);
    Map<String, Object> explanation = new LinkedHashMap<>();
    explanation.put("probability_up", 0.5 + edge / 2);
    explanation.put("agreement", agreement);
    explanation.put("engines", describe(said, heard));
    if (!failures.isEmpty()) {
      explanation.put("failures", failures);
    }
    if (!abstention.isEmpty()) {
      explanation.put("abstention", abstention);
    }
    int direction = abstention.isEmpty() ? (int) Math.signum(edge) : 0;
    return new Signal(symbol, direction, strength, confidence, explanation);
  }

  private static String abstention(
      int heard, double agreement, double strength, double confidence, SignalSettings settings) {
    if (heard < settings.minEngines()) {
      return "%d engines have an opinion, %d are needed".formatted(heard, settings.minEngines());
    }
    if (agreement < settings.minAgreement()) {
      return "engines disagree: agreement %.2f is below %.2f"
          .formatted(agreement, settings.minAgreement());
    }
    if (strength < settings.minStrength() || strength == 0) {
      return "strength %.3f is below %.3f".formatted(strength, settings.minStrength());
    }
    if (confidence < settings.minConfidence()) {
      return "confidence %.2f is below %.2f".formatted(confidence, settings.minConfidence());
    }
    return "";
  }

  private static double pull(List<Opinion> heard) {
    return heard.stream().mapToDouble(Opinion::pull).sum();
  }

  private static List<Map<String, Object>> describe(List<Opinion> said, List<Opinion> heard) {
    List<Map<String, Object>> described = new ArrayList<>();
    for (Opinion opinion : said) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("engine", opinion.engine());
      one.put("weight", opinion.weight());
      one.put("share", heard.contains(opinion) ? opinion.pull() / pull(heard) : 0.0);
      one.put("probability_up", opinion.prediction().probabilityUp());
      one.put("confidence", opinion.prediction().confidence());
      one.put("heard", heard.contains(opinion));
      one.put("explanation", opinion.prediction().explanation());
      described.add(one);
    }
    return described;
  }
}

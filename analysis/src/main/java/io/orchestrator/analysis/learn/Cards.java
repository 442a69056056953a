package io.orchestrator.analysis.learn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Model cards as JSON-like values, for answers and journals. */
public final class Cards {
  private Cards() {}

  /** Everything but the reference distributions and the long lists. */
  public static Map<String, Object> describe(ModelCard card) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("engine", card.engine());
    described.put("kind", card.kind());
    described.put("version", card.version());
    described.put("timeframe", card.timeframe());
    described.put("layout", card.layout());
    described.put("library", card.library());
    described.put("symbols", card.symbols().size());
    described.put("rows", card.rows());
    described.put("times", card.times());
    described.put("seed", card.seed());
    described.put("data_from", card.dataFrom().toString());
    described.put("data_to", card.dataTo().toString());
    described.put("data_hash", card.dataHash());
    described.put("trained_at", card.trainedAt().toString());
    described.put("training_seconds", card.trainingSeconds());
    Map<String, Object> validation = new LinkedHashMap<>();
    validation.put("method", "walk_forward");
    validation.put("folds", card.folds());
    validation.put("purge", card.purge());
    validation.put("embargo", card.embargo());
    described.put("validation", validation);
    described.put("scores", card.scores().describe());
    Map<String, Object> calibration = new LinkedHashMap<>();
    calibration.put("method", "platt");
    calibration.put("slope", card.calibration().slope());
    calibration.put("intercept", card.calibration().intercept());
    described.put("calibration", calibration);
    described.put("versions", card.versions());
    described.put("sha256", card.sha256());
    return described;
  }

  /** {@link #describe} with symbols, features and drivers by name. */
  public static Map<String, Object> full(ModelCard card) {
    Map<String, Object> described = describe(card);
    described.put("symbols", card.symbols());
    described.put("features", card.features());
    described.put("importance", card.importance());
    List<Map<String, Object>> drivers = new ArrayList<>();
    card.drivers()
        .links()
        .forEach(
            (target, links) ->
                links.forEach(
                    link -> {
                      Map<String, Object> one = new LinkedHashMap<>();
                      one.put("source", link.source());
                      one.put("target", target);
                      one.put("lag", link.lag());
                      one.put("te_nats", link.nats());
                      one.put("sign", link.sign());
                      drivers.add(one);
                    }));
    described.put("drivers", drivers);
    return described;
  }
}

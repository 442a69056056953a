package io.orchestrator.adapters.worker;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestrator.domain.analysis.AnalysisRequest;
import io.orchestrator.domain.analysis.EngineResult;
import io.orchestrator.domain.analysis.Prediction;
import io.orchestrator.domain.market.Bar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** JSON of a request to a worker and of its result; bars as columns, which is a third the size. */
final class EngineCodec {
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
  private static final TypeReference<Map<String, String>> WORDS = new TypeReference<>() {};

  private final ObjectMapper json = new ObjectMapper();
  private final int maxBarsPerSymbol;

  EngineCodec(int maxBarsPerSymbol) {
    this.maxBarsPerSymbol = maxBarsPerSymbol;
  }

  void write(AnalysisRequest request, ObjectNode into) {
    ObjectNode node = into.putObject("request");
    node.put("timeframe", request.timeframe().wireName());
    node.put("seed", request.seed());
    node.set("parameters", json.valueToTree(request.parameters()));
    ObjectNode bars = node.putObject("bars");
    request.bars().forEach((symbol, list) -> write(list, bars.putObject(symbol.value())));
  }

  private void write(List<Bar> bars, ObjectNode into) {
    ArrayNode t = into.putArray("t");
    ArrayNode o = into.putArray("o");
    ArrayNode h = into.putArray("h");
    ArrayNode l = into.putArray("l");
    ArrayNode c = into.putArray("c");
    ArrayNode v = into.putArray("v");
    for (Bar bar : bars.subList(Math.max(0, bars.size() - maxBarsPerSymbol), bars.size())) {
      t.add(bar.start().toEpochMilli());
      o.add(bar.open());
      h.add(bar.high());
      l.add(bar.low());
      c.add(bar.close());
      v.add(bar.volume());
    }
  }

  /**
   * @throws IOException the worker spoke nonsense
   */
  EngineResult read(JsonNode result) throws IOException {
    try {
      List<Prediction> predictions = new ArrayList<>();
      for (JsonNode p : result.get("predictions")) {
        predictions.add(
            new Prediction(
                p.get("symbol").asText(),
                p.get("probability_up").asDouble(Double.NaN),
                p.get("confidence").asDouble(Double.NaN),
                json.convertValue(p.get("explanation"), OBJECT)));
      }
      return new EngineResult(
          result.get("engine").asText(),
          List.copyOf(predictions),
          json.convertValue(result.get("failures"), WORDS),
          json.convertValue(result.get("details"), OBJECT));
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new IOException("the worker's result cannot be read: " + e.getMessage(), e);
    }
  }
}

package io.orchestrator.analysis.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestrator.domain.analysis.AnalysisRequest;
import io.orchestrator.domain.analysis.EngineResult;
import io.orchestrator.domain.analysis.Prediction;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON of a request and of a result: {@code {"timeframe":"1d","seed":1,"parameters":{},"bars":
 * {"AAPL":{"t":[epoch ms],"o":[],"h":[],"l":[],"c":[],"v":[]}}}} and {@code
 * {"engine":"","predictions":[{"symbol","probability_up","confidence","explanation"}],
 * "failures":{},"details":{}}}.
 */
final class RequestCodec {
  private RequestCodec() {}

  /**
   * @throws IllegalArgumentException a field is missing or has a bad value
   */
  static AnalysisRequest read(JsonNode node, ObjectMapper json) {
    Timeframe timeframe =
        Timeframe.parse(required(node, "timeframe").asText())
            .orElseThrow(
                () -> new IllegalArgumentException("unknown timeframe " + node.get("timeframe")));
    Map<Symbol, List<Bar>> bars = new LinkedHashMap<>();
    required(node, "bars")
        .properties()
        .forEach(
            entry -> {
              Symbol symbol = Symbol.of(entry.getKey());
              bars.put(symbol, bars(symbol, timeframe, entry.getValue()));
            });
    Map<String, Object> parameters = new LinkedHashMap<>();
    required(node, "parameters")
        .properties()
        .forEach(e -> parameters.put(e.getKey(), json.convertValue(e.getValue(), Object.class)));
    return new AnalysisRequest(bars, timeframe, required(node, "seed").asLong(), parameters);
  }

  private static List<Bar> bars(Symbol symbol, Timeframe timeframe, JsonNode columns) {
    JsonNode times = required(columns, "t");
    List<Bar> bars = new ArrayList<>(times.size());
    for (int i = 0; i < times.size(); i++) {
      bars.add(
          new Bar(
              symbol,
              timeframe,
              Instant.ofEpochMilli(times.get(i).asLong()),
              number(columns, "o", i),
              number(columns, "h", i),
              number(columns, "l", i),
              number(columns, "c", i),
              required(required(columns, "v"), i).asLong()));
    }
    return bars;
  }

  private static double number(JsonNode columns, String name, int i) {
    return required(required(columns, name), i).asDouble();
  }

  private static JsonNode required(JsonNode node, int index) {
    if (!node.has(index)) {
      throw new IllegalArgumentException("columns of bars differ in length");
    }
    return node.get(index);
  }

  static JsonNode required(JsonNode node, String field) {
    if (node == null || !node.hasNonNull(field)) {
      throw new IllegalArgumentException("field '" + field + "' is missing");
    }
    return node.get(field);
  }

  static Map<String, Object> write(EngineResult result) {
    List<Map<String, Object>> predictions = new ArrayList<>();
    for (Prediction p : result.predictions()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("symbol", p.symbol());
      one.put("probability_up", p.probabilityUp());
      one.put("confidence", p.confidence());
      one.put("explanation", p.explanation());
      predictions.add(one);
    }
    Map<String, Object> written = new LinkedHashMap<>();
    written.put("engine", result.engine());
    written.put("predictions", predictions);
    written.put("failures", result.failures());
    written.put("details", result.details());
    return written;
  }
}

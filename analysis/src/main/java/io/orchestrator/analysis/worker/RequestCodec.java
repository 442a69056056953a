package io.orchestrator.analysis.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestrator.domain.analysis.AnalysisRequest;
import io.orchestrator.domain.analysis.EngineResult;
import io.orchestrator.domain.analysis.PackedNumbers;
import io.orchestrator.domain.analysis.Prediction;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON of a request and of a result: {@code {"timeframe":"1d","seed":1,"parameters":{},"bars":
 * {"AAPL":"base64"}}}, which is all starts (epoch ms), opens, highs, lows, closes and volumes as
 * {@link PackedNumbers}; and {@code
 * {"engine":"","predictions":[{"symbol","probability_up","confidence","explanation"}],
 * "failures":{},"details":{}}}.
 */
final class RequestCodec {
  /** Start, open, high, low, close, volume. */
  private static final int COLUMNS = 6;

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
              bars.put(symbol, bars(symbol, timeframe, entry.getValue().asText()));
            });
    Map<String, Object> parameters = new LinkedHashMap<>();
    required(node, "parameters")
        .properties()
        .forEach(e -> parameters.put(e.getKey(), json.convertValue(e.getValue(), Object.class)));
    return new AnalysisRequest(bars, timeframe, required(node, "seed").asLong(), parameters);
  }

  private static List<Bar> bars(Symbol symbol, Timeframe timeframe, String packed) {
    double[] columns = PackedNumbers.doubles(Base64.getDecoder().decode(packed));
    if (columns.length % COLUMNS != 0) {
      throw new IllegalArgumentException("columns of bars of " + symbol + " differ in length");
    }
    int n = columns.length / COLUMNS;
    List<Bar> bars = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      bars.add(
          new Bar(
              symbol,
              timeframe,
              Instant.ofEpochMilli((long) columns[i]),
              columns[n + i],
              columns[2 * n + i],
              columns[3 * n + i],
              columns[4 * n + i],
              (long) columns[5 * n + i]));
    }
    return bars;
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

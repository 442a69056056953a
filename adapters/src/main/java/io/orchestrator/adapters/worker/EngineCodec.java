package io.orchestrator.adapters.worker;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestrator.domain.analysis.AnalysisRequest;
import io.orchestrator.domain.analysis.EngineResult;
import io.orchestrator.domain.analysis.PackedNumbers;
import io.orchestrator.domain.analysis.Prediction;
import io.orchestrator.domain.market.Bar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * JSON of a request to a worker and of its result. The bars of a symbol are one string of packed
 * columns: of 500 symbols written as decimal numbers, printing and parsing took most of a
 * prediction.
 */
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
    request.bars().forEach((symbol, list) -> bars.put(symbol.value(), packed(list)));
  }

  private String packed(List<Bar> all) {
    List<Bar> bars = all.subList(Math.max(0, all.size() - maxBarsPerSymbol), all.size());
    double[][] columns = new double[6][bars.size()];
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      columns[0][i] = bar.start().toEpochMilli();
      columns[1][i] = bar.open();
      columns[2][i] = bar.high();
      columns[3][i] = bar.low();
      columns[4][i] = bar.close();
      columns[5][i] = bar.volume();
    }
    return Base64.getEncoder().encodeToString(PackedNumbers.doubles(columns));
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

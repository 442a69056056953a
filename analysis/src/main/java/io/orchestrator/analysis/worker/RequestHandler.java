package io.orchestrator.analysis.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestrator.analysis.gpu.GpuProbe;
import io.orchestrator.analysis.learn.BoostedTreesLearner;
import io.orchestrator.analysis.learn.LearnedEngine;
import io.orchestrator.analysis.learn.Learner;
import io.orchestrator.analysis.learn.LearningSettings;
import io.orchestrator.analysis.learn.LogisticLearner;
import io.orchestrator.analysis.learn.ModelRegistry;
import io.orchestrator.analysis.neural.LstmLearner;
import io.orchestrator.analysis.neural.LstmSettings;
import io.orchestrator.domain.analysis.AnalysisRequest;
import io.orchestrator.domain.port.AnalysisEngine;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Does what a request asks; libraries are loaded when the first request needs them. */
final class RequestHandler {
  private final ModelRegistry registry;
  private final LearningSettings settings;
  private final ObjectMapper json;
  private final Map<String, AnalysisEngine> engines = new HashMap<>();
  private final GpuRequests gpu = new GpuRequests();

  RequestHandler(Path models, LearningSettings settings, ObjectMapper json) {
    this.registry = new ModelRegistry(models, settings.keptVersions());
    this.settings = settings;
    this.json = json;
  }

  /**
   * @return the {@code result} of the answer
   * @throws IllegalArgumentException the request makes no sense
   * @throws AnalysisEngine.AnalysisFailure the engine could not do it
   */
  Map<String, Object> handle(JsonNode request, Consumer<Double> progress) {
    String operation = RequestCodec.required(request, "op").asText();
    return switch (operation) {
      case "ping" -> ping();
      case "gpu_probe" -> GpuProbe.run();
      case "gpu_information", "gpu_losses" -> gpu.handle(request);
      case "predict" -> {
        AnalysisEngine engine = engine(RequestCodec.required(request, "engine").asText());
        AnalysisRequest asked = RequestCodec.read(RequestCodec.required(request, "request"), json);
        yield RequestCodec.write(engine.analyse(asked, progress));
      }
      default -> throw new IllegalArgumentException("unknown operation " + operation);
    };
  }

  private static Map<String, Object> ping() {
    Runtime runtime = Runtime.getRuntime();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("pid", ProcessHandle.current().pid());
    answer.put("java", Runtime.version().toString());
    answer.put("heap_used_bytes", runtime.totalMemory() - runtime.freeMemory());
    answer.put("heap_max_bytes", runtime.maxMemory());
    return answer;
  }

  private AnalysisEngine engine(String name) {
    return engines.computeIfAbsent(
        name, n -> new LearnedEngine(n, learners(n), registry, settings, InstantSource.system()));
  }

  private static List<Learner> learners(String name) {
    return switch (name) {
      case "machine_learning" -> List.of(new LogisticLearner(), new BoostedTreesLearner());
      case "neural_network" -> List.of(new LstmLearner(LstmSettings.DEFAULT));
      default -> throw new IllegalArgumentException("unknown engine " + name);
    };
  }
}

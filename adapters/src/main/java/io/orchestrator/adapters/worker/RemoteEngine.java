package io.orchestrator.adapters.worker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestrator.domain.analysis.AnalysisRequest;
import io.orchestrator.domain.analysis.EngineResult;
import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.port.AnalysisEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;

/**
 * An engine in a worker of its own. Not one worker for both learned engines: a crash of one native
 * library must not take the other engine's answer with it, both train at the same time at the first
 * start, and each stops by itself when it is idle.
 */
public final class RemoteEngine implements AnalysisEngine {
  /** Warm-up of the features, the longest window of a model, and what drift is judged by. */
  private static final int NEWEST = 128;

  private final String name;
  private final WorkerSettings settings;
  private final WorkerProcess worker;
  private final EngineCodec codec;
  private final BackgroundProbe ping;
  private volatile boolean proven;

  /** As the worker's last answer named them; nothing before the first. */
  private volatile String libraries = "";

  /**
   * @param name {@code machine_learning} or {@code neural_network}
   */
  public RemoteEngine(String name, WorkerSettings settings) {
    this.name = name;
    this.settings = settings;
    this.worker = new WorkerProcess(name, settings);
    this.codec = new EngineCodec(settings.maxBarsPerSymbol());
    this.ping = new BackgroundProbe(this::ping, name + ": starting");
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public EngineResult analyse(AnalysisRequest request, Consumer<Double> progress) {
    if (request.bars().size() > settings.maxSymbols()) {
      throw new AnalysisFailure(
          "%s: %d symbols, at most %d"
              .formatted(name, request.bars().size(), settings.maxSymbols()),
          false,
          null);
    }
    try {
      Consumer<Double> told = rising(progress)::accept;
      EngineResult result = ask(newestOf(request), told);
      if (Boolean.TRUE.equals(result.details().get("needs_history"))) {
        result = ask(request, told);
      }
      proven = true;
      libraries = String.valueOf(result.details().getOrDefault("libraries", ""));
      return result;
    } catch (WorkerFailure e) {
      throw new AnalysisFailure(e.getMessage(), e.retryable(), e);
    } catch (IOException e) {
      throw new AnalysisFailure(name + ": " + e.getMessage(), true, e);
    }
  }

  private EngineResult ask(AnalysisRequest request, Consumer<Double> progress)
      throws WorkerFailure, IOException {
    ObjectNode message = worker.request("predict").put("engine", name);
    codec.write(request, message);
    return codec.read(worker.call(message, settings.requestDeadline(), progress::accept));
  }

  /**
   * A model that is loaded needs the newest bars only; sending years of them for each prediction
   * takes longer than predicting. A request with parameters of its own goes as it is.
   */
  private static AnalysisRequest newestOf(AnalysisRequest request) {
    if (!request.parameters().isEmpty()) {
      return request;
    }
    Map<Symbol, List<Bar>> newest = new LinkedHashMap<>();
    request
        .bars()
        .forEach(
            (symbol, bars) ->
                newest.put(symbol, bars.subList(Math.max(0, bars.size() - NEWEST), bars.size())));
    return new AnalysisRequest(newest, request.timeframe(), request.seed(), Map.of("partial", 1));
  }

  /** A retry begins at zero again; what is told must not fall. */
  private static DoubleConsumer rising(Consumer<Double> progress) {
    double[] highest = {0};
    return value -> {
      synchronized (highest) {
        if (value > highest[0] && value <= 1) {
          highest[0] = value;
          progress.accept(value);
        }
      }
    };
  }

  /**
   * Asks the worker for a sign of life. One that is at rest after it has worked well is not started
   * for that, so that it does not cost memory; one that has never worked, or failed last, is. Its
   * start is not waited for: a slow start is no illness, and a worker that is killed for it never
   * gets up.
   */
  @Override
  public ProbeResult probe() {
    if (!ping.underWay()) {
      boolean running = worker.pid().isPresent();
      if (running && worker.busy()) {
        return working();
      }
      if (!running && proven && worker.lastFailure().isEmpty()) {
        return ok(Duration.ZERO, "at rest, starts on demand");
      }
    }
    return ping.ask();
  }

  private ProbeResult working() {
    return ok(Duration.ZERO, "working");
  }

  /** Also says which library does the work: not all machines can load the first choice. */
  private ProbeResult ok(Duration took, String state) {
    String by = libraries.isEmpty() ? "" : "; " + libraries;
    return ProbeResult.ok(took, name + ": " + state + by);
  }

  private ProbeResult ping() {
    try {
      if (worker.pid().isEmpty()) {
        pingOnce();
      }
      long start = System.nanoTime();
      long pid = pingOnce();
      proven = true;
      return ok(Duration.ofNanos(System.nanoTime() - start), "worker " + pid);
    } catch (WorkerFailure e) {
      // An analysis that came between holds the worker longer than a ping waits.
      return worker.pid().isPresent() && worker.busy()
          ? working()
          : ProbeResult.down(name + ": " + e.getMessage());
    }
  }

  private long pingOnce() throws WorkerFailure {
    return worker
        .call(worker.request("ping"), settings.pingDeadline(), p -> {})
        .path("pid")
        .asLong();
  }

  /** Process id of the worker, 0 if none runs. */
  public long workerPid() {
    return worker.pid().orElse(0L);
  }

  @Override
  public void reset() {
    proven = false;
    worker.kill();
  }

  @Override
  public void close() {
    worker.close();
  }
}

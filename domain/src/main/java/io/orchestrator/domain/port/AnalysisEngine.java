package io.orchestrator.domain.port;

import io.orchestrator.domain.analysis.AnalysisRequest;
import io.orchestrator.domain.analysis.EngineResult;
import io.orchestrator.domain.health.ProbeResult;
import java.util.function.Consumer;

/** One way to look at prices. Calls block and belong on the analysis dispatcher; thread-safe. */
public interface AnalysisEngine extends AutoCloseable {
  /** {@code information_theory}, {@code machine_learning} or {@code neural_network}. */
  String name();

  /**
   * @param progress told values 0 to 1 in rising order, from any thread
   * @throws AnalysisFailure when nothing could be said about any symbol; retry may help if it says
   *     so
   */
  EngineResult analyse(AnalysisRequest request, Consumer<Double> progress);

  /** Sign of life, within seconds even while a process of the engine starts; never throws. */
  ProbeResult probe();

  /** Kills and restarts what can hang or die behind it. */
  void reset();

  @Override
  void close();

  /** The engine could not do its work. */
  final class AnalysisFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final boolean retryable;

    public AnalysisFailure(String message, boolean retryable, Throwable cause) {
      super(message, cause);
      this.retryable = retryable;
    }

    public boolean retryable() {
      return retryable;
    }
  }
}

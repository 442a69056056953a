package io.orchestrator.analysis.information;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * Transfer entropy of a linear-normal pair: I(source past; target next | target past).
 *
 * @param targetHistory k
 * @param sourceHistory l
 * @param delay u of the newest source value
 */
public record GaussianTransferEntropy(int targetHistory, int sourceHistory, int delay) {

  /** Value with the analytic p-value. */
  public InformationEstimate estimate(double[] source, double[] target) {
    GaussianInformation.Value value = value(source, target);
    int n = rows(target);
    return new InformationEstimate(
        value.nats(), n, parameters(), OptionalDouble.of(value.pValue(n)), Surrogates.Moments.NONE);
  }

  /** Value with a p-value from surrogates of the source. */
  public InformationEstimate estimate(
      double[] source, double[] target, Surrogates.Kind kind, int count, long seed) {
    double observed = value(source, target).nats();
    Surrogates.Test test =
        Surrogates.test(observed, source, s -> value(s, target).nats(), kind, count, seed);
    return new InformationEstimate(
        observed, rows(target), parameters(), OptionalDouble.of(test.pValue()), test.moments());
  }

  private GaussianInformation.Value value(double[] source, double[] target) {
    Embedding e = Embedding.of(source, target, targetHistory, sourceHistory, delay);
    return GaussianInformation.conditional(e.sourcePast(), e.next(), e.targetPast());
  }

  private int rows(double[] target) {
    return target.length - Math.max(targetHistory, sourceHistory + delay - 1);
  }

  private Map<String, Object> parameters() {
    return Map.of("estimator", "gaussian", "k", targetHistory, "l", sourceHistory, "delay", delay);
  }
}

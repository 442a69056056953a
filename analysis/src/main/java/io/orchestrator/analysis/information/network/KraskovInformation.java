package io.orchestrator.analysis.information.network;

import io.orchestrator.analysis.information.nearest.Candidate;
import io.orchestrator.analysis.information.nearest.GivenConditions;
import io.orchestrator.analysis.information.nearest.KraskovEstimator;
import io.orchestrator.analysis.information.nearest.KraskovSettings;
import java.util.List;
import java.util.Optional;

/**
 * Nearest neighbours; finds non-linear links. The series are scaled as a whole before, so columns
 * are taken as they are (as IDTxl does).
 */
public record KraskovInformation(KraskovSettings settings) implements ConditionalInformation {

  /** k = 4, algorithm 1, no noise. */
  public static final KraskovInformation DEFAULT =
      new KraskovInformation(KraskovSettings.DEFAULT.raw());

  @Override
  public String name() {
    return "kraskov";
  }

  @Override
  public String unit() {
    return "nats";
  }

  @Override
  public Rows over(SeriesSet series, int largestLag) {
    Realisations rows = new Realisations(series, largestLag);
    KraskovEstimator estimator = new KraskovEstimator(settings);
    return (y, z, questions) -> {
      double[][] ys = rows.columns(List.of(y));
      double[][] zs = rows.columns(z);
      GivenConditions given = estimator.given(ys, zs, questions);
      return x -> {
        double[][] xs = rows.columns(x);
        Candidate candidate = given.candidate(xs);
        return new Measured() {
          @Override
          public double value() {
            return candidate.information();
          }

          @Override
          public double surrogate(int[] order) {
            return candidate.information(order);
          }

          @Override
          public double[] local() {
            return estimator.local(xs, ys, zs);
          }

          @Override
          public Optional<NullLaw> nullLaw() {
            return Optional.empty();
          }
        };
      };
    };
  }
}

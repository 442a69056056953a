package io.orchestrator.analysis.information.network;

import io.orchestrator.analysis.information.nearest.Candidate;
import io.orchestrator.analysis.information.nearest.GivenConditions;
import io.orchestrator.analysis.information.nearest.KraskovEstimator;
import io.orchestrator.analysis.information.nearest.KraskovSettings;
import io.orchestrator.domain.port.Accelerator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Nearest neighbours; finds non-linear links. The series are scaled as a whole before, so columns
 * are taken as they are (as IDTxl does).
 *
 * @param accelerator of large permutation tests, used while it is there
 */
public record KraskovInformation(KraskovSettings settings, Accelerator accelerator)
    implements ConditionalInformation {

  /** k = 4, algorithm 1, no noise. */
  public static final KraskovInformation DEFAULT =
      new KraskovInformation(KraskovSettings.DEFAULT.raw());

  /** On the CPU. */
  public KraskovInformation(KraskovSettings settings) {
    this(settings, Accelerator.NONE);
  }

  @Override
  public String name() {
    return "kraskov";
  }

  @Override
  public String unit() {
    return "nats";
  }

  @Override
  public Map<String, Object> parameters() {
    Map<String, Object> named = new TreeMap<>();
    named.put("kraskov_k", settings.k());
    named.put("algorithm_num", settings.algorithm());
    named.put("theiler_t", settings.theiler());
    named.put("noise_level", settings.noise());
    named.put("norm", settings.norm().name().toLowerCase(Locale.ROOT));
    return named;
  }

  @Override
  public Optional<Batches> batches() {
    return accelerator == Accelerator.NONE
        ? Optional.empty()
        : Optional.of(new AcceleratedSurrogates(settings, accelerator));
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
        return new OfCandidate(given.candidate(xs), () -> estimator.local(xs, ys, zs));
      };
    };
  }

  /** The local values on demand. */
  interface Locals {
    double[] values();
  }

  /** One x given y and z. */
  record OfCandidate(Candidate candidate, Locals locals) implements Measured {
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
      return locals.values();
    }

    @Override
    public Optional<NullLaw> nullLaw() {
      return Optional.empty();
    }
  }
}

package io.orchestrator.analysis.information.network;

import io.orchestrator.analysis.information.gaussian.GaussianInformation;
import io.orchestrator.analysis.information.gaussian.GaussianInformation.Value;
import io.orchestrator.analysis.information.gaussian.LocalGaussian;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Linear-normal information. One covariance of every series at every lag is made once; after that
 * an estimate is a small elimination, whatever the number of rows, and tests need no surrogates.
 */
public final class GaussianConditional implements ConditionalInformation {
  @Override
  public String name() {
    return "gaussian";
  }

  @Override
  public String unit() {
    return "nats";
  }

  @Override
  public Map<String, Object> parameters() {
    return Map.of();
  }

  @Override
  public Rows over(SeriesSet series, int largestLag) {
    Realisations rows = new Realisations(series, largestLag);
    int lags = largestLag + 1;
    List<Variable> all = new ArrayList<>();
    for (int p = 0; p < series.processes(); p++) {
      for (int lag = 0; lag < lags; lag++) {
        all.add(new Variable(p, lag));
      }
    }
    double[][] covariance = GaussianInformation.covariance(rows.columns(all));
    return (y, z, questions) -> x -> new Estimate(rows, covariance, lags, x, y, z);
  }

  private static final class Estimate implements Measured {
    private final Realisations rows;
    private final List<Variable> x;
    private final Variable y;
    private final List<Variable> z;
    private final Value value;
    private final int dimensions;

    Estimate(
        Realisations rows,
        double[][] covariance,
        int lags,
        List<Variable> x,
        Variable y,
        List<Variable> z) {
      this.rows = rows;
      this.x = x;
      this.y = y;
      this.z = z;
      this.value =
          GaussianInformation.conditional(
              covariance, indices(x, lags), indices(List.of(y), lags), indices(z, lags));
      this.dimensions = GaussianInformation.rank(covariance, indices(x, lags));
    }

    private static int[] indices(List<Variable> variables, int lags) {
      return variables.stream().mapToInt(v -> v.process() * lags + v.lag()).toArray();
    }

    @Override
    public double value() {
      return value.nats();
    }

    @Override
    public double surrogate(int[] order) {
      double[][] xs = rows.columns(x);
      for (int c = 0; c < xs.length; c++) {
        double[] column = xs[c];
        double[] moved = new double[column.length];
        for (int i = 0; i < moved.length; i++) {
          moved[i] = column[order[i]];
        }
        xs[c] = moved;
      }
      return GaussianInformation.conditional(xs, rows.columns(List.of(y)), rows.columns(z)).nats();
    }

    @Override
    public double[] local() {
      return LocalGaussian.of(rows.columns(x), rows.columns(List.of(y)), rows.columns(z));
    }

    @Override
    public Optional<NullLaw> nullLaw() {
      // Of x in another order, which copies nothing of z even where x itself does.
      Value shuffled = value.withSourceDimensions(dimensions);
      return Optional.of(atLeast -> shuffled.tail(atLeast, rows.rows()));
    }
  }
}

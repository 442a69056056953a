package io.orchestrator.analysis.portfolio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealVector;

/**
 * How large positions should be that signals ask for, seen together with what is held: two names
 * that move alike share one risk.
 *
 * @param covariance of returns per bar, of the names with a signal and those that are held
 * @param direction 1, −1; 0 for a name that stays as it is
 * @param edge expected return of a bar in units of its own volatility, at least 0; by name
 * @param held weights of net liquidation now; counts where the direction is 0
 * @param most largest weight of one name, positive
 */
public record PositionSizing(
    double[][] covariance, int[] direction, double[] edge, double[] held, double most) {
  private static final int HALVINGS = 60;

  /**
   * @param weights of net liquidation, negative for short; where the direction is 0 as held
   * @param volatility of all of it, per bar
   * @param notes what was cut, and why
   */
  public record Sized(double[] weights, double volatility, List<String> notes) {}

  /**
   * Risk in proportion to the edge, and so much of it that the whole has the wished volatility.
   *
   * @param target standard deviation per bar
   */
  public Sized volatilityTarget(double target) {
    var notes = new ArrayList<String>();
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < direction.length; i++) {
      double unit = unit(i);
      least = unit == 0 ? least : Math.min(least, Math.abs(unit));
    }
    double low = 0;
    double high = Double.isInfinite(least) ? 0 : most / least;
    if (volatility(at(0)) > target) {
      notes.add("what is held has more than the wished volatility already");
      high = 0;
    } else if (volatility(at(high)) <= target) {
      notes.add("every name is as large as allowed: the wished volatility is not reached");
      low = high;
    }
    for (int step = 0; step < HALVINGS && low < high; step++) {
      double middle = (low + high) / 2;
      if (volatility(at(middle)) <= target) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return new Sized(at(low), volatility(at(low)), notes);
  }

  private double unit(int i) {
    double sigma = Math.sqrt(covariance[i][i]);
    return direction[i] == 0 || !(sigma > 0) ? 0 : direction[i] * edge[i] / sigma;
  }

  private double[] at(double scale) {
    var w = new double[direction.length];
    for (int i = 0; i < w.length; i++) {
      w[i] = direction[i] == 0 ? held[i] : Math.clamp(scale * unit(i), -most, most);
    }
    return w;
  }

  private double volatility(double[] w) {
    return Weights.volatility(covariance, w);
  }

  /**
   * A part of the growth-optimal weights Σ⁻¹μ (J. Kelly 1956; E. Thorp, "The Kelly criterion in
   * blackjack, sports betting and the stock market", 2006), less what the held names do already. A
   * name whose weight the others turn round is left out.
   *
   * @param fraction of full Kelly, 0 to 1
   * @param gross most of the sum of all sizes, what is held included
   */
  public Sized cappedKelly(double fraction, double gross) {
    var notes = new ArrayList<String>();
    int[] open =
        IntStream.range(0, direction.length)
            .filter(i -> direction[i] != 0 && covariance[i][i] > 0)
            .toArray();
    double[] w = at(0);
    if (open.length > 0) {
      double[] optimal = growthOptimal(open, fraction);
      for (int k = 0; k < open.length; k++) {
        int i = open[k];
        boolean turned = optimal[k] * direction[i] <= 0;
        w[i] = turned ? 0 : Math.clamp(optimal[k], -most, most);
        if (turned) {
          notes.add("number " + i + " adds nothing beside the others");
        }
      }
    }
    limitGross(w, open, gross, notes);
    return new Sized(w, volatility(w), notes);
  }

  private double[] growthOptimal(int[] open, double fraction) {
    int n = open.length;
    var matrix = MatrixUtils.createRealMatrix(n, n);
    var right = new double[n];
    for (int a = 0; a < n; a++) {
      int i = open[a];
      right[a] = fraction * direction[i] * edge[i] * Math.sqrt(covariance[i][i]);
      for (int b = 0; b < n; b++) {
        matrix.setEntry(a, b, covariance[i][open[b]]);
      }
      for (int j = 0; j < held.length; j++) {
        right[a] -= direction[j] == 0 ? covariance[i][j] * held[j] : 0;
      }
    }
    RealVector solved =
        new LUDecomposition(matrix, 1e-300).getSolver().solve(new ArrayRealVector(right, false));
    return solved.toArray();
  }

  private static void limitGross(double[] w, int[] open, double gross, List<String> notes) {
    double all = Arrays.stream(w).map(Math::abs).sum();
    double own = Arrays.stream(open).mapToDouble(i -> Math.abs(w[i])).sum();
    if (all <= gross || own == 0) {
      return;
    }
    double share = Math.max(0, gross - (all - own)) / own;
    for (int i : open) {
      w[i] *= share;
    }
    notes.add("all sizes are cut to %.0f %%: together they were too large".formatted(100 * share));
  }
}

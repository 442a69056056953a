package io.orchestrator.domain.port;

import java.util.List;

/**
 * Computes a few large, regular problems much faster than a CPU does, if it is there. Safe for many
 * threads; problems are worked on one after the other. Whoever uses it computes by himself when it
 * is not {@link #available} or refuses.
 */
public interface Accelerator {
  /** None. */
  Accelerator NONE =
      new Accelerator() {
        @Override
        public boolean available() {
          return false;
        }

        @Override
        public double[][] information(Neighbours problem) throws NotComputed {
          throw new NotComputed("there is no accelerator", null);
        }

        @Override
        public double[] losses(Paths problem) throws NotComputed {
          throw new NotComputed("there is no accelerator", null);
        }
      };

  /** Whether a problem is likely to be solved; does not wait. */
  boolean available();

  /**
   * Kraskov's estimate of I(X;Y|Z), maximum norm, for every x and every order of its rows.
   *
   * @return {@code [variable][order]}, nats
   */
  double[][] information(Neighbours problem) throws NotComputed;

  /**
   * Simulated losses.
   *
   * @return by path
   */
  double[] losses(Paths problem) throws NotComputed;

  /**
   * @param k neighbours
   * @param algorithm 1 or 2
   * @param theiler rows within so many steps of a row are not its neighbours
   * @param y columns {@code [dimension][row]}, finite
   * @param z the same; without a column: I(X;Y)
   * @param variables at least one
   */
  record Neighbours(
      int k, int algorithm, int theiler, double[][] y, double[][] z, List<Variable> variables) {
    public int rows() {
      return y[0].length;
    }
  }

  /**
   * @param x columns {@code [dimension][row]}
   * @param orders each {@code [row]}: the row of x that takes its place
   */
  record Variable(double[][] x, int[][] orders) {}

  /**
   * Gains are {@code exposure · r}, or compounded {@code exposure · (eʳ − 1)}, with r = mean + s ·
   * factors · normals. Normals are Philox4x32-10 of counter (factor/2, path, 0, 0) through AS 241,
   * s is 1 or of Student's law.
   *
   * @param means by asset
   * @param factors {@code [asset][factor]}
   * @param exposures by asset
   * @param degreesOfFreedom infinite for the normal law
   */
  record Paths(
      double[] means,
      double[][] factors,
      double[] exposures,
      double degreesOfFreedom,
      int paths,
      long seed,
      boolean compounded) {

    /** Factors that move the assets: the covariance's rank. */
    public int rank() {
      return factors[0].length;
    }

    /** Of a linear portfolio only this matters of each factor: exposures · factors. */
    public double[] projection() {
      double[] projection = new double[rank()];
      for (int a = 0; a < exposures.length; a++) {
        for (int f = 0; f < projection.length; f++) {
          projection[f] += factors[a][f] * exposures[a];
        }
      }
      return projection;
    }

    /** Of a linear portfolio. */
    public double expectedGain() {
      double gain = 0;
      for (int a = 0; a < exposures.length; a++) {
        gain += exposures[a] * means[a];
      }
      return gain;
    }
  }

  /** It is not there, or could not. */
  final class NotComputed extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param reason for people
     */
    public NotComputed(String reason, Throwable cause) {
      super(reason, cause);
    }
  }
}

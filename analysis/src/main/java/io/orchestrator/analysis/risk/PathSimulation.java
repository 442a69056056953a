package io.orchestrator.analysis.risk;

import io.orchestrator.domain.port.Accelerator.Paths;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Losses of the paths on the CPU: blocks of paths on all cores, inside a block loops over
 * neighbouring paths, which the compiler turns into vector instructions. Which thread did a block
 * does not show in the numbers.
 */
public final class PathSimulation {
  private static final int BLOCK = 256;

  /** Of a rejection method that takes more than 95 % of its attempts. */
  private static final int MOST_ATTEMPTS = 64;

  private final Paths problem;
  private final double[] projection;
  private final double expectedGain;

  private PathSimulation(Paths problem) {
    this.problem = problem;
    this.projection = problem.projection();
    this.expectedGain = problem.expectedGain();
  }

  /** Loss of each path, in the order of the paths. */
  public static double[] losses(Paths problem) {
    PathSimulation simulation = new PathSimulation(problem);
    double[] losses = new double[problem.paths()];
    IntStream.range(0, (problem.paths() + BLOCK - 1) / BLOCK)
        .parallel()
        .forEach(block -> simulation.block(block * BLOCK, losses));
    return losses;
  }

  private void block(int from, double[] losses) {
    int count = Math.min(BLOCK, problem.paths() - from);
    Philox random = new Philox(problem.seed());
    double[][] normals = new double[problem.rank() + 1][BLOCK];
    for (int f = 0; f < problem.rank(); f += 2) {
      for (int p = 0; p < count; p++) {
        random.draw(f / 2, from + p, 0, 0);
        normals[f][p] = random.first();
        normals[f + 1][p] = random.second();
      }
    }
    double[] scratch = new double[BLOCK];
    for (int f = 0; f < problem.rank(); f++) {
      NormalQuantile.apply(normals[f], scratch, count);
    }
    double[] scale = new double[BLOCK];
    for (int p = 0; p < count; p++) {
      scale[p] = scale(random, from + p);
    }
    double[] gains = new double[BLOCK];
    if (problem.compounded()) {
      compounded(normals, scale, gains, count);
    } else {
      linear(normals, scale, gains);
    }
    for (int p = 0; p < count; p++) {
      losses[from + p] = -gains[p];
    }
  }

  private void linear(double[][] normals, double[] scale, double[] gains) {
    for (int f = 0; f < projection.length; f++) {
      add(gains, normals[f], projection[f]);
    }
    for (int p = 0; p < BLOCK; p++) {
      gains[p] = expectedGain + scale[p] * gains[p];
    }
  }

  private void compounded(double[][] normals, double[] scale, double[] gains, int count) {
    double[] moved = new double[BLOCK];
    for (int a = 0; a < problem.exposures().length; a++) {
      double exposure = problem.exposures()[a];
      if (exposure == 0) {
        continue;
      }
      Arrays.fill(moved, 0);
      double[] factors = problem.factors()[a];
      for (int f = 0; f < factors.length; f++) {
        if (factors[f] != 0) {
          add(moved, normals[f], factors[f]);
        }
      }
      double mean = problem.means()[a];
      for (int p = 0; p < count; p++) {
        gains[p] += exposure * Math.expm1(mean + scale[p] * moved[p]);
      }
    }
  }

  private static void add(double[] sums, double[] values, double weight) {
    for (int p = 0; p < BLOCK; p++) {
      sums[p] += weight * values[p];
    }
  }

  /**
   * What all factors of a path are multiplied with: 1, or √((ν−2)/χ²) with χ² of ν degrees of
   * freedom by Marsaglia and Tsang (ACM TOMS 26, 2000), so that variances stay as given.
   */
  private double scale(Philox random, int path) {
    double degrees = problem.degreesOfFreedom();
    if (Double.isInfinite(degrees)) {
      return 1;
    }
    double d = degrees / 2 - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    double gamma = d;
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      random.draw(attempt, path, 0, 1);
      double x = NormalQuantile.of(random.first());
      double v = 1 + c * x;
      v = v * v * v;
      if (v > 0 && Math.log(random.second()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
        gamma = d * v;
        break;
      }
    }
    return Math.sqrt((degrees - 2) / (2 * gamma));
  }
}

package io.orchestrator.analysis.information.gaussian;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Information of linear processes from their exact covariances, which solve Lyapunov's equation: no
 * sample, so the expected numbers (computed elsewhere the same way, to ten digits) must come out to
 * the last of them.
 */
class AnalyticValuesTest {
  private static final double ROOT = Math.sqrt(2);

  /** A stationary process; {@code [lag−1][target][source]}, unit noises. */
  private record Process(int series, double[][][] coefficients) {
    /** Of the values at lags 0 to {@code lags}; variable (process, lag) has its index. */
    double[][] covariance(int lags) {
      int n = series * (lags + 1);
      double[][] a = new double[n][n];
      double[][] sigma = new double[n][n];
      for (int t = 0; t < series; t++) {
        sigma[t][t] = 1;
        for (int lag = 1; lag <= coefficients.length; lag++) {
          System.arraycopy(coefficients[lag - 1][t], 0, a[t], (lag - 1) * series, series);
        }
      }
      for (int i = series; i < n; i++) {
        a[i][i - series] = 1;
      }
      // Doubling: the sum of aᵏ·q·aᵏᵀ of twice as many k in each step.
      for (int step = 0; step < 14; step++) {
        double[][] more = times(times(a, sigma), transposed(a));
        for (int i = 0; i < n; i++) {
          for (int j = 0; j < n; j++) {
            sigma[i][j] += more[i][j];
          }
        }
        a = times(a, a);
      }
      return sigma;
    }

    int index(int process, int lag) {
      return lag * series + process;
    }

    int[] past(int process, int lags) {
      return IntStream.rangeClosed(1, lags).map(lag -> index(process, lag)).toArray();
    }

    int[] pasts(IntPredicate which, int lags) {
      return IntStream.range(0, series)
          .filter(which)
          .flatMap(p -> Arrays.stream(past(p, lags)))
          .toArray();
    }

    double transfer(int source, int target, int targetLags, int sourceLags) {
      return GaussianInformation.conditional(
              covariance(Math.max(targetLags, sourceLags)),
              past(source, sourceLags),
              new int[] {target},
              past(target, targetLags))
          .nats();
    }

    double storage(int process, int lags) {
      return GaussianInformation.conditional(
              covariance(lags), past(process, lags), new int[] {process}, new int[0])
          .nats();
    }
  }

  private static double[][] times(double[][] a, double[][] b) {
    double[][] product = new double[a.length][b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int k = 0; k < b.length; k++) {
        if (a[i][k] != 0) {
          for (int j = 0; j < b[0].length; j++) {
            product[i][j] += a[i][k] * b[k][j];
          }
        }
      }
    }
    return product;
  }

  private static double[][] transposed(double[][] a) {
    double[][] turned = new double[a[0].length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[0].length; j++) {
        turned[j][i] = a[i][j];
      }
    }
    return turned;
  }

  private static Process coupled(double a, double b, double c) {
    return new Process(2, new double[][][] {{{a, 0}, {c, b}}});
  }

  @ParameterizedTest(name = "a={0} b={1} c={2}, histories {3} and {4}")
  @CsvSource({
    ".5, .5, .5, 1, 1, 0.1348317835",
    ".5, .5, .5, 2, 1, 0.1346664668",
    ".5, .5, .5, 40, 40, 0.1346382348",
    ".9, .5, .4, 1, 1, 0.1681782234",
    ".9, .5, .4, 2, 1, 0.1651414090",
    ".9, .5, .4, 40, 40, 0.1629515581",
    ".5, .5, .1, 1, 1, 0.0065940084",
    "0, 0, .6666666666666667, 1, 1, 0.1838623901",
  })
  void coupledAutoregression(double a, double b, double c, int k, int l, double expected) {
    assertEquals(expected, coupled(a, b, c).transfer(0, 1, k, l), 1e-9);
    assertEquals(0, coupled(a, b, c).transfer(1, 0, k, l), 1e-9);
  }

  /** IDTxl's default process; its noise of deviation 0.1 cancels. */
  @Test
  void defaultProcessOfIdtxl() {
    Process process = coupled(.5, .5, .4);
    assertEquals(0.0920525146, process.transfer(0, 1, 1, 1), 1e-9);
    assertEquals(0.1438410362, process.storage(0, 1), 1e-9);
    assertEquals(0.2038942088, process.storage(1, 1), 1e-9);
    assertEquals(0.2039465628, process.storage(1, 5), 1e-9);
  }

  @Test
  void secondOrderAutoregression() {
    Process process = new Process(1, new double[][][] {{{.95 * ROOT}}, {{-.9025}}});
    assertEquals(10.7537907, process.covariance(2)[0][0], 1e-6);
    assertEquals(1.1876291598, process.storage(0, 2), 1e-9);
    assertEquals(0.3452621147, process.storage(0, 1), 1e-9);
  }

  /** x drives y and five z, which drive y a little. */
  @Test
  void sevenColumns() {
    double[][] a = new double[7][7];
    a[0][0] = .5;
    a[1][1] = .5;
    a[1][0] = .5;
    for (int z = 2; z < 7; z++) {
      a[1][z] = .1;
      a[z][z] = .5;
      a[z][0] = .3;
    }
    Process process = new Process(7, new double[][][] {a});
    double[][] now = process.covariance(1);
    double[] expected = {
      .0375175930, .0262196797, .0186937660, .0134933261, .0098031707, .0071336193
    };
    for (int m = 0; m < expected.length; m++) {
      int[] z = IntStream.range(2, 2 + m).toArray();
      assertEquals(
          expected[m],
          GaussianInformation.conditional(now, new int[] {0}, new int[] {1}, z).nats(),
          1e-9);
    }
    assertEquals(.1510579355, process.transfer(0, 1, 1, 1), 1e-9);
    assertEquals(.1610687673, process.transfer(0, 1, 30, 30), 1e-9);
    assertEquals(0, process.transfer(1, 0, 1, 1), 1e-9);
  }

  /** Baccalá and Sameshima's five nodes, linear. */
  private static Process fiveNodes() {
    double[][][] a = new double[3][5][5];
    a[0][0][0] = .95 * ROOT;
    a[1][0][0] = -.9025;
    a[1][1][0] = .5;
    a[2][2][0] = -.4;
    a[1][3][0] = -.5;
    a[0][3][3] = .25 * ROOT;
    a[0][3][4] = .25 * ROOT;
    a[0][4][3] = -.25 * ROOT;
    a[0][4][4] = .25 * ROOT;
    return new Process(5, a);
  }

  @Test
  void fiveNodesGivenEverythingElse() {
    Process process = fiveNodes();
    double[][] covariance = process.covariance(5);
    double[][] expected = new double[5][5];
    expected[0][1] = .2474459463;
    expected[0][2] = .0806321585;
    expected[0][3] = .2474459463;
    expected[4][3] = .0656863259;
    expected[3][4] = .0656973780;
    for (int source = 0; source < 5; source++) {
      for (int target = 0; target < 5; target++) {
        if (source != target) {
          int without = source;
          double nats =
              GaussianInformation.conditional(
                      covariance,
                      process.past(source, 5),
                      new int[] {target},
                      process.pasts(p -> p != without, 5))
                  .nats();
          assertEquals(expected[source][target], nats, 1e-8, source + " to " + target);
        }
      }
    }
  }

  @Test
  void fiveNodesInPairs() {
    List<double[]> expected =
        new ArrayList<>(
            List.of(
                new double[] {0, 1, .308153}, new double[] {0, 2, .248536},
                new double[] {0, 3, .276243}, new double[] {0, 4, .118947},
                new double[] {1, 2, .130479}, new double[] {1, 3, .050597},
                new double[] {1, 4, .085919}, new double[] {2, 1, .018186},
                new double[] {2, 3, .017403}, new double[] {2, 4, .053732},
                new double[] {3, 1, .051116}, new double[] {3, 2, .122258},
                new double[] {3, 4, .184659}, new double[] {4, 1, .008042},
                new double[] {4, 2, .014080}, new double[] {4, 3, .035623}));
    IntStream.rangeClosed(1, 4).forEach(s -> expected.add(new double[] {s, 0, 0}));
    for (double[] e : expected) {
      assertEquals(e[2], fiveNodes().transfer((int) e[0], (int) e[1], 5, 5), 1e-6);
    }
  }
}

package io.orchestrator.analysis.information.nearest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.orchestrator.analysis.TestData;
import io.orchestrator.analysis.series.Embedding;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Numbers that others computed on public files: MILCA's MIxnyn (algorithm 2), JIDT 1.6.1 (algorithm
 * 1, conditional forms, Theiler windows) and TRENTOOL (transfer entropy).
 */
class KraskovPublishedValuesTest {
  private static final KraskovSettings SCALED = KraskovSettings.DEFAULT.exact();
  private static final KraskovSettings RAW = KraskovSettings.DEFAULT.raw();

  private static double[][] columns(String file, String which) {
    double[][] data = TestData.columns("information/" + file + ".txt");
    return which == null || which.isBlank()
        ? new double[0][]
        : Arrays.stream(which.split(" "))
            .map(c -> data[Integer.parseInt(c)])
            .toArray(double[][]::new);
  }

  private static double mutual(KraskovSettings settings, String file, String x, String y) {
    return new KraskovEstimator(settings).mutual(columns(file, x), columns(file, y));
  }

  @ParameterizedTest(name = "{0} {1};{2} k={3}")
  @CsvSource({
    "2randomCols-1, 0, 1, 1, -0.05294175",
    "2randomCols-1, 0, 1, 2, -0.03944338",
    "2randomCols-1, 0, 1, 3, -0.02190217",
    "2randomCols-1, 0, 1, 4, 0.00120807",
    "2randomCols-1, 0, 1, 5, -0.00924771",
    "2randomCols-1, 0, 1, 6, -0.00316402",
    "2randomCols-1, 0, 1, 10, -0.00778205",
    "2randomCols-1, 0, 1, 15, -0.00565778",
    "4randomCols-1, 0, 1, 1, -0.04614525",
    "4randomCols-1, 0, 1, 2, -0.00861460",
    "4randomCols-1, 0, 1, 3, -0.00164540",
    "4randomCols-1, 0, 1, 4, -0.01130354",
    "4randomCols-1, 0, 1, 5, -0.01339670",
    "4randomCols-1, 0, 1, 6, -0.00964035",
    "4randomCols-1, 0, 1, 10, -0.00237072",
    "4randomCols-1, 0, 1, 15, -0.00096891",
    "4randomCols-1, 0 1, 2 3, 1, 0.02886644",
    "4randomCols-1, 0 1, 2 3, 2, 0.01071634",
    "4randomCols-1, 0 1, 2 3, 3, 0.00186857",
    "4randomCols-1, 0 1, 2 3, 4, -0.00377259",
    "4randomCols-1, 0 1, 2 3, 5, -0.00634851",
    "4randomCols-1, 0 1, 2 3, 6, -0.00863725",
    "4randomCols-1, 0 1, 2 3, 10, -0.01058087",
    "4randomCols-1, 0 1, 2 3, 15, -0.01106348",
    "4randomCols-1, 0, 1 2 3, 1, 0.02473475",
    "4randomCols-1, 0, 1 2 3, 2, 0.00404451",
    "4randomCols-1, 0, 1 2 3, 3, -0.00454679",
    "4randomCols-1, 0, 1 2 3, 4, -0.00737512",
    "4randomCols-1, 0, 1 2 3, 5, -0.00464896",
    "4randomCols-1, 0, 1 2 3, 6, -0.00610772",
    "4randomCols-1, 0, 1 2 3, 10, -0.00881741",
    "4randomCols-1, 0, 1 2 3, 15, -0.01306668",
    "4ColsPairedDirectDependence-1, 0 1, 2 3, 1, 5.00322122",
    "4ColsPairedDirectDependence-1, 0 1, 2 3, 2, 4.29011291",
    "4ColsPairedDirectDependence-1, 0 1, 2 3, 3, 3.91312749",
    "4ColsPairedDirectDependence-1, 0 1, 2 3, 4, 3.69192886",
    "4ColsPairedDirectDependence-1, 0 1, 2 3, 5, 3.52807488",
    "4ColsPairedDirectDependence-1, 0 1, 2 3, 6, 3.39865354",
    "4ColsPairedDirectDependence-1, 0 1, 2 3, 10, 3.05327646",
    "4ColsPairedDirectDependence-1, 0 1, 2 3, 15, 2.79951639",
    "4ColsPairedNoisyDependence-1, 0 1, 2 3, 1, 0.33738970",
    "4ColsPairedNoisyDependence-1, 0 1, 2 3, 2, 0.36251531",
    "4ColsPairedNoisyDependence-1, 0 1, 2 3, 3, 0.34708687",
    "4ColsPairedNoisyDependence-1, 0 1, 2 3, 4, 0.36200563",
    "4ColsPairedNoisyDependence-1, 0 1, 2 3, 5, 0.35766125",
    "4ColsPairedNoisyDependence-1, 0 1, 2 3, 6, 0.35007623",
    "4ColsPairedNoisyDependence-1, 0 1, 2 3, 10, 0.35023664",
    "4ColsPairedNoisyDependence-1, 0 1, 2 3, 15, 0.33728287",
    "10ColsRandomGaussian-1, 0 1 2 3 4, 5 6 7 8 9, 1, 0.00815609",
    "10ColsRandomGaussian-1, 0 1 2 3 4, 5 6 7 8 9, 2, 0.00250864",
    "10ColsRandomGaussian-1, 0 1 2 3 4, 5 6 7 8 9, 4, 0.00035825",
    "10ColsRandomGaussian-1, 0 1 2 3 4, 5 6 7 8 9, 10, 0.00172174",
    "10ColsRandomGaussian-1, 0 1 2 3 4, 5 6 7 8 9, 15, 0.00033354",
    "10ColsRandomGaussian-1, 0, 1, 1, 0.01542004",
    "10ColsRandomGaussian-1, 0, 1, 2, 0.01137151",
    "10ColsRandomGaussian-1, 0, 1, 4, 0.00210945",
    "10ColsRandomGaussian-1, 0, 1, 10, 0.00159921",
    "10ColsRandomGaussian-1, 0, 1, 15, 0.00031277",
  })
  void secondAlgorithm(String file, String x, String y, int k, double expected) {
    assertEquals(expected, mutual(SCALED.withAlgorithm(2).withK(k), file, x, y), 1e-7);
  }

  /** The first thirty rows twice: rows at distance 0. */
  @ParameterizedTest(name = "k={0}")
  @CsvSource({
    "1, 0.16846374",
    "2, 0.04091779",
    "3, 0.02069109",
    "4, 0.00700680",
    "5, 0.00121768",
    "6, -0.00134164",
    "10, -0.00870685",
    "15, -0.00966508",
  })
  void ties(int k, double expected) {
    double[][] data =
        Arrays.stream(TestData.columns("information/4randomCols-1.txt"))
            .map(column -> append(column, 30))
            .toArray(double[][]::new);
    assertEquals(
        expected,
        new KraskovEstimator(SCALED.withAlgorithm(2).withK(k))
            .mutual(Arrays.copyOf(data, 2), Arrays.copyOfRange(data, 2, 4)),
        1e-7);
  }

  private static double[] append(double[] column, int first) {
    double[] longer = Arrays.copyOf(column, column.length + first);
    System.arraycopy(column, 0, longer, column.length, first);
    return longer;
  }

  @ParameterizedTest(name = "{0} {1};{2} k={3}")
  @CsvSource({
    "2randomCols-1, 0, 1, 1, -0.045306873191",
    "2randomCols-1, 0, 1, 2, -0.021693669826",
    "2randomCols-1, 0, 1, 3, 0.000487560264",
    "2randomCols-1, 0, 1, 4, 0.002518957549",
    "2randomCols-1, 0, 1, 10, -0.008339660381",
    "2randomCols-1, 0, 1, 15, -0.004013939880",
    "4randomCols-1, 0, 1, 1, -0.030927805291",
    "4randomCols-1, 0, 1, 2, 0.004881899872",
    "4randomCols-1, 0, 1, 3, -0.007467159946",
    "4randomCols-1, 0, 1, 4, -0.011786266910",
    "4randomCols-1, 0, 1, 10, -0.002653774078",
    "4randomCols-1, 0, 1, 15, -0.000423746699",
    "4randomCols-1, 0 1, 2 3, 1, 0.010036377893",
    "4randomCols-1, 0 1, 2 3, 2, 0.005931315729",
    "4randomCols-1, 0 1, 2 3, 3, -0.003758581510",
    "4randomCols-1, 0 1, 2 3, 4, -0.008355283162",
    "4randomCols-1, 0 1, 2 3, 10, -0.008030061619",
    "4randomCols-1, 0 1, 2 3, 15, -0.011563191319",
    "4randomCols-1, 0, 1 2 3, 1, 0.008839549781",
    "4randomCols-1, 0, 1 2 3, 2, 0.006782467410",
    "4randomCols-1, 0, 1 2 3, 3, -0.001802092877",
    "4randomCols-1, 0, 1 2 3, 4, -0.005299250209",
    "4randomCols-1, 0, 1 2 3, 10, -0.008635000005",
    "4randomCols-1, 0, 1 2 3, 15, -0.013451079740",
    "4ColsPairedDirectDependence-1, 0 1, 2 3, 1, 4.669265018391",
    "4ColsPairedDirectDependence-1, 0 1, 2 3, 2, 4.026290069464",
    "4ColsPairedDirectDependence-1, 0 1, 2 3, 3, 3.719637393609",
    "4ColsPairedDirectDependence-1, 0 1, 2 3, 4, 3.536136285012",
    "4ColsPairedDirectDependence-1, 0 1, 2 3, 10, 2.978229866717",
    "4ColsPairedDirectDependence-1, 0 1, 2 3, 15, 2.743281008047",
    "4ColsPairedNoisyDependence-1, 0 1, 2 3, 1, 0.355074023909",
    "4ColsPairedNoisyDependence-1, 0 1, 2 3, 2, 0.363235512804",
    "4ColsPairedNoisyDependence-1, 0 1, 2 3, 3, 0.355665174639",
    "4ColsPairedNoisyDependence-1, 0 1, 2 3, 4, 0.363530757899",
    "4ColsPairedNoisyDependence-1, 0 1, 2 3, 10, 0.346597754654",
    "4ColsPairedNoisyDependence-1, 0 1, 2 3, 15, 0.337013332188",
    "10ColsRandomGaussian-1, 0 1 2 3 4, 5 6 7 8 9, 1, 0.014283993113",
    "10ColsRandomGaussian-1, 0 1 2 3 4, 5 6 7 8 9, 2, -0.004333711664",
    "10ColsRandomGaussian-1, 0 1 2 3 4, 5 6 7 8 9, 3, 0.000369350163",
    "10ColsRandomGaussian-1, 0 1 2 3 4, 5 6 7 8 9, 4, 0.000128631465",
    "10ColsRandomGaussian-1, 0 1 2 3 4, 5 6 7 8 9, 10, 0.001856882725",
    "10ColsRandomGaussian-1, 0 1 2 3 4, 5 6 7 8 9, 15, 0.000397482135",
    "10ColsRandomGaussian-1, 0, 1, 1, 0.012943715492",
    "10ColsRandomGaussian-1, 0, 1, 2, 0.006835059262",
    "10ColsRandomGaussian-1, 0, 1, 3, 0.005917681901",
    "10ColsRandomGaussian-1, 0, 1, 4, 0.000746908435",
    "10ColsRandomGaussian-1, 0, 1, 10, -0.001059509343",
    "10ColsRandomGaussian-1, 0, 1, 15, 0.000072106729",
  })
  void firstAlgorithm(String file, String x, String y, int k, double expected) {
    assertEquals(expected, mutual(SCALED.withK(k), file, x, y), 1e-7);
  }

  /** Both algorithms on columns as they are. */
  @ParameterizedTest(name = "theiler={0}")
  @CsvSource({
    "0, 0.101232066985, 0.095357168868",
    "5, 0.101969936932, 0.097425141209",
    "20, 0.112660576262, 0.109668418019",
  })
  void theilerWindow(int theiler, double first, double second) {
    KraskovSettings settings = RAW.withTheiler(theiler);
    String file = "4ColsPairedNoisyDependence-1";
    assertEquals(first, mutual(settings, file, "0", "2"), 1e-7);
    assertEquals(second, mutual(settings.withAlgorithm(2), file, "0", "2"), 1e-7);
  }

  @ParameterizedTest(name = "{0} {1};{2}|{3}")
  @CsvSource({
    "4ColsPairedNoisyDependence-1, 0, 1, 2 3, 0.054287155806, 0.078502407372",
    "4ColsPairedNoisyDependence-1, 0, 2, 1, 0.226921337444, 0.249836177286",
    "4ColsPairedNoisyDependence-1, 0, 2, 1 3, 0.154988115582, 0.189622786345",
    "4ColsPairedNoisyDependence-1, 0 1, 2, 3, 0.336138163144, 0.355298197188",
    "10ColsRandomGaussian-1, 0, 1, 2 3 4 5 6, -0.003352047895, 0.024697870766",
  })
  void conditional(String file, String x, String y, String z, double first, double second) {
    double[][] xs = columns(file, x);
    double[][] ys = columns(file, y);
    double[][] zs = columns(file, z);
    assertEquals(first, new KraskovEstimator(SCALED).conditional(xs, ys, zs), 1e-7);
    assertEquals(
        second, new KraskovEstimator(SCALED.withAlgorithm(2)).conditional(xs, ys, zs), 1e-7);
    assertEquals(
        first, new KraskovEstimator(SCALED).given(ys, zs, 100).candidate(xs).information(), 1e-7);
  }

  /** MILCA's value of four variables together. */
  @Test
  void multiInformation() {
    double[][] all = columns("4randomCols-1", "0 1 2 3");
    double value =
        Arrays.stream(MultiInformation.local(all, SCALED.withAlgorithm(2).withK(3)))
            .average()
            .orElseThrow();
    assertEquals(-0.00691358, value, 1e-6);
  }

  /** Series scaled before the histories are cut, as TRENTOOL and the reference run do. */
  @ParameterizedTest(name = "{0} {1}->{2} history {3}, theiler {4}")
  @CsvSource({
    "2coupledRandomCols-1, 0, 1, 1, 0, 0.305800648895",
    "2coupledRandomCols-1, 1, 0, 1, 0, -0.002974371933",
    "2coupledRandomCols-1, 0, 1, 1, 10, 0.293071395358",
    "2coupledRandomCols-1, 1, 0, 1, 10, -0.038703113904",
    "2coupledRandomCols-1, 0, 1, 1, 20, 0.299599718172",
    "2coupledRandomCols-1, 1, 0, 1, 20, -0.038160836776",
    "coupledLogisticMapXY, 0, 1, 1, 0, 0.508416558478",
    "coupledLogisticMapXY, 1, 0, 1, 0, 0.016257404764",
    "4randomCols-1, 0, 1, 1, 0, -0.009655599062",
    "4randomCols-1, 1, 2, 1, 0, 0.017538917063",
    "4randomCols-1, 1, 0, 1, 0, 0.002636675669",
    "4randomCols-1, 0, 2, 1, 0, -0.000124740122",
    "4randomCols-1, 2, 0, 1, 0, -0.005443668265",
    "4ColsPairedOneStepNoisyDependence-1, 0, 2, 2, 0, 0.140064468361",
    "4ColsPairedOneStepNoisyDependence-1, 2, 0, 2, 0, -0.018145919438",
    "4ColsPairedOneStepNoisyDependence-1, 1, 3, 2, 0, 0.163918559858",
    "4ColsPairedOneStepNoisyDependence-1, 3, 1, 2, 0, 0.003697636985",
    "4ColsPairedOneStepNoisyDependence-1, 0, 1, 1, 0, 0.007216890548",
    "4ColsPairedOneStepNoisyDependence-1, 1, 2, 1, 0, 0.001173751234",
  })
  void transferEntropy(
      String file, int source, int target, int history, int theiler, double expected) {
    double[][] data = TestData.columns("information/" + file + ".txt");
    Embedding e =
        Embedding.of(Columns.scale(data[source]), Columns.scale(data[target]), history, history, 1);
    double actual =
        new KraskovEstimator(RAW.withTheiler(theiler))
            .conditional(e.sourcePast(), e.next(), e.targetPast());
    assertEquals(expected, actual, 1e-7);
  }

  @Test
  void firstRowsOnly() {
    double[][] data = TestData.columns("information/4randomCols-1.txt");
    double[] source = Arrays.copyOf(data[0], 501);
    double[] target = Arrays.copyOf(data[1], 501);
    Embedding e = Embedding.of(Columns.scale(source), Columns.scale(target), 1, 1, 1);
    assertEquals(
        0.026517704,
        new KraskovEstimator(RAW).conditional(e.sourcePast(), e.next(), e.targetPast()),
        1e-7);
  }
}

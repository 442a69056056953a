package io.orchestrator.analysis.information;

import io.orchestrator.analysis.information.TransferNetwork.Link;
import io.orchestrator.analysis.information.TransferNetwork.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * Finds each target's drivers with the linear-normal estimator.
 *
 * <ol>
 *   <li>Own past: greedy over the target's lags, Bonferroni over the lags.
 *   <li>Every source at every lag given the own past: analytic test, false discovery rate over all
 *       links of the network.
 *   <li>Per target greedy over the findings: what adds most given all chosen so far, as long as it
 *       is significant; this drops indirect links. Each chosen link must beat its own surrogates.
 * </ol>
 */
public final class NetworkSearch {
  private final NetworkSettings settings;
  private final LaggedCovariance covariance;
  private final int series;
  private final long seed;
  private final DoubleConsumer progress;
  private int surrogateTests;
  private int unconfirmed;

  private NetworkSearch(
      double[][] series, NetworkSettings settings, long seed, DoubleConsumer progress) {
    this.settings = settings;
    this.covariance = new LaggedCovariance(series, settings.maxLag());
    this.series = series.length;
    this.seed = seed;
    this.progress = progress;
  }

  /**
   * @param series {@code [series][time]} of equal length, finite, not constant, scaled alike
   * @param progress told values 0 to 1 in rising order
   * @throws IllegalArgumentException too many columns or too few rows for the settings
   */
  public static TransferNetwork run(
      double[][] series, NetworkSettings settings, long seed, DoubleConsumer progress) {
    if (series.length == 0) {
      return new TransferNetwork(List.of(), 0, 0, 0);
    }
    long columns = (long) series.length * (settings.maxLag() + 1);
    if (columns > settings.maxColumns()) {
      throw new IllegalArgumentException(
          "%d series with max_lag %d need %d columns, at most %d are allowed: lower max_lag"
              .formatted(series.length, settings.maxLag(), columns, settings.maxColumns()));
    }
    int needed = 2 * settings.maxLag() + settings.maxDriversPerTarget() + 20;
    if (series[0].length < needed) {
      throw new IllegalArgumentException(
          series[0].length + " returns are too few for max_lag; at least " + needed);
    }
    return new NetworkSearch(series, settings, seed, progress).run();
  }

  private TransferNetwork run() {
    progress.accept(0.3);
    int[][] pasts = new int[series][];
    for (int t = 0; t < series; t++) {
      pasts[t] = ownPast(t);
    }
    int perTarget = (series - 1) * settings.maxLag();
    double[] pairNats = new double[series * perTarget];
    double[] pairP = new double[pairNats.length];
    for (int t = 0; t < series; t++) {
      for (int c = 0; c < perTarget; c++) {
        Candidate candidate = candidate(t, c);
        GaussianInformation.Value value =
            covariance.information(column(candidate), next(t), conditioning(t, pasts[t]));
        pairNats[t * perTarget + c] = value.nats();
        pairP[t * perTarget + c] = value.pValue(covariance.rows());
      }
    }
    progress.accept(0.5);
    double[] pairQ = FalseDiscovery.adjust(pairP, false);
    List<Target> targets = new ArrayList<>();
    for (int t = 0; t < series; t++) {
      List<Pair> found = new ArrayList<>();
      for (int c = 0; c < perTarget; c++) {
        int i = t * perTarget + c;
        if (pairQ[i] <= settings.alpha()) {
          found.add(new Pair(candidate(t, c), pairNats[i], pairP[i], pairQ[i]));
        }
      }
      found.sort(Comparator.comparingDouble((Pair pair) -> -pair.nats()));
      targets.add(target(t, pasts[t], found));
      progress.accept(0.5 + 0.5 * (t + 1) / series);
    }
    return new TransferNetwork(List.copyOf(targets), pairP.length, unconfirmed, covariance.rows());
  }

  private record Candidate(int source, int lag) {}

  private record Pair(Candidate candidate, double nats, double pValue, double qValue) {}

  private record Chosen(Pair pair, Surrogates.Test test) {}

  private Candidate candidate(int target, int index) {
    int source = index / settings.maxLag();
    return new Candidate(source < target ? source : source + 1, 1 + index % settings.maxLag());
  }

  private int column(Candidate candidate) {
    return covariance.column(candidate.source(), candidate.lag());
  }

  private int next(int target) {
    return covariance.column(target, 0);
  }

  /** Significant lags of the target's own past in the order of selection; may be empty. */
  private int[] ownPast(int target) {
    List<Integer> chosen = new ArrayList<>();
    List<Integer> left = new ArrayList<>();
    for (int lag = 1; lag <= settings.maxLag(); lag++) {
      left.add(lag);
    }
    while (!left.isEmpty()) {
      int[] conditions = columns(target, chosen);
      GaussianInformation.Value best = null;
      int bestLag = 0;
      for (int lag : left) {
        GaussianInformation.Value value =
            covariance.information(covariance.column(target, lag), next(target), conditions);
        if (best == null || value.nats() > best.nats()) {
          best = value;
          bestLag = lag;
        }
      }
      if (best.pValue(covariance.rows()) * left.size() > settings.alpha()) {
        break;
      }
      chosen.add(bestLag);
      left.remove(Integer.valueOf(bestLag));
    }
    return chosen.stream().mapToInt(Integer::intValue).toArray();
  }

  private int[] columns(int target, List<Integer> lags) {
    return lags.stream().mapToInt(lag -> covariance.column(target, lag)).toArray();
  }

  /** What links are conditioned on: the significant own past, at least lag 1. */
  private int[] conditioning(int target, int[] ownLags) {
    int[] lags = ownLags.length == 0 ? new int[] {1} : ownLags;
    return Arrays.stream(lags).map(lag -> covariance.column(target, lag)).toArray();
  }

  private Target target(int target, int[] ownLags, List<Pair> found) {
    int[] past = conditioning(target, ownLags);
    List<Chosen> chosen = new ArrayList<>();
    List<Pair> left =
        new ArrayList<>(
            found.subList(0, Math.min(found.size(), settings.maxCandidatesPerTarget())));
    int[] conditions = past;
    while (!left.isEmpty() && chosen.size() < settings.maxDriversPerTarget()) {
      Pair best = strongest(left, target, conditions);
      GaussianInformation.Value value =
          covariance.information(column(best.candidate()), next(target), conditions);
      if (value.pValue(covariance.rows()) * left.size() > settings.alpha()) {
        break;
      }
      left.remove(best);
      if (surrogateTests >= settings.maxSurrogateTests()) {
        unconfirmed++;
        continue;
      }
      Surrogates.Test test = confirm(best.candidate(), target, conditions, value.nats());
      if (test.pValue() <= settings.alpha()) {
        chosen.add(new Chosen(best, test));
        conditions = append(conditions, column(best.candidate()));
      }
    }
    int[] all = new int[settings.maxLag()];
    Arrays.setAll(all, i -> covariance.column(target, i + 1));
    int[] y = {next(target)};
    GaussianInformation.Value storage =
        GaussianInformation.conditional(covariance.matrix(), past, y, new int[0]);
    GaussianInformation.Value joint =
        GaussianInformation.conditional(covariance.matrix(), all, y, new int[0]);
    return new Target(
        target,
        ownLags,
        storage.nats(),
        joint.pValue(covariance.rows()),
        links(chosen, target, past));
  }

  private Pair strongest(List<Pair> left, int target, int[] conditions) {
    Pair best = null;
    double most = -1;
    for (Pair pair : left) {
      double nats =
          covariance.information(column(pair.candidate()), next(target), conditions).nats();
      if (nats > most) {
        most = nats;
        best = pair;
      }
    }
    return best;
  }

  /** Only the source's covariances change from surrogate to surrogate; the rest is kept. */
  private Surrogates.Test confirm(
      Candidate candidate, int target, int[] conditions, double observed) {
    surrogateTests++;
    int[] others = append(conditions, next(target));
    int size = others.length + 1;
    double[][] matrix = new double[size][size];
    matrix[0][0] = covariance.matrix()[column(candidate)][column(candidate)];
    for (int i = 1; i < size; i++) {
      for (int j = 1; j < size; j++) {
        matrix[i][j] = covariance.matrix()[others[i - 1]][others[j - 1]];
      }
    }
    int[] x = {0};
    int[] y = {size - 1};
    int[] z = GaussianInformation.range(1, size - 2);
    int n = covariance.rows();
    long linkSeed = seed * 31 + (long) next(target) * 1_000_003 + column(candidate);
    return Surrogates.test(
        observed,
        covariance.values(column(candidate)),
        surrogate -> {
          for (int i = 1; i < size; i++) {
            matrix[0][i] = Covariance.dot(surrogate, covariance.values(others[i - 1])) / n;
            matrix[i][0] = matrix[0][i];
          }
          return GaussianInformation.conditional(matrix, x, y, z).nats();
        },
        Surrogates.Kind.CIRCULAR_SHIFT,
        settings.surrogates(),
        linkSeed);
  }

  private List<Link> links(List<Chosen> chosen, int target, int[] past) {
    List<Link> links = new ArrayList<>();
    for (Chosen one : chosen) {
      int[] conditions = past;
      for (Chosen other : chosen) {
        conditions =
            other == one ? conditions : append(conditions, column(other.pair().candidate()));
      }
      Candidate candidate = one.pair().candidate();
      double nats = covariance.information(column(candidate), next(target), conditions).nats();
      links.add(
          new Link(
              candidate.source(),
              candidate.lag(),
              one.pair().nats(),
              one.pair().pValue(),
              one.pair().qValue(),
              nats,
              one.test().pValue(),
              one.test().moments()));
    }
    return List.copyOf(links);
  }

  private static int[] append(int[] values, int value) {
    int[] longer = Arrays.copyOf(values, values.length + 1);
    longer[values.length] = value;
    return longer;
  }
}

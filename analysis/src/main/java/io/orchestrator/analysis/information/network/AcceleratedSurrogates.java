package io.orchestrator.analysis.information.network;

import io.orchestrator.analysis.gpu.GpuCompute;
import io.orchestrator.analysis.information.nearest.Candidate;
import io.orchestrator.analysis.information.nearest.KraskovSettings;
import io.orchestrator.analysis.information.nearest.Norm;
import io.orchestrator.analysis.information.network.ConditionalInformation.Batches;
import io.orchestrator.analysis.information.network.ConditionalInformation.Measured;
import io.orchestrator.analysis.information.network.KraskovInformation.OfCandidate;
import io.orchestrator.domain.port.Accelerator;
import io.orchestrator.domain.port.Accelerator.NotComputed;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Surrogates on an accelerator, which looks at every pair of rows: worth it while there are many
 * surrogates and not too many rows, for which the CPU's searches win. When it fails the CPU goes
 * on.
 */
record AcceleratedSurrogates(KraskovSettings settings, Accelerator accelerator) implements Batches {
  private static final Logger log = LoggerFactory.getLogger(AcceleratedSurrogates.class);

  /** Less is done by the CPU before a message has reached the worker. */
  private static final double FEWEST_PAIRS = 2e9;

  /** Wollstadt et al. (IDTxl #87): beyond 150,000 samples searches win. */
  private static final int MOST_ROWS = 150_000;

  /** Of one question: early stopping and cancelling come after it. */
  private static final double PAIRS_AT_ONCE = 1e11;

  @Override
  public int size(List<Measured> variables, int permutations) {
    Candidate first = candidate(variables.get(0));
    double rows = first.rows();
    double each = rows * rows * variables.size();
    if (rows > MOST_ROWS
        || each * permutations < FEWEST_PAIRS
        || settings.norm() != Norm.MAXIMUM
        || !accelerator.available()) {
      return 0;
    }
    for (Measured variable : variables) {
      Candidate candidate = candidate(variable);
      if (!GpuCompute.fits(candidate.dimensions(), candidate.conditions())) {
        return 0;
      }
    }
    return (int) Math.clamp(PAIRS_AT_ONCE / each, 1, permutations);
  }

  @Override
  public double[][] surrogates(List<Measured> variables, int[][][] orders) {
    List<Candidate> candidates = variables.stream().map(AcceleratedSurrogates::candidate).toList();
    double[][] values = new double[candidates.size()][];
    try {
      for (int from = 0, to; from < values.length; from = to) {
        to = from + 1;
        while (to < values.length && candidates.get(to).sameConditions(candidates.get(from))) {
          to++;
        }
        double[][] part =
            Candidate.information(
                candidates.subList(from, to), Arrays.copyOfRange(orders, from, to), accelerator);
        System.arraycopy(part, 0, values, from, part.length);
      }
      return values;
    } catch (NotComputed e) {
      log.warn("surrogates are computed on the CPU: {}", e.getMessage());
      return onCpu(candidates, orders);
    }
  }

  private static double[][] onCpu(List<Candidate> candidates, int[][][] orders) {
    double[][] values = new double[candidates.size()][];
    for (int c = 0; c < values.length; c++) {
      Candidate candidate = candidates.get(c);
      int[][] own = orders[c];
      values[c] =
          IntStream.range(0, own.length)
              .parallel()
              .mapToDouble(o -> candidate.information(own[o]))
              .toArray();
    }
    return values;
  }

  private static Candidate candidate(Measured measured) {
    return ((OfCandidate) measured).candidate();
  }
}

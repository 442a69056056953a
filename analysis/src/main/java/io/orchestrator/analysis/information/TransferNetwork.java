package io.orchestrator.analysis.information;

import java.util.List;

/**
 * Who drives whom.
 *
 * @param targets one per series, in its order
 * @param testedLinks source, lag and target triples that were tested
 * @param unconfirmed significant links that the surrogate budget did not reach
 * @param observations rows per test
 */
public record TransferNetwork(
    List<Target> targets, long testedLinks, int unconfirmed, int observations) {

  /**
   * @param index of the target series
   * @param ownLags of its past that carry information; empty if none is significant
   * @param storageNats active information storage: what its own past says, joint over {@code
   *     ownLags}, or over lag 1 if there are none
   * @param storagePValue of the joint test of all lags
   * @param drivers in the order of selection
   */
  public record Target(
      int index, int[] ownLags, double storageNats, double storagePValue, List<Link> drivers) {
    @Override
    public int[] ownLags() {
      return ownLags.clone();
    }
  }

  /**
   * @param source index of the driving series
   * @param lag steps from its value to the target's next one
   * @param pairNats transfer entropy given the target's past only
   * @param pairPValue analytic, of {@code pairNats}
   * @param pairQValue the same, adjusted for all tested links
   * @param nats transfer entropy given the target's past and all other drivers
   * @param surrogatePValue of the step at which the link was selected
   * @param surrogates null moments of that step
   */
  public record Link(
      int source,
      int lag,
      double pairNats,
      double pairPValue,
      double pairQValue,
      double nats,
      double surrogatePValue,
      Surrogates.Moments surrogates) {}
}

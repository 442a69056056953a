package io.orchestrator.analysis.information.decomposition;

/**
 * What two sources tell about a target, after Bertschinger, Rauh, Olbrich, Jost and Ay (Entropy 16,
 * 2161, 2014; BROJA). Unique information of the first source is the least I(T;S1|S2) among all
 * distributions that have the same pairs (T,S1) and (T,S2).
 *
 * @param uniqueFirst bits that only the first source has
 * @param uniqueSecond bits that only the second source has
 * @param shared bits that either source has
 * @param synergy bits that only both together have
 * @param joint I(T;S1,S2), the sum of the four
 * @param gap the four are exact to so many bits, proven by a dual bound
 */
public record BivariateDecomposition(
    double uniqueFirst,
    double uniqueSecond,
    double shared,
    double synergy,
    double joint,
    double gap) {

  /**
   * @param distribution with two sources
   */
  public static BivariateDecomposition of(JointDistribution distribution) {
    if (distribution.sources() != 2) {
      throw new IllegalArgumentException("two sources are needed, not " + distribution.sources());
    }
    PairTable table = PairTable.of(distribution);
    double joint = PairTable.information(table.joint());
    double first = PairTable.information(table.withFirst());
    double second = PairTable.information(table.withSecond());
    LeastInformation.Solution least = LeastInformation.solve(table);
    double least2 = Math.max(Math.max(first, second), Math.min(joint, least.bits()));
    double uniqueFirst = least2 - second;
    double uniqueSecond = least2 - first;
    return new BivariateDecomposition(
        uniqueFirst, uniqueSecond, first - uniqueFirst, joint - least2, joint, least.gap());
  }
}

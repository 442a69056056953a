package io.orchestrator.analysis.information.network;

/**
 * How surrogates are made (IDTxl's names in brackets).
 *
 * @param inTime [permute_in_time] false: whole trials change places; true: samples do, equally in
 *     every trial. With so few trials that they have no more orders than surrogates are wanted,
 *     samples are permuted all the same
 * @param type [perm_type] of samples
 * @param maxShift [max_shift] largest rotation, samples
 * @param blockSize [block_size] samples
 * @param range [perm_range] {@link Type#BLOCK}: blocks, {@link Type#LOCAL}: samples that change
 *     places among each other
 */
public record PermutationSettings(
    boolean inTime, Type type, int maxShift, int blockSize, int range) {

  /** Ways to permute samples. */
  public enum Type {
    RANDOM,
    CIRCULAR,
    BLOCK,
    LOCAL
  }

  public static final PermutationSettings RANDOM_IN_TIME =
      new PermutationSettings(true, Type.RANDOM, 1, 1, 2);

  public PermutationSettings {
    boolean right =
        switch (type) {
          case RANDOM -> true;
          case CIRCULAR -> maxShift >= 1;
          case BLOCK -> blockSize >= 1 && range >= 1;
          case LOCAL -> range > 1;
        };
    if (!right) {
      throw new IllegalArgumentException(
          "circular needs max_shift >= 1, block needs block_size and perm_range >= 1, local needs"
              + " perm_range > 1");
    }
  }
}

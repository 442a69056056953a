package io.orchestrator.domain.execution;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a parent order is spread over its window. */
public enum Algorithm {
  /** Equal quantities at equal distances in time. */
  TWAP,
  /** Quantities in proportion to the volume that the symbol usually trades at that time of day. */
  VWAP,
  /** A constant share of the volume that is observed. */
  POV,
  /** One small piece shows at a time; the next follows when it is filled. */
  ICEBERG,
  /** Front-loaded: the Almgren–Chriss trade-off between impact and the risk of waiting. */
  IMPLEMENTATION_SHORTFALL;

  /** Its quantities per slice are fixed before it begins. */
  public boolean scheduled() {
    return this == TWAP || this == VWAP || this == IMPLEMENTATION_SHORTFALL;
  }

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The strategy of its slices: an algorithm counts against its own limits, whoever wanted the
   * parent order.
   */
  public String strategy() {
    return "execution_" + wireName();
  }

  public static Optional<Algorithm> parse(String wireName) {
    return Arrays.stream(values()).filter(a -> a.wireName().equals(wireName)).findFirst();
  }
}

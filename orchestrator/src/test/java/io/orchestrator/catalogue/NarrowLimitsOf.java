package io.orchestrator.catalogue;

import io.orchestrator.domain.risk.NarrowLimits;
import java.util.Optional;

/** Limits of one name, as tests of the planners need them. */
final class NarrowLimitsOf {
  private NarrowLimitsOf() {}

  /**
   * @param order USD of the largest one
   * @param position USD of the largest one
   */
  static NarrowLimits order(double order, double position, long lot) {
    return new NarrowLimits(
        Optional.of(order),
        Optional.empty(),
        Optional.empty(),
        Optional.of(position),
        Optional.empty(),
        false,
        false,
        Optional.empty(),
        lot);
  }
}

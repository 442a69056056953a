package io.orchestrator.domain.market.quality;

import io.orchestrator.domain.market.CorporateAction;
import io.orchestrator.domain.market.CorporateAction.Kind;
import io.orchestrator.domain.market.Symbol;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalDouble;

/** Finds corporate actions in prices. Pure. */
final class SplitRules {
  private static final double[] FACTORS = {1.5, 2, 3, 4, 5, 6, 7, 8, 10, 15, 20, 25, 30, 50, 100};

  /** A price jump is within this of the factor, or it is a market move. */
  private static final double JUMP_TOLERANCE = 0.03;

  /** The factor that adjusted closes tell is exact but for a dividend of the same day. */
  private static final double FACTOR_TOLERANCE = 0.015;

  /** Adjusted closes are rounded to 1e-6; for a close of 0.1 that is 1e-5 of it. */
  private static final double SMALLEST_DIVIDEND = 1e-4;

  private static final double LARGEST_DIVIDEND = 0.2;

  private SplitRules() {}

  /**
   * @param close of the session before, as traded
   * @param adjustedBefore the same, adjusted
   */
  static Optional<CorporateAction> action(
      Symbol symbol,
      LocalDate date,
      double close,
      double adjustedBefore,
      double closeAfter,
      double adjustedAfter) {
    double step = (adjustedAfter / closeAfter) / (adjustedBefore / close);
    OptionalDouble split = factor(step, FACTOR_TOLERANCE);
    if (split.isPresent()) {
      return Optional.of(new CorporateAction(symbol, date, Kind.SPLIT, split.getAsDouble()));
    }
    double dividend = 1 - 1 / step;
    double noise = 1e-6 / Math.min(adjustedBefore, adjustedAfter);
    if (dividend > SMALLEST_DIVIDEND + noise && dividend < LARGEST_DIVIDEND) {
      double amount = Math.rint(close * dividend * 1e4) / 1e4;
      return Optional.of(new CorporateAction(symbol, date, Kind.DIVIDEND, amount));
    }
    return Optional.empty();
  }

  /** For histories without adjusted closes: close before over open after. */
  static OptionalDouble suspected(double closeBefore, double openAfter) {
    return factor(closeBefore / openAfter, JUMP_TOLERANCE);
  }

  private static OptionalDouble factor(double ratio, double tolerance) {
    for (double factor : FACTORS) {
      if (Math.abs(ratio / factor - 1) <= tolerance) {
        return OptionalDouble.of(factor);
      }
      if (Math.abs(ratio * factor - 1) <= tolerance) {
        return OptionalDouble.of(1 / factor);
      }
    }
    return OptionalDouble.empty();
  }
}

package io.orchestrator.domain.portfolio;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;

/**
 * Something that a company does to its shares. Applied once by its id.
 *
 * @param numerator new shares for {@code denominator} old ones; 0 for a dividend
 * @param amount split: USD paid for the fraction of a share that falls away, 0 when none; dividend:
 *     USD a share, paid by who is short
 * @param effectiveAt wall time from which the broker's books contain it
 */
public record CorporateAction(
    String id,
    String symbol,
    Kind kind,
    long numerator,
    long denominator,
    BigDecimal amount,
    Instant effectiveAt) {

  /** What is done. */
  public enum Kind {
    SPLIT,
    DIVIDEND
  }

  /** More than any split that was ever made. */
  public static final long MAX_RATIO = 100_000;

  /**
   * @throws IllegalArgumentException if a number is out of range
   */
  public static CorporateAction split(
      String id,
      String symbol,
      long numerator,
      long denominator,
      BigDecimal cashInLieu,
      Instant effectiveAt) {
    if (numerator < 1 || numerator > MAX_RATIO || denominator < 1 || denominator > MAX_RATIO) {
      throw new IllegalArgumentException(
          "a split's numbers are 1 to %d, was %d for %d"
              .formatted(MAX_RATIO, numerator, denominator));
    }
    return new CorporateAction(
        id, symbol, Kind.SPLIT, numerator, denominator, cashInLieu, effectiveAt);
  }

  public static CorporateAction dividend(
      String id, String symbol, BigDecimal perShare, Instant effectiveAt) {
    return new CorporateAction(id, symbol, Kind.DIVIDEND, 0, 0, perShare, effectiveAt);
  }

  /** New shares for so many old ones, rounded towards zero. */
  long shares(long quantity) {
    return BigInteger.valueOf(quantity)
        .multiply(BigInteger.valueOf(numerator))
        .divide(BigInteger.valueOf(denominator))
        .longValueExact();
  }
}

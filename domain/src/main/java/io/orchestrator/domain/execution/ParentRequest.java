package io.orchestrator.domain.execution;

import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.Side;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What somebody wants to have executed, as asked; what is left open is filled in by {@link
 * Planning}.
 *
 * @param id name of the parent, at most {@link #MAX_ID} characters; its children are {@code
 *     id/slice/n}
 * @param quantity whole shares
 * @param start market time; empty: at once, or at the next open
 * @param duration of the window in market time
 * @param limitPrice USD; no child is priced worse
 * @param collar no child is priced farther than this fraction beyond the arrival price
 * @param maxParticipation what is filled and working stays below this share of the volume observed
 *     since the start; 1: no limit
 * @param participation share of the observed volume that {@link Algorithm#POV} aims at
 * @param slices of the window; 0: chosen by its length
 * @param minSlice fewest shares of a child (the last one may be smaller); 0: chosen
 * @param maxSlice most shares of a child; 0: no limit
 * @param display shares that an {@link Algorithm#ICEBERG} shows
 * @param randomise 0 to 0.5: share by which quantities vary, so that the pattern is not seen; what
 *     an iceberg shows varies downwards only
 * @param seed of the variation; 0: derived from the id
 * @param riskAversion λ of Almgren–Chriss per USD; 0: chosen by urgency, see {@link Planning}
 * @param correlationId the workflow or request behind it
 * @param requestedBy the subject, or {@code workflow:<id>}
 */
public record ParentRequest(
    ClientOrderId id,
    Symbol symbol,
    Side side,
    long quantity,
    Algorithm algorithm,
    Optional<Instant> start,
    Duration duration,
    Urgency urgency,
    Optional<BigDecimal> limitPrice,
    double collar,
    double maxParticipation,
    double participation,
    int slices,
    long minSlice,
    long maxSlice,
    long display,
    double randomise,
    long seed,
    double riskAversion,
    String correlationId,
    String requestedBy) {

  /** Leaves room for {@code /slice/n} within the length of a client order id. */
  public static final int MAX_ID = 88;

  public static final int MAX_SLICES = 500;
  public static final long MAX_QUANTITY = 1_000_000_000L;
  public static final Duration SHORTEST = Duration.ofSeconds(10);
  public static final Duration LONGEST = Duration.ofHours(7);

  public ParentRequest {
    Objects.requireNonNull(symbol, "symbol");
    Objects.requireNonNull(side, "side");
    Objects.requireNonNull(algorithm, "algorithm");
    Objects.requireNonNull(urgency, "urgency");
    require(id.value().length() <= MAX_ID, "the id has at most " + MAX_ID + " characters");
    range("quantity", quantity, 1, MAX_QUANTITY);
    require(
        duration.compareTo(SHORTEST) >= 0 && duration.compareTo(LONGEST) <= 0,
        "duration must be " + SHORTEST + " to " + LONGEST + ", was " + duration);
    limitPrice.ifPresent(p -> require(p.signum() > 0, "limit price must be positive"));
    range("collar", collar, 0.0001, 0.5);
    range("max_participation", maxParticipation, 0.001, 1);
    range("participation", participation, algorithm == Algorithm.POV ? 0.001 : 0, 1);
    require(
        algorithm != Algorithm.POV || participation <= maxParticipation,
        "participation must not be above max_participation");
    range("slices", slices, 0, MAX_SLICES);
    range("min_slice", minSlice, 0, quantity);
    range("max_slice", maxSlice, 0, MAX_QUANTITY);
    require(maxSlice == 0 || minSlice <= maxSlice, "min_slice must not be above max_slice");
    range("display", display, algorithm == Algorithm.ICEBERG ? 1 : 0, MAX_QUANTITY);
    range("randomise", randomise, 0, 0.5);
    range("risk_aversion", riskAversion, 0, 1);
  }

  /** The same wish: everything but who asked and why. */
  public boolean sameContent(ParentRequest other) {
    return withNames(correlationId, requestedBy)
        .equals(other.withNames(correlationId, requestedBy));
  }

  private ParentRequest withNames(String correlation, String by) {
    return new ParentRequest(
        id,
        symbol,
        side,
        quantity,
        algorithm,
        start,
        duration,
        urgency,
        limitPrice.map(BigDecimal::stripTrailingZeros),
        collar,
        maxParticipation,
        participation,
        slices,
        minSlice,
        maxSlice,
        display,
        randomise,
        seed,
        riskAversion,
        correlation,
        by);
  }

  private static void range(String name, double value, double min, double max) {
    require(
        value >= min && value <= max, name + " must be " + min + " to " + max + ", was " + value);
  }

  private static void range(String name, long value, long min, long max) {
    require(
        value >= min && value <= max, name + " must be " + min + " to " + max + ", was " + value);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}

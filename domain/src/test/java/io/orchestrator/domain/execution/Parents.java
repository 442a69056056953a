package io.orchestrator.domain.execution;

import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.Side;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Requests for tests; each field can be changed. */
final class Parents {
  /** 10:00 in New York on a Monday with a full session. */
  static final Instant TEN = Instant.parse("2026-03-02T15:00:00Z");

  Algorithm algorithm = Algorithm.TWAP;
  Side side = Side.BUY;
  long quantity = 1_000;
  Optional<Instant> start = Optional.empty();
  Duration duration = Duration.ofMinutes(20);
  Urgency urgency = Urgency.HIGH;
  Optional<BigDecimal> limit = Optional.empty();
  double collar = 0.05;
  double maxParticipation = 1;
  double participation = 0.1;
  int slices = 4;
  long minSlice;
  long maxSlice;
  long display = 100;
  double randomise;
  long seed = 7;
  double riskAversion;

  ParentRequest request() {
    return new ParentRequest(
        new ClientOrderId("algo/test"),
        Symbol.of("AAPL"),
        side,
        quantity,
        algorithm,
        start,
        duration,
        urgency,
        limit,
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
        "test",
        "somebody");
  }
}

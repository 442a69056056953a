package io.orchestrator.http.routes;

import io.orchestrator.domain.execution.Algorithm;
import io.orchestrator.domain.execution.ParentRequest;
import io.orchestrator.domain.execution.Urgency;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.Side;
import io.orchestrator.http.json.FieldReader;
import io.orchestrator.http.json.InvalidInput;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The body that begins or previews an execution. */
final class AlgorithmInput {
  static final String BODY =
      "{symbol!:string,side!:string,quantity!:integer,algorithm!:string,start:instant,"
          + "duration_seconds:integer,urgency:string,limit_price:number,collar:number,"
          + "max_participation:number,participation:number,slices:integer,min_slice:integer,"
          + "max_slice:integer,display:integer,randomise:number,seed:integer,"
          + "risk_aversion:number}";

  private static final long USUAL_SECONDS = 1_800;
  private static final double USUAL_COLLAR = 0.02;
  private static final double USUAL_LIMIT = 0.25;
  private static final double USUAL_SHARE = 0.1;

  private AlgorithmInput() {}

  /**
   * @param key from the Idempotency-Key
   */
  static ParentRequest read(FieldReader fields, String key, String subject) {
    String symbol = fields.requiredText("symbol", 30);
    fields.requirePresence("side");
    Optional<Side> side = fields.oneOf("side", Choices.of(Side.class));
    fields.requirePresence("quantity");
    Optional<Long> quantity = fields.integer("quantity", 1, ParentRequest.MAX_QUANTITY);
    fields.requirePresence("algorithm");
    Optional<Algorithm> algorithm = fields.oneOf("algorithm", Choices.of(Algorithm.class));
    Optional<Instant> start = fields.instant("start");
    long seconds =
        fields
            .integer(
                "duration_seconds",
                ParentRequest.SHORTEST.toSeconds(),
                ParentRequest.LONGEST.toSeconds())
            .orElse(USUAL_SECONDS);
    Urgency urgency = fields.oneOf("urgency", Choices.of(Urgency.class)).orElse(Urgency.MEDIUM);
    Optional<BigDecimal> limitPrice = fields.positiveDecimal("limit_price");
    double collar = number(fields, "collar").orElse(USUAL_COLLAR);
    boolean iceberg = algorithm.equals(Optional.of(Algorithm.ICEBERG));
    double most = number(fields, "max_participation").orElse(iceberg ? 1 : USUAL_LIMIT);
    double share = number(fields, "participation").orElse(Math.min(most, USUAL_SHARE));
    long slices = fields.integer("slices", 1, ParentRequest.MAX_SLICES).orElse(0L);
    long min = fields.integer("min_slice", 1, ParentRequest.MAX_QUANTITY).orElse(0L);
    long max = fields.integer("max_slice", 1, ParentRequest.MAX_QUANTITY).orElse(0L);
    if (iceberg) {
      fields.requirePresence("display");
    }
    long display = fields.integer("display", 1, ParentRequest.MAX_QUANTITY).orElse(0L);
    double randomise = number(fields, "randomise").orElse(0.0);
    long seed = fields.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE).orElse(0L);
    double riskAversion = number(fields, "risk_aversion").orElse(0.0);
    Optional<Symbol> parsed = symbol(fields, symbol);
    fields.finish();
    try {
      return new ParentRequest(
          new ClientOrderId("algo/" + key),
          parsed.orElseThrow(),
          side.orElseThrow(),
          quantity.orElseThrow(),
          algorithm.orElseThrow(),
          start,
          Duration.ofSeconds(seconds),
          urgency,
          limitPrice,
          collar,
          most,
          share,
          (int) slices,
          min,
          max,
          display,
          randomise,
          seed,
          riskAversion,
          key,
          subject);
    } catch (IllegalArgumentException e) {
      throw InvalidInput.field("parameters", e.getMessage());
    }
  }

  private static Optional<Double> number(FieldReader fields, String name) {
    return fields.positiveDecimal(name).map(BigDecimal::doubleValue);
  }

  private static Optional<Symbol> symbol(FieldReader fields, String text) {
    try {
      return Optional.of(Symbol.of(text));
    } catch (IllegalArgumentException e) {
      if (!text.isEmpty()) {
        fields.error("symbol", e.getMessage());
      }
      return Optional.empty();
    }
  }
}

package io.orchestrator.catalogue;

import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.workflow.Parameter;
import io.orchestrator.domain.workflow.ParameterSchema;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The parameters of one analysis-to-trade run.
 *
 * @param bars wanted per symbol
 * @param method how the budget of a name is scaled
 * @param execute send the planned orders
 * @param dryRun send nothing, whatever {@code execute} says
 * @param minConfidence of a signal, 0 to 1
 * @param maxPositionFraction of net liquidation in one name, at full weight
 * @param maxSpread of a quote, as a fraction of its mid
 * @param fillTimeout until what is not filled is cancelled
 * @param planValid an order of an older plan is not sent any more
 * @param algorithm {@link #NO_ALGORITHM}, or the wire name of an execution algorithm
 * @param algorithmDuration its window
 * @param seed 0: derived from the data
 */
record TradeParameters(
    List<Symbol> symbols,
    Timeframe timeframe,
    int bars,
    String method,
    boolean execute,
    boolean dryRun,
    double minConfidence,
    double maxPositionFraction,
    OrderType orderType,
    boolean allowShort,
    int maxOrders,
    double maxSpread,
    Duration fillTimeout,
    Duration planValid,
    String algorithm,
    Duration algorithmDuration,
    long seed)
    implements BarsWanted {

  static final String EQUAL_WEIGHT = "equal_weight";
  static final String CONFIDENCE_WEIGHTED = "confidence_weighted";
  static final String RISK_PARITY = "risk_parity";
  static final String VOLATILITY_TARGET = "volatility_target";
  static final String CAPPED_KELLY = "capped_kelly";
  static final String NO_ALGORITHM = "none";
  private static final int ALGORITHM_MINUTES = 10;

  /**
   * @param minConfidence of a signal, where a run does not name its own
   * @param symbols where a run names none
   */
  static ParameterSchema schema(double minConfidence, List<String> symbols) {
    return ParameterSchema.of(
        Parameter.texts(
                "symbols", 1, 500, "[A-Z0-9@#][A-Z0-9@#.\\-+=]{0,29}", "names, one batch for all")
            .orElse(symbols),
        Parameter.choice(
            "timeframe",
            Arrays.stream(Timeframe.values()).map(Timeframe::wireName).toList(),
            Timeframe.D1.wireName(),
            "length of a bar"),
        Parameter.whole("bars", 100, 5_000, 750, "newest bars per symbol"),
        Parameter.choice(
            "method",
            List.of(
                EQUAL_WEIGHT, CONFIDENCE_WEIGHTED, RISK_PARITY, VOLATILITY_TARGET, CAPPED_KELLY),
            CONFIDENCE_WEIGHTED,
            "how positions are sized: alike, by confidence, by inverse volatility; or all together"
                + " with what is held: to a volatility, or by a part of the Kelly weights"),
        Parameter.number(
            "volatility_target", 0.001, 1, 0.10, "a year, of the portfolio; volatility_target"),
        Parameter.number("kelly_fraction", 0.01, 1, 0.25, "of full Kelly; capped_kelly"),
        Parameter.flag("execute", false, "place the planned orders"),
        Parameter.flag("dry_run", false, "judge the plan and place nothing, whatever execute says"),
        Parameter.number("min_confidence", 0, 1, minConfidence, "least confidence of a signal"),
        Parameter.number(
            "max_position_fraction", 0.0001, 1, 0.05, "most of net liquidation in one name"),
        Parameter.choice(
            "order_type",
            List.of("limit", "market"),
            "limit",
            "limit: through the far side of the quote, within the price collar"),
        Parameter.flag("allow_short", true, "sell what is not owned on a falling signal"),
        Parameter.whole("max_orders", 1, 50, 20, "strongest signals first"),
        Parameter.number("max_spread", 0.0001, 0.1, 0.01, "widest quote that is traded on"),
        Parameter.whole(
            "avoid_open_minutes", 0, 390, 0, "no entry so soon after the session began"),
        Parameter.whole("avoid_close_minutes", 0, 390, 0, "no entry so shortly before its end"),
        Parameter.number(
            "max_volatility_ratio", 0.1, 1_000, 4, "volatility of the last 20 bars over usual"),
        Parameter.number("min_dollar_volume", 0, 1e12, 0, "USD traded on a usual day"),
        Parameter.number(
            "max_participation", 0.0001, 1, 0.05, "an entry's share of a usual day's volume"),
        Parameter.whole(
            "event_days", 0, 30, 1, "no entry so near an event of HOME/market-events.csv"),
        Parameter.whole("fill_timeout_seconds", 1, 600, 60, "until the unfilled rest is cancelled"),
        Parameter.whole(
            "plan_valid_seconds", 10, 3_600, 600, "an order of an older plan is not sent"),
        StepPolicies.approvalParameter(),
        RunBudget.notionalParameter(),
        RunBudget.rateParameter(),
        Parameter.choice(
            "algorithm",
            List.of(NO_ALGORITHM, "twap", "vwap", "pov", "implementation_shortfall"),
            NO_ALGORITHM,
            "none: plain orders; else each order is executed in small pieces"),
        Parameter.whole("algorithm_minutes", 1, 20, ALGORITHM_MINUTES, "window of the algorithm"),
        Parameter.whole(
            "seed",
            0,
            1L << 53,
            0,
            "of surrogates and training; 0: derived from the data, so that equal data give equal results"));
  }

  /** A run that was begun before there were algorithms does not name one. */
  static TradeParameters of(Map<String, Object> checked) {
    return new TradeParameters(
        Json.texts(checked, "symbols").stream().map(Symbol::of).sorted().toList(),
        Timeframe.parse(Json.text(checked, "timeframe")).orElseThrow(),
        (int) Json.whole(checked, "bars"),
        Json.text(checked, "method"),
        Json.flag(checked, "execute"),
        Json.flag(checked, "dry_run"),
        Json.number(checked, "min_confidence"),
        Json.number(checked, "max_position_fraction"),
        OrderType.valueOf(Json.text(checked, "order_type").toUpperCase(Locale.ROOT)),
        Json.flag(checked, "allow_short"),
        (int) Json.whole(checked, "max_orders"),
        Json.number(checked, "max_spread"),
        Duration.ofSeconds(Json.whole(checked, "fill_timeout_seconds")),
        Duration.ofSeconds(Json.whole(checked, "plan_valid_seconds")),
        checked.containsKey("algorithm") ? Json.text(checked, "algorithm") : NO_ALGORITHM,
        Duration.ofMinutes(
            checked.containsKey("algorithm_minutes")
                ? Json.whole(checked, "algorithm_minutes")
                : ALGORITHM_MINUTES),
        Json.whole(checked, "seed"));
  }

  boolean sends() {
    return execute && !dryRun;
  }
}

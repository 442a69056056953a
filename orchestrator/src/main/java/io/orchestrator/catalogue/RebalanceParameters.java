package io.orchestrator.catalogue;

import io.orchestrator.analysis.portfolio.BlackLitterman.View;
import io.orchestrator.analysis.portfolio.CovarianceEstimator;
import io.orchestrator.analysis.portfolio.WeightMethod;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.portfolio.LotChoice;
import io.orchestrator.domain.workflow.Parameter;
import io.orchestrator.domain.workflow.ParameterSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Typed access to the checked parameters of one rebalancing. */
record RebalanceParameters(Map<String, Object> checked) {
  private static final String SYMBOL = "[A-Z0-9@#][A-Z0-9@#.\\-+]{0,29}";
  private static final String NUMBER = "-?[0-9.]+(?:[eE]\\+?[0-9]+)?";
  private static final double TRADING_DAYS = 252;

  static ParameterSchema schema() {
    return ParameterSchema.of(
        Parameter.texts("symbols", 1, 500, SYMBOL, "the names that the portfolio is to hold"),
        Parameter.choice(
            "timeframe", List.of(Timeframe.D1.wireName()), Timeframe.D1.wireName(), "of the bars"),
        Parameter.whole("bars", 100, 5_000, 500, "newest daily bars per symbol"),
        Parameter.choice(
            "method",
            Stream.concat(
                    Arrays.stream(WeightMethod.values()).map(WeightMethod::wireName),
                    Stream.of(PromotedWeights.METHOD))
                .toList(),
            WeightMethod.RISK_PARITY.wireName(),
            "how target weights are found"),
        Parameter.number(
            "strategy_capital",
            1_000,
            1e9,
            100_000,
            "promoted_strategies: USD of each strategy at its full stage"),
        Parameter.choice(
            "covariance",
            Arrays.stream(CovarianceEstimator.values()).map(CovarianceEstimator::wireName).toList(),
            CovarianceEstimator.LEDOIT_WOLF.wireName(),
            "estimator of the covariance of daily log returns"),
        Parameter.flag("execute", false, "place the planned orders"),
        Parameter.flag("dry_run", false, "preview only, whatever execute says"),
        Parameter.number("min_weight", 0, 1, 0, "least weight of a name"),
        Parameter.number("max_weight", 0.001, 1, 1, "most weight of a name"),
        Parameter.number("cash_weight", 0, 1, 0.02, "share that stays cash"),
        pairs("sectors", SYMBOL + "=[A-Za-z0-9_ ]{1,40}", "sectors, like AAPL=tech"),
        Parameter.number("max_sector_weight", 0.001, 1, 1, "most weight of one sector"),
        pairs("market_caps", SYMBOL + "=" + NUMBER, "USD, like AAPL=2.9e12"),
        pairs(
            "views",
            SYMBOL + "(?:>" + SYMBOL + ")?=" + NUMBER + "@0?\\.[0-9]+",
            "Black-Litterman: AAPL=0.10@0.6 a year with confidence 0.6, or AAPL>MSFT=0.02@0.5"),
        pairs("locked", SYMBOL, "names that are not touched"),
        Parameter.flag("sell_others", false, "sell what is held and not among the symbols"),
        Parameter.number("max_turnover", 0, 1, 1, "half the sum of changes of weights"),
        Parameter.number("band", 0, 0.5, 0.005, "deviation of a weight that is left alone"),
        Parameter.whole("lot_size", 1, 10_000, 1, "shares"),
        Parameter.number("min_trade", 0, 1e9, 100, "USD; smaller trades are left"),
        Parameter.number("max_cost_bps", 0.1, 10_000, 50, "dearest trade: spread, impact, fees"),
        Parameter.number("max_participation", 0.0001, 1, 0.05, "share of a day's volume"),
        Parameter.number("commission_per_share", 0, 1, 0.005, "USD, expected"),
        Parameter.number("min_commission", 0, 100, 1, "USD an order, expected"),
        Parameter.choice(
            "tax_lots",
            Arrays.stream(LotChoice.Rule.values())
                .map(r -> r.name().toLowerCase(Locale.ROOT))
                .toList(),
            "highest_cost_first",
            "which lots a sale is meant to close"),
        Parameter.number("max_spread", 0.0001, 0.1, 0.01, "widest quote that is traded on"),
        Parameter.choice("order_type", List.of("limit", "market"), "limit", "of plain orders"),
        Parameter.whole("fill_timeout_seconds", 1, 600, 60, "of each wave"),
        Parameter.whole("plan_valid_seconds", 10, 3_600, 1_800, "an older plan is not sent"),
        StepPolicies.approvalParameter(),
        RunBudget.notionalParameter(),
        RunBudget.rateParameter(),
        Parameter.choice(
            "algorithm",
            List.of(
                TradeParameters.NO_ALGORITHM, "twap", "vwap", "pov", "implementation_shortfall"),
            TradeParameters.NO_ALGORITHM,
            "none: plain orders; else each order is executed in small pieces"),
        Parameter.whole("algorithm_minutes", 1, 12, 5, "window of the algorithm, each wave"));
  }

  private static Parameter pairs(String name, String pattern, String description) {
    return new Parameter(
        name,
        Parameter.Kind.TEXTS,
        0,
        500,
        List.of(),
        Optional.of(Pattern.compile(pattern)),
        Optional.of(List.of()),
        description);
  }

  /** What history, quotes and execution share with the other workflow. */
  TradeParameters trade() {
    return new TradeParameters(
        Json.texts(checked, "symbols").stream().map(Symbol::of).sorted().toList(),
        Timeframe.D1,
        (int) number("bars"),
        Json.text(checked, "method"),
        flag("execute"),
        flag("dry_run"),
        0,
        1,
        OrderType.valueOf(Json.text(checked, "order_type").toUpperCase(Locale.ROOT)),
        false,
        Integer.MAX_VALUE,
        number("max_spread"),
        Duration.ofSeconds((long) number("fill_timeout_seconds")),
        Duration.ofSeconds((long) number("plan_valid_seconds")),
        Json.text(checked, "algorithm"),
        Duration.ofMinutes((long) number("algorithm_minutes")),
        0);
  }

  double number(String name) {
    return Json.number(checked, name);
  }

  boolean flag(String name) {
    return Json.flag(checked, name);
  }

  String methodName() {
    return Json.text(checked, "method");
  }

  /** Empty: what the promoted versions of strategies want. */
  Optional<WeightMethod> method() {
    return WeightMethod.parse(methodName());
  }

  CovarianceEstimator covariance() {
    return CovarianceEstimator.valueOf(Json.text(checked, "covariance").toUpperCase(Locale.ROOT));
  }

  LotChoice lots() {
    String rule = Json.text(checked, "tax_lots").toUpperCase(Locale.ROOT);
    return new LotChoice(LotChoice.Rule.valueOf(rule), List.of());
  }

  List<String> locked() {
    return Json.texts(checked, "locked");
  }

  /** NAME=VALUE pairs of a parameter. */
  Map<String, String> named(String parameter) {
    var map = new LinkedHashMap<String, String>();
    for (String pair : Json.texts(checked, parameter)) {
      map.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    return map;
  }

  /** Empty when one of the names has none. */
  double[] marketCaps(List<String> names) {
    Map<String, String> given = named("market_caps");
    return given.keySet().containsAll(names)
        ? names.stream().mapToDouble(n -> Double.parseDouble(given.get(n))).toArray()
        : new double[0];
  }

  /** Views by day; a view about a name that is not there is told in {@code notes}. */
  List<View> views(List<String> names, List<String> notes) {
    var views = new ArrayList<View>();
    named("views")
        .forEach(
            (who, what) -> {
              String[] pair = who.split(">");
              int over = names.indexOf(pair[0]);
              int under = pair.length > 1 ? names.indexOf(pair[1]) : over;
              if (over < 0 || under < 0) {
                notes.add("the view on " + who + " is about a name that is not there");
                return;
              }
              var portfolio = new double[names.size()];
              portfolio[over] = 1;
              if (pair.length > 1) {
                portfolio[under] -= 1;
              }
              String[] value = what.split("@");
              views.add(
                  new View(
                      portfolio,
                      Double.parseDouble(value[0]) / TRADING_DAYS,
                      Math.clamp(Double.parseDouble(value[1]), 0.001, 0.999)));
            });
    return views;
  }
}

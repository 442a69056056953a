package io.orchestrator.analysis.backtest;

import io.orchestrator.analysis.backtest.Search.Trial;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What speaks for the best parameters of a search, and against them.
 *
 * @param parameters of the best trial, by name
 * @param metrics of the best trial over all days, by their usual names
 * @param deflatedSharpe probability that it is better than luck, after so many trials
 * @param selection probability that the search chose noise (PBO), and that its choice loses
 * @param walkForward Sharpe ratio of choosing anew and trading on, anchored; a year
 * @param rolling the same with a window that moves
 * @param interval 5 % and 95 % quantile of the anchored walk-forward's Sharpe ratio
 * @param purged out-of-sample Sharpe ratios of combinatorial purged cross-validation: 5 %, median
 * @param stability neighbours' Sharpe ratio over the best's
 * @param market Sharpe ratio, a year, of holding all names alike on the days of the walk-forward
 * @param search what was tried and how it did, as {@link SearchPicture} has it
 * @param windows of the anchored walk-forward, likewise
 * @param failures rules of promotion that are not fulfilled; empty: may be promoted
 */
public record Evidence(
    String strategy,
    Map<String, Double> parameters,
    int trials,
    LocalDate from,
    LocalDate to,
    Map<String, Double> metrics,
    double deflatedSharpe,
    Overfitting.Symmetric selection,
    double walkForward,
    double rolling,
    double[] interval,
    double[] purged,
    double stability,
    double market,
    double[] equity,
    double[] walkForwardEquity,
    double[] sharpes,
    Map<String, Object> search,
    List<Map<String, Object>> windows,
    List<String> failures) {

  /**
   * @param deflatedSharpe least
   * @param overfitting most. A rank says nothing where the trials are all alike and good: there the
   *     choice is near the median by chance. So a search passes too whose choice loses out of
   *     sample in {@code loss} of the splits at most and costs no more than {@code shortfall} of
   *     Sharpe ratio against taking the median trial: then choosing did no harm
   * @param trades least
   * @param stability least
   */
  public record Rules(
      double deflatedSharpe,
      double overfitting,
      double loss,
      double shortfall,
      int trades,
      double stability) {
    /** At most one in twenty searches of noise passes the first rule alone. */
    public static final Rules DEFAULT = new Rules(0.95, 0.2, 0.05, 0.1, 10, 0.3);
  }

  private static final int BLOCKS = 10;
  private static final int GROUPS = 6;
  private static final int PURGE = 5;
  private static final int TEST = 63;
  private static final int SAMPLES = 1_000;
  private static final int MEAN_BLOCK = 10;

  /** Days that a search must have seen: two years. */
  public static final int FEWEST_DAYS = 504;

  /**
   * @throws IllegalArgumentException for fewer than {@value #FEWEST_DAYS} days
   */
  public static Evidence of(
      Backtest backtest, Strategies strategy, List<Trial> trials, Rules rules, long seed) {
    int days = backtest.days();
    if (days < FEWEST_DAYS) {
      throw new IllegalArgumentException(
          days + " days are too few to tell luck from merit; " + FEWEST_DAYS + " are needed");
    }
    double[][] returns = trials.stream().map(Trial::returns).toArray(double[][]::new);
    double[] sharpes = trials.stream().mapToDouble(Trial::sharpe).toArray();
    int best = 0;
    for (int k = 1; k < sharpes.length; k++) {
      best = sharpes[k] > sharpes[best] ? k : best;
    }
    BacktestResult result = backtest.run(strategy.make(trials.get(best).parameters()));
    int train = Math.max(252, days / 3);
    WalkForward forward = WalkForward.of(returns, train, TEST, true);
    double[] anchored = forward.returns();
    double[] rolling = WalkForward.of(returns, train, TEST, false).returns();
    double[] purged = Overfitting.combinatorialPurged(returns, GROUPS, 2, PURGE, PURGE);
    java.util.Arrays.sort(purged);
    Map<String, Double> named = SearchPicture.named(strategy.space(), trials.get(best));
    var evidence =
        new Evidence(
            strategy.wireName(),
            named,
            trials.size(),
            backtest.table().days()[0],
            backtest.table().days()[days - 1],
            Metrics.of(result, market(backtest.table())),
            Overfitting.deflatedSharpe(sharpes, returns[best]),
            Overfitting.symmetric(returns, BLOCKS),
            Metrics.sharpe(anchored),
            Metrics.sharpe(rolling),
            Overfitting.bootstrap(anchored, SAMPLES, MEAN_BLOCK, seed, 0.05, 0.95),
            new double[] {purged[purged.length / 20], purged[purged.length / 2]},
            Overfitting.stability(
                strategy.space(), trials.stream().map(Trial::parameters).toList(), sharpes, best),
            Metrics.sharpe(market(backtest.table()), train, returns[best].length),
            result.equity(),
            grown(anchored),
            sharpes,
            SearchPicture.of(strategy.space(), trials, best),
            SearchPicture.windows(strategy.space(), trials, forward, backtest.table().days()),
            List.of());
    return evidence.judged(rules);
  }

  private static double[] grown(double[] returns) {
    var equity = new double[returns.length + 1];
    equity[0] = 1;
    for (int t = 0; t < returns.length; t++) {
      equity[t + 1] = equity[t] * (1 + returns[t]);
    }
    return equity;
  }

  /** Daily returns of all names held alike. */
  public static double[] market(PriceTable table) {
    double[][] index = History.indices(table);
    var r = new double[table.length() - 1];
    for (int t = 0; t < r.length; t++) {
      for (double[] own : index) {
        r[t] += (own[t + 1] / own[t] - 1) / index.length;
      }
    }
    return r;
  }

  private Evidence judged(Rules rules) {
    var failed = new ArrayList<String>();
    fail(failed, deflatedSharpe >= rules.deflatedSharpe(), "deflated Sharpe ratio", deflatedSharpe);
    boolean sound =
        selection.overfitting() <= rules.overfitting()
            || selection.loss() <= rules.loss() && selection.shortfall() <= rules.shortfall();
    fail(failed, sound, "probability of overfitting", selection.overfitting());
    fail(failed, walkForward > 0, "anchored walk-forward", walkForward);
    fail(failed, rolling > 0, "rolling walk-forward", rolling);
    boolean better = walkForward > market;
    fail(failed, better, "holding all names alike is as good: its Sharpe ratio", market);
    fail(failed, interval[0] > 0, "5 % quantile of the walk-forward", interval[0]);
    fail(failed, stability >= rules.stability(), "parameter stability", stability);
    fail(failed, metrics.get("trades") >= rules.trades(), "trades", metrics.get("trades"));
    return new Evidence(
        strategy,
        parameters,
        trials,
        from,
        to,
        metrics,
        deflatedSharpe,
        selection,
        walkForward,
        rolling,
        interval,
        purged,
        stability,
        market,
        equity,
        walkForwardEquity,
        sharpes,
        search,
        windows,
        List.copyOf(failed));
  }

  private static void fail(List<String> failed, boolean kept, String what, double value) {
    if (!kept) {
      failed.add("%s is %.3f".formatted(what, value));
    }
  }

  public boolean promotable() {
    return failures.isEmpty();
  }

  /** As JSON-like values; curves thinned to what a picture shows. */
  public Map<String, Object> row() {
    var row = new LinkedHashMap<String, Object>();
    row.put("strategy", strategy);
    row.put("parameters", parameters);
    row.put("trials", (long) trials);
    row.put("from", from.toString());
    row.put("to", to.toString());
    row.put("metrics", metrics);
    row.put("deflated_sharpe", deflatedSharpe);
    row.put("probability_of_overfitting", selection.overfitting());
    row.put("probability_of_loss", selection.loss());
    row.put("shortfall_to_the_median_trial", selection.shortfall());
    row.put("walk_forward_sharpe", walkForward);
    row.put("market_sharpe", market);
    row.put("rolling_walk_forward_sharpe", rolling);
    row.put("walk_forward_interval", boxed(interval, 2));
    row.put("purged_cross_validation", boxed(purged, 2));
    row.put("parameter_stability", stability);
    row.put("equity", boxed(equity, 250));
    row.put("walk_forward_equity", boxed(walkForwardEquity, 250));
    row.put("trial_sharpes", boxed(sharpes, 1_000));
    row.put("search", search);
    row.put("walk_forward_windows", windows);
    row.put("failures", failures);
    row.put("promotable", promotable());
    return row;
  }

  private static List<Double> boxed(double[] v, int most) {
    var list = new ArrayList<Double>();
    int n = Math.min(most, v.length);
    for (int i = 0; i < n; i++) {
      list.add(v[n < 2 ? 0 : (int) ((long) i * (v.length - 1) / (n - 1))]);
    }
    return list;
  }
}

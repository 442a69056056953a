package io.orchestrator.domain.execution;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Quote;
import java.util.List;
import java.util.Optional;

/**
 * What an execution is expected to cost before it begins; an estimate of the model, no promise.
 *
 * @param arrivalPrice middle of the quote, USD
 * @param spread of the quote, USD, at least a cent
 * @param dailyVolume mean shares per day of the last {@link #DAYS} sessions
 * @param dailyVolatility standard deviation of their daily log returns
 * @param shareOfDailyVolume quantity / dailyVolume
 * @param squareRootBps cost by the square-root law, basis points of the arrival price
 * @param squareRootUsd the same in USD
 * @param expectedUsd expected shortfall of this schedule by Almgren–Chriss
 * @param riskUsd its standard deviation
 * @param riskAversion λ used for the schedule; 0 where the schedule does not depend on it
 */
public record CostEstimate(
    double arrivalPrice,
    double spread,
    double dailyVolume,
    double dailyVolatility,
    double shareOfDailyVolume,
    double squareRootBps,
    double squareRootUsd,
    double expectedUsd,
    double riskUsd,
    double riskAversion) {

  /** Sessions behind volume and volatility. */
  public static final int DAYS = 20;

  private static final int FEWEST_DAYS = 5;
  private static final double CENT = 0.01;

  /** Empty where volume, volatility or a two-sided quote is not known. */
  static Optional<AlmgrenChriss> model(
      MarketPicture picture, long quantity, int intervals, double horizonDays, double lambda) {
    Optional<Quote> quote = picture.quote().filter(Quote::twoSided);
    double volume = dailyVolume(picture.daily());
    double volatility = dailyVolatility(picture.daily());
    if (quote.isEmpty() || !(volume > 0) || !(volatility > 0)) {
      return Optional.empty();
    }
    return Optional.of(
        AlmgrenChriss.calibrated(
            quantity,
            horizonDays,
            intervals,
            volatility * quote.get().mid(),
            spread(quote.get()),
            volume,
            lambda));
  }

  /**
   * @param holdings shares left at the borders of equal intervals, from all down to none
   */
  static CostEstimate of(AlmgrenChriss model, double[] holdings, MarketPicture picture) {
    Quote quote = picture.quote().orElseThrow();
    double volume = dailyVolume(picture.daily());
    double volatility = dailyVolatility(picture.daily());
    double bps = SquareRootImpact.basisPoints(volatility, model.quantity(), volume);
    return new CostEstimate(
        quote.mid(),
        spread(quote),
        volume,
        volatility,
        model.quantity() / volume,
        bps,
        bps / 10_000 * quote.mid() * model.quantity(),
        model.expectedCost(holdings),
        model.risk(holdings),
        model.lambda());
  }

  private static double spread(Quote quote) {
    return Math.max(CENT, quote.ask() - quote.bid());
  }

  private static List<Bar> last(List<Bar> daily, int days) {
    return daily.subList(Math.max(0, daily.size() - days), daily.size());
  }

  private static double dailyVolume(List<Bar> daily) {
    return daily.size() < FEWEST_DAYS
        ? 0
        : last(daily, DAYS).stream().mapToLong(Bar::volume).average().orElse(0);
  }

  private static double dailyVolatility(List<Bar> daily) {
    List<Bar> days = last(daily, DAYS + 1);
    int n = days.size() - 1;
    if (n < FEWEST_DAYS) {
      return 0;
    }
    double[] returns = new double[n];
    double mean = 0;
    for (int i = 0; i < n; i++) {
      returns[i] = Math.log(days.get(i + 1).close() / days.get(i).close());
      mean += returns[i] / n;
    }
    double squares = 0;
    for (double r : returns) {
      squares += (r - mean) * (r - mean);
    }
    return Math.sqrt(squares / (n - 1));
  }
}

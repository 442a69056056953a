package io.orchestrator.adapters.simulator.market;

import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.TradingSession;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The minutes of a session, such that they begin at the day's open, touch its high and low and end
 * at its close, whether the day is simulated or recorded. Volatility and volume are high at the
 * open and towards the close; symbols share market and sector noise, followers repeat their
 * leader's own noise. A pure function of seed, symbol and day: minutes are made when they are asked
 * for.
 */
final class IntradayModel {
  private final long seed;
  private final Map<Symbol, Listing> listings = new HashMap<>();
  private final Map<Symbol, LeadLag> byFollower = new HashMap<>();

  IntradayModel(long seed, List<Listing> listings, List<LeadLag> links) {
    this.seed = seed;
    listings.forEach(l -> this.listings.put(l.symbol(), l));
    links.forEach(l -> byFollower.put(l.follower(), l));
  }

  MinuteSession minutes(Symbol symbol, Day day, TradingSession session) {
    int count = (int) session.length().toMinutes();
    long ordinal = day.date().toEpochDay();
    double[] share = varianceShares(count);
    double[] steps = steps(listings.get(symbol), day, share, ordinal);
    var path = new Path(day, count);
    var noise = new Noise(seed, symbol.value() + "/extremes", ordinal);
    double at = 0;
    for (int i = 0; i < count; i++) {
      double sigma = day.sigma() * Math.sqrt(share[i]);
      path.open[i] = at;
      path.high[i] = at + DailyModel.bridgeMaximum(steps[i], sigma, noise.uniform());
      path.low[i] = at - DailyModel.bridgeMaximum(-steps[i], sigma, noise.uniform());
      at += steps[i];
      path.close[i] = at;
    }
    int[] volume = volumes(day.volume(), steps, day.sigma(), share, noise);
    return path.fitted(symbol, session, volume);
  }

  /** Log returns of the minutes; their sum is the day's. */
  private double[] steps(Listing listing, Day day, double[] share, long ordinal) {
    int count = share.length;
    double[] market = new Noise(seed, "market/minute", ordinal).gaussians(count);
    double[] sector = new Noise(seed, listing.sector() + "/minute", ordinal).gaussians(count);
    double[] own = ownNoise(listing.symbol(), ordinal, count);
    double variance = listing.dailyVariance();
    double ofMarket = listing.beta() * DailyModel.MARKET_SIGMA / Math.sqrt(variance);
    double ofSector = listing.sectorLoading() * DailyModel.SECTOR_SIGMA / Math.sqrt(variance);
    double ofOwn = listing.ownSigma() / Math.sqrt(variance);
    double[] steps = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      double mixed = ofMarket * market[i] + ofSector * sector[i] + ofOwn * own[i];
      steps[i] = day.sigma() * Math.sqrt(share[i]) * mixed;
      sum += steps[i];
    }
    double missing = Math.log(day.close() / day.open()) - sum;
    for (int i = 0; i < count; i++) {
      steps[i] += share[i] * missing;
    }
    return steps;
  }

  private double[] ownNoise(Symbol symbol, long ordinal, int count) {
    double[] own = new Noise(seed, symbol.value() + "/minute", ordinal).gaussians(count);
    LeadLag link = byFollower.get(symbol);
    if (link != null) {
      double[] leader = new Noise(seed, link.leader() + "/minute", ordinal).gaussians(count);
      double rest = Math.sqrt(1 - link.weight() * link.weight());
      for (int i = count - 1; i >= link.lagBars(); i--) {
        own[i] = link.weight() * leader[i - link.lagBars()] + rest * own[i];
      }
    }
    return own;
  }

  private static double[] varianceShares(int count) {
    double[] share = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      share[i] = 1 + 2.2 * Math.exp(-i / 25.0) + 0.9 * Math.exp(-(count - 1 - i) / 35.0);
      sum += share[i];
    }
    for (int i = 0; i < count; i++) {
      share[i] /= sum;
    }
    return share;
  }

  private static int[] volumes(
      long total, double[] steps, double sigma, double[] share, Noise noise) {
    double[] weight = new double[share.length];
    double sum = 0;
    for (int i = 0; i < weight.length; i++) {
      double surprise = Math.abs(steps[i]) / (sigma * Math.sqrt(share[i]) + 1e-12);
      weight[i] =
          share[i] * Math.exp(0.35 * noise.gaussian()) * (0.5 + 0.6 * Math.min(surprise, 5));
      sum += weight[i];
    }
    int[] volume = new int[weight.length];
    long left = total;
    for (int i = 0; i < weight.length - 1; i++) {
      volume[i] = (int) Math.min(left, (long) (total * weight[i] / sum));
      left -= volume[i];
    }
    volume[weight.length - 1] = (int) Math.min(left, Integer.MAX_VALUE);
    return volume;
  }

  /** Log prices relative to the open, before they are fitted into the day's range. */
  private static final class Path {
    private final Day day;
    private final double[] open;
    private final double[] high;
    private final double[] low;
    private final double[] close;

    Path(Day day, int count) {
      this.day = day;
      this.open = new double[count];
      this.high = new double[count];
      this.low = new double[count];
      this.close = new double[count];
    }

    /**
     * Stretches what lies above both open and close of the day so that its top is the day's high,
     * what lies below so that its bottom is the low, and leaves the middle alone: monotone and
     * continuous, so no minute jumps and the order of moves stays.
     */
    MinuteSession fitted(Symbol symbol, TradingSession session, int[] volume) {
      double end = Math.log(day.close() / day.open());
      double upper = Math.max(0, end);
      double lower = Math.min(0, end);
      int top = indexOf(high, 1);
      int bottom = indexOf(low, -1);
      double above = ratio(Math.log(day.high() / day.open()) - upper, high[top] - upper);
      double below = ratio(lower - Math.log(day.low() / day.open()), lower - low[bottom]);
      int[][] prices = new int[4][];
      double[][] logs = {open, high, low, close};
      for (int k = 0; k < 4; k++) {
        prices[k] = new int[open.length];
        for (int i = 0; i < open.length; i++) {
          double x = logs[k][i];
          double fitted =
              x > upper ? upper + (x - upper) * above : x < lower ? lower - (lower - x) * below : x;
          double price = Day.cents(day.open() * Math.exp(fitted));
          prices[k][i] = scaled(Math.clamp(price, day.low(), day.high()));
        }
      }
      prices[0][0] = scaled(day.open());
      prices[3][open.length - 1] = scaled(day.close());
      prices[1][top] = scaled(day.high());
      prices[2][bottom] = scaled(day.low());
      for (int i = 0; i < open.length; i++) {
        prices[1][i] = Math.max(prices[1][i], Math.max(prices[0][i], prices[3][i]));
        prices[2][i] = Math.min(prices[2][i], Math.min(prices[0][i], prices[3][i]));
      }
      return new MinuteSession(symbol, session, prices[0], prices[1], prices[2], prices[3], volume);
    }

    private static double ratio(double wanted, double present) {
      return present > 1e-12 ? wanted / present : 0;
    }

    private static int indexOf(double[] values, int sign) {
      int best = 0;
      for (int i = 1; i < values.length; i++) {
        if (sign * values[i] > sign * values[best]) {
          best = i;
        }
      }
      return best;
    }

    private static int scaled(double price) {
      return (int) Math.min(Math.rint(price * MinuteSession.SCALE), Integer.MAX_VALUE);
    }
  }
}

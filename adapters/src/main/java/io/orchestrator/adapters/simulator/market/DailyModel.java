package io.orchestrator.adapters.simulator.market;

import io.orchestrator.domain.market.Symbol;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Daily log returns of all symbols: a market factor, sector factors and an own part, each with
 * GARCH(1,1) variance (so calm and wild weeks come in clusters); followers repeat their leader's
 * own part. A weak pull to the reference price keeps very long runs in a sane range. Steps session
 * by session; not thread-safe.
 */
final class DailyModel {
  /** Daily standard deviation of the market factor: 16 % a year. */
  static final double MARKET_SIGMA = 0.010;

  static final double SECTOR_SIGMA = 0.006;

  /** Longest lag of a planted link. */
  static final int LAG_MAX = 8;

  /** Share of a day's variance between yesterday's close and today's open. */
  static final double OVERNIGHT_SHARE = 0.25;

  private static final double ARCH = 0.08;
  private static final double GARCH = 0.90;
  private static final double DRIFT = 0.0003;
  private static final double PULL = 1.0 / (252 * 4);
  private static final double MOVE_MAX = 0.30;

  /**
   * One session relative to the close before.
   *
   * @param gap log return from close to open
   * @param intraday log return from open to close
   * @param up highest log return since the open, at least 0
   * @param down lowest log return since the open, at most 0
   * @param sigma standard deviation of the part from open to close
   */
  record Move(double gap, double intraday, double up, double down, double sigma, long volume) {}

  private final long seed;
  private final List<Listing> listings;
  private final Map<Symbol, LeadLag> byFollower = new HashMap<>();
  private final Map<Symbol, Integer> index = new HashMap<>();
  private final Variance market = new Variance(MARKET_SIGMA);
  private final Map<String, Variance> sectors = new LinkedHashMap<>();
  private final Variance[] own;
  private final double[][] ownShocks;
  private final double[] distance;
  private long sessions;

  DailyModel(long seed, List<Listing> listings, List<LeadLag> links) {
    this.seed = seed;
    this.listings = listings;
    this.own = new Variance[listings.size()];
    this.ownShocks = new double[listings.size()][LAG_MAX + 1];
    this.distance = new double[listings.size()];
    for (int i = 0; i < own.length; i++) {
      index.put(listings.get(i).symbol(), i);
      own[i] = new Variance(listings.get(i).ownSigma());
      sectors.computeIfAbsent(listings.get(i).sector(), s -> new Variance(SECTOR_SIGMA));
    }
    links.forEach(l -> byFollower.put(l.follower(), l));
  }

  /** The next session's moves, in the order of the listings. */
  List<Move> next(LocalDate date) {
    long day = date.toEpochDay();
    double marketSigma = market.sigma();
    double marketMove = market.draw(new Noise(seed, "market", day).gaussian());
    var sectorSigma = new HashMap<String, Double>();
    var sectorMove = new HashMap<String, Double>();
    sectors.forEach(
        (name, variance) -> {
          sectorSigma.put(name, variance.sigma());
          sectorMove.put(name, variance.draw(new Noise(seed, name, day).gaussian()));
        });
    int slot = (int) (sessions++ % (LAG_MAX + 1));
    var noises = new ArrayList<Noise>(listings.size());
    double[] sigmas = new double[listings.size()];
    for (int i = 0; i < sigmas.length; i++) {
      Listing listing = listings.get(i);
      sigmas[i] =
          norm(
              listing.beta() * marketSigma,
              listing.sectorLoading() * sectorSigma.get(listing.sector()),
              own[i].sigma());
      noises.add(new Noise(seed, listing.symbol().value(), day));
      ownShocks[i][slot] = own[i].draw(noises.get(i).gaussian());
    }
    var moves = new ArrayList<Move>(listings.size());
    for (int i = 0; i < sigmas.length; i++) {
      Listing listing = listings.get(i);
      double total =
          DRIFT * listing.beta()
              + listing.beta() * marketMove
              + listing.sectorLoading() * sectorMove.get(listing.sector())
              + ownPart(i, slot)
              - PULL * distance[i];
      double bounded = Math.clamp(total, -MOVE_MAX, MOVE_MAX);
      distance[i] += bounded;
      moves.add(shape(bounded, sigmas[i], listing, noises.get(i)));
    }
    return moves;
  }

  private double ownPart(int i, int slot) {
    LeadLag link = byFollower.get(listings.get(i).symbol());
    if (link == null) {
      return ownShocks[i][slot];
    }
    int leader = index.get(link.leader());
    int then = Math.floorMod(slot - link.lagBars(), LAG_MAX + 1);
    double inherited = ownShocks[leader][then] / listings.get(leader).ownSigma();
    double rest = Math.sqrt(1 - link.weight() * link.weight());
    return link.weight() * listings.get(i).ownSigma() * inherited + rest * ownShocks[i][slot];
  }

  /** Splits a return into gap and session and draws the session's extremes. */
  private static Move shape(double total, double sigma, Listing listing, Noise noise) {
    double gap =
        OVERNIGHT_SHARE * total
            + Math.sqrt(OVERNIGHT_SHARE * (1 - OVERNIGHT_SHARE)) * sigma * noise.gaussian() * 0.7;
    double intraday = total - gap;
    double session = Math.sqrt(1 - OVERNIGHT_SHARE) * sigma;
    double up = bridgeMaximum(intraday, session, noise.uniform());
    double down = -bridgeMaximum(-intraday, session, noise.uniform());
    double surprise = Math.abs(total) / sigma - 0.8;
    double volume = listing.dailyVolume() * Math.exp(0.22 * noise.gaussian() + 0.35 * surprise);
    return new Move(gap, intraday, up, down, session, Math.max(1000, (long) volume));
  }

  /**
   * Maximum of a Brownian path from 0 to {@code end} with standard deviation {@code sigma}, by
   * inverting its distribution at {@code uniform} (Karatzas and Shreve, section 2.8).
   */
  static double bridgeMaximum(double end, double sigma, double uniform) {
    return (end + Math.sqrt(end * end - 2 * sigma * sigma * Math.log(uniform))) / 2;
  }

  private static double norm(double a, double b, double c) {
    return Math.sqrt(a * a + b * b + c * c);
  }

  /** GARCH(1,1) around a long-run standard deviation. */
  private static final class Variance {
    private final double longRun;
    private double now;

    Variance(double sigma) {
      this.longRun = sigma * sigma;
      this.now = longRun;
    }

    double sigma() {
      return Math.sqrt(now);
    }

    double draw(double gaussian) {
      double shock = sigma() * gaussian;
      now = (1 - ARCH - GARCH) * longRun + ARCH * shock * shock + GARCH * now;
      return shock;
    }
  }
}

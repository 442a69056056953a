package io.orchestrator.domain.market.quality;

import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Quote;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Judges quotes one after another, per symbol. Pure: state in, verdict and state out. */
public final class QuoteRules {
  private QuoteRules() {}

  /**
   * What is remembered of a symbol.
   *
   * @param lastGood the newest quote that was believed
   * @param suspectMid middle of an unconfirmed jump; 0 if none
   * @param confirmations quotes in a row near it
   */
  public record Track(Optional<Quote> lastGood, double suspectMid, int confirmations) {
    public static final Track EMPTY = new Track(Optional.empty(), 0, 0);
  }

  /** What a rule does with a quote. */
  public enum Effect {
    ACCEPT,
    /** Passed on as SUSPECT: it may be shown, but opens no position. */
    FLAG,
    /** Dropped. */
    REFUSE
  }

  /**
   * @param rule which rule spoke: {@code bad_number}, {@code crossed}, …; empty when accepted
   * @param quote as it goes on; empty when refused
   */
  public record Verdict(
      Effect effect, String rule, double value, Optional<Quote> quote, Track track) {}

  /**
   * @param now market time
   */
  public static Verdict check(QualitySettings settings, Track track, Quote quote, Instant now) {
    if (badNumber(quote)) {
      return refuse("bad_number", firstBad(quote), track);
    }
    if (quote.mid() == 0) {
      return refuse("no_price", 0, track);
    }
    if (quote.twoSided() && quote.bid() > quote.ask()) {
      return refuse("crossed", quote.bid() - quote.ask(), track);
    }
    Duration ahead = Duration.between(now, quote.timestamp());
    if (ahead.compareTo(settings.futureTolerance()) > 0) {
      return refuse("from_the_future", ahead.toMillis() / 1000.0, track);
    }
    if (track.lastGood().isPresent()) {
      Duration behind = Duration.between(quote.timestamp(), track.lastGood().get().timestamp());
      if (behind.compareTo(settings.disorderTolerance()) > 0) {
        return refuse("out_of_order", behind.toMillis() / 1000.0, track);
      }
    }
    return plausible(settings, track, quote);
  }

  /** The quote as it counts at {@code now}: an old one is STALE whatever it was. */
  public static Quote aged(QualitySettings settings, Quote quote, Instant now) {
    Duration age = Duration.between(quote.timestamp(), now);
    return age.compareTo(settings.staleAfter()) > 0 ? with(quote, DataQuality.STALE) : quote;
  }

  public static Quote with(Quote q, DataQuality quality) {
    return new Quote(
        q.symbol(),
        q.bid(),
        q.ask(),
        q.bidSize(),
        q.askSize(),
        q.last(),
        q.lastSize(),
        q.volume(),
        q.timestamp(),
        quality);
  }

  private static Verdict plausible(QualitySettings settings, Track track, Quote quote) {
    double mid = quote.mid();
    double before = track.lastGood().map(Quote::mid).orElse(mid);
    double move = Math.abs(mid / before - 1);
    if (move > settings.spikeFraction()) {
      boolean near =
          track.suspectMid() > 0
              && Math.abs(mid / track.suspectMid() - 1) <= settings.spikeFraction() / 2;
      int confirmations = near ? track.confirmations() + 1 : 1;
      if (confirmations < settings.spikeConfirmations()) {
        return flag("spike", move, quote, new Track(track.lastGood(), mid, confirmations));
      }
    }
    if (quote.twoSided()) {
      double spread = (quote.ask() - quote.bid()) / mid;
      if (spread > settings.wideSpreadFraction()) {
        return flag("wide_spread", spread, quote, new Track(track.lastGood(), 0, 0));
      }
    }
    return new Verdict(
        Effect.ACCEPT, "", 0, Optional.of(quote), new Track(Optional.of(quote), 0, 0));
  }

  private static boolean badNumber(Quote quote) {
    return bad(quote.bid())
        || bad(quote.ask())
        || bad(quote.last())
        || quote.bidSize() < 0
        || quote.askSize() < 0
        || quote.lastSize() < 0
        || quote.volume() < 0;
  }

  private static double firstBad(Quote quote) {
    if (bad(quote.bid())) {
      return quote.bid();
    }
    if (bad(quote.ask())) {
      return quote.ask();
    }
    return bad(quote.last()) ? quote.last() : -1;
  }

  private static boolean bad(double price) {
    return !Double.isFinite(price) || price < 0;
  }

  private static Verdict refuse(String rule, double value, Track track) {
    return new Verdict(Effect.REFUSE, rule, value, Optional.empty(), track);
  }

  private static Verdict flag(String rule, double value, Quote quote, Track track) {
    return new Verdict(
        Effect.FLAG, rule, value, Optional.of(with(quote, DataQuality.SUSPECT)), track);
  }
}

package io.orchestrator.domain.market.quality;

import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Quote;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges the quotes of one symbol, one after another. Times are market time. Single-threaded.
 *
 * <p>A dropped quote leaves no trace in what later ones are compared with; a suspect one neither,
 * until following quotes confirm its level.
 */
final class QuoteJudge {
  private static final double LARGEST_PRICE = 1e9;
  private static final int MEDIANS_OF = 64;
  private static final int LEAST_SPREADS = 16;
  private static final double GRID_TOLERANCE = 1e-6;
  private static final int STALE_AT_MOST = 10;

  private final QualitySettings settings;
  private final RollingMedian spreads = new RollingMedian(MEDIANS_OF);
  private final RollingMedian gaps = new RollingMedian(MEDIANS_OF);
  private final ExchangeDay day = new ExchangeDay();
  private Quote lastGood;
  private long lastVolume;
  private Instant movedAt = Instant.MIN;
  private Instant crossedSince;
  private RuleEffect crossedTold = RuleEffect.DROP;
  private double suspectMid;
  private int confirmations;
  private LocalDate splitHeldOn;

  /**
   * @param shown the quote as it goes on; empty when it is dropped
   * @param good whether it is believed; what is shown and not good is suspect
   */
  record Verdict(Optional<Quote> shown, boolean good, List<Finding> findings) {}

  QuoteJudge(QualitySettings settings) {
    this.settings = settings;
  }

  Verdict judge(Quote quote, Instant now) {
    Optional<Finding> unsound = unsound(quote, now);
    if (unsound.isPresent()) {
      return new Verdict(Optional.empty(), false, List.of(unsound.get()));
    }
    boolean newDay = day.changed(quote.timestamp());
    Optional<Finding> volume = volume(quote, newDay, now);
    if (volume.isPresent() && volume.get().effect() == RuleEffect.DROP) {
      return new Verdict(Optional.empty(), false, List.of(volume.get()));
    }
    if (quote.twoSided() && quote.bid() > quote.ask()) {
      return new Verdict(Optional.empty(), false, crossed(quote, now));
    }
    crossedSince = null;
    crossedTold = RuleEffect.DROP;
    return plausible(quote, volume, newDay, now);
  }

  private Optional<Finding> unsound(Quote quote, Instant now) {
    double bad = badNumber(quote);
    if (!Double.isNaN(bad) || !known(quote)) {
      return found(QualityRule.BAD_NUMBER, Double.isNaN(bad) ? 0 : bad, now);
    }
    if (quote.timestamp().isAfter(now.plus(settings.futureTolerance()))) {
      return found(QualityRule.FROM_THE_FUTURE, seconds(now, quote.timestamp()), now);
    }
    if (lastGood != null
        && quote.timestamp().isBefore(lastGood.timestamp().minus(settings.disorderTolerance()))) {
      return found(QualityRule.OUT_OF_ORDER, seconds(quote.timestamp(), lastGood.timestamp()), now);
    }
    return Optional.empty();
  }

  private static boolean known(Quote quote) {
    return quote.mid() > 0;
  }

  /** The first number that cannot be, as a finite value; NaN when all are sound. */
  private double badNumber(Quote q) {
    if (bad(q.bid()) || bad(q.ask()) || bad(q.last())) {
      double first = bad(q.bid()) ? q.bid() : bad(q.ask()) ? q.ask() : q.last();
      return Double.isFinite(first) ? first : -1;
    }
    boolean negative = q.bidSize() < 0 || q.askSize() < 0 || q.lastSize() < 0 || q.volume() < 0;
    return negative ? -1 : Double.NaN;
  }

  private boolean bad(double price) {
    return !(price >= 0 && price <= LARGEST_PRICE) || offGrid(price, settings.priceGrid());
  }

  /** Whether a price is no whole multiple of the grid; the grid 0 takes any. */
  static boolean offGrid(double price, double grid) {
    return grid > 0
        && Math.abs(price - Math.rint(price / grid) * grid)
            > Math.max(GRID_TOLERANCE, Math.ulp(price) * 4);
  }

  /** Compares with the quote before and not with the largest: a wrong one does no lasting harm. */
  private Optional<Finding> volume(Quote quote, boolean newDay, Instant now) {
    long before = newDay ? 0 : lastVolume;
    lastVolume = quote.volume();
    if (quote.volume() >= before) {
      return Optional.empty();
    }
    return quote.volume() == 0
        ? found(QualityRule.VOLUME_RESET, before, now)
        : found(QualityRule.OUT_OF_ORDER, before - quote.volume(), now);
  }

  private List<Finding> crossed(Quote quote, Instant now) {
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.of(QualityRule.CROSSED, quote.bid() - quote.ask(), now));
    if (crossedSince == null) {
      crossedSince = now;
    }
    review(now).ifPresent(findings::add);
    return findings;
  }

  /** What time alone brings: a market that has been crossed for too long. */
  Optional<Finding> review(Instant now) {
    if (crossedSince == null) {
      return Optional.empty();
    }
    Duration crossedFor = Duration.between(crossedSince, now);
    RuleEffect effect =
        crossedFor.compareTo(settings.crossedAlarm()) > 0
            ? RuleEffect.QUARANTINE
            : crossedFor.compareTo(settings.crossedFor()) > 0 ? RuleEffect.FLAG : RuleEffect.DROP;
    if (effect.compareTo(crossedTold) <= 0) {
      return Optional.empty();
    }
    crossedTold = effect;
    double lasted = crossedFor.toMillis() / 1000.0;
    return Optional.of(new Finding(QualityRule.CROSSED, effect, lasted, now));
  }

  private Verdict plausible(Quote quote, Optional<Finding> volume, boolean newDay, Instant now) {
    List<Finding> findings = new ArrayList<>(0);
    volume.ifPresent(findings::add);
    boolean flagged = volume.isPresent();
    double mid = quote.mid();
    double before = lastGood == null ? mid : lastGood.mid();
    if (newDay && SplitRules.suspected(before, mid).isPresent()) {
      splitHeldOn = day.date();
      findings.add(Finding.of(QualityRule.CORPORATE_ACTION, before / mid, now));
    }
    double move = Math.abs(mid / before - 1);
    if (move > settings.spikeFraction() && !confirmed(mid)) {
      findings.add(Finding.of(QualityRule.QUOTE_JUMP, move, now));
      flagged = true;
    } else {
      flagged |= wide(quote, now, findings);
    }
    if (quote.quality() == DataQuality.DELAYED) {
      findings.add(Finding.of(QualityRule.DELAYED, 0, now));
    }
    if (!flagged) {
      believe(quote, now);
    }
    return new Verdict(Optional.of(quote), !flagged, findings);
  }

  private boolean wide(Quote quote, Instant now, List<Finding> findings) {
    suspectMid = 0;
    confirmations = 0;
    if (!quote.twoSided()) {
      return false;
    }
    double spread = (quote.ask() - quote.bid()) / quote.mid();
    if (spread > widest()) {
      findings.add(Finding.of(QualityRule.WIDE_SPREAD, spread, now));
      return true;
    }
    spreads.add(spread);
    return false;
  }

  private boolean confirmed(double mid) {
    boolean near = suspectMid > 0 && Math.abs(mid / suspectMid - 1) <= settings.spikeFraction() / 2;
    confirmations = near ? confirmations + 1 : 1;
    suspectMid = mid;
    return confirmations >= settings.spikeConfirmations();
  }

  private double widest() {
    return spreads.size() < LEAST_SPREADS
        ? settings.wideSpreadFraction()
        : Math.max(settings.wideSpreadFraction(), spreads.median() * settings.wideSpreadMedians());
  }

  private void believe(Quote quote, Instant now) {
    if (lastGood != null) {
      gaps.add(Math.max(0, seconds(lastGood.timestamp(), quote.timestamp())));
    }
    if (lastGood == null || quote.bid() != lastGood.bid() || quote.ask() != lastGood.ask()) {
      movedAt = now;
    }
    lastGood = quote;
  }

  Optional<Quote> lastGood() {
    return Optional.ofNullable(lastGood);
  }

  /** When bid or ask of a believed quote last changed; far past if never. */
  Instant movedAt() {
    return movedAt;
  }

  /** Entries are held for the rest of the day on which a split was suspected. */
  boolean heldForSplit() {
    return splitHeldOn != null && splitHeldOn.equals(day.date());
  }

  /** From what age on the last good quote is stale. */
  Duration staleAfter() {
    double own = gaps.median() * settings.staleGaps() * 1000;
    double least = settings.staleAfter().toMillis();
    return Duration.ofMillis((long) Math.min(Math.max(least, own), least * STALE_AT_MOST));
  }

  private static Optional<Finding> found(QualityRule rule, double value, Instant at) {
    return Optional.of(Finding.of(rule, value, at));
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1000.0;
  }
}

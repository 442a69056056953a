package io.orchestrator.domain.market.quality;

import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.TradingSession;
import io.orchestrator.domain.port.MarketDataFeed.TradeCorrected;
import io.orchestrator.domain.port.MarketDataFeed.Traded;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything that is judged of one symbol, and the state that follows from it. Market time where
 * nothing else is said. Single-threaded.
 */
public final class SymbolJudge {
  private final QualitySettings settings;
  private final QuoteJudge quotes;
  private final TradeJudge trades;
  private final Trust trust;
  private final Instant watchedSince;
  private Optional<TradingSession> session = Optional.empty();
  private boolean halted;
  private boolean feedStale;
  private boolean clockBlocked;
  private QualityState seen;
  private Instant since;
  private QualityState told;

  /**
   * @param shown the quote to show, marked with its quality; empty when it was dropped
   */
  public record QuoteVerdict(Optional<Quote> shown, List<Finding> findings) {}

  /**
   * @param believed to be used in this order: none, the trade, or held ones that it sets free
   */
  public record TradeVerdict(List<Traded> believed, List<Finding> findings) {}

  /**
   * @param since when the state began
   */
  public record Change(QualityState from, QualityState to, Instant since) {}

  /**
   * @param watchedSince since when quotes are expected
   */
  public SymbolJudge(QualitySettings settings, Instant watchedSince) {
    this.settings = settings;
    this.watchedSince = watchedSince;
    this.quotes = new QuoteJudge(settings);
    this.trades = new TradeJudge(settings);
    this.trust = new Trust(settings);
    this.seen = new QualityState(DataQuality.STALE, Optional.empty());
    this.told = seen;
    this.since = watchedSince;
  }

  public QuoteVerdict quote(Quote quote, Instant now) {
    QuoteJudge.Verdict verdict = quotes.judge(quote, now);
    verdict.findings().forEach(trust::offended);
    if (verdict.good()) {
      trust.good(now);
    }
    return new QuoteVerdict(
        verdict.shown().map(q -> marked(q, shownQuality(q, verdict.good(), now))),
        verdict.findings());
  }

  private DataQuality shownQuality(Quote quote, boolean good, Instant now) {
    DataQuality own = quote.quality() == DataQuality.STALE ? DataQuality.STALE : DataQuality.GOOD;
    DataQuality floor = good ? own : DataQuality.SUSPECT;
    DataQuality state = state(now).quality();
    return state.compareTo(floor) > 0 ? state : floor;
  }

  public TradeVerdict trade(Traded trade, Instant now) {
    TradeJudge.Verdict verdict = trades.judge(trade, now);
    verdict.findings().forEach(trust::offended);
    return new TradeVerdict(verdict.believed(), verdict.findings());
  }

  /** A correction counts; one that takes back a trade that is held ends the doubt about it. */
  public Finding corrected(TradeCorrected correction, Instant now) {
    if (!correction.inserted()) {
      trades.removed(correction.tickId());
    }
    return Finding.of(QualityRule.CORRECTION, correction.price(), now);
  }

  /**
   * What the passing of time brings; to be called about once a second.
   *
   * @param open the session that is open now
   * @param feed what is wrong with the session of the feed
   * @return new findings of this symbol
   */
  public List<Finding> review(Instant now, Optional<TradingSession> open, Optional<Finding> feed) {
    List<Finding> findings = new ArrayList<>(0);
    session = open;
    feedStale = feed.isPresent() && feed.get().rule() == QualityRule.STALE_FEED;
    clockBlocked =
        feed.isPresent()
            && feed.get().rule() == QualityRule.CLOCK_SKEW
            && feed.get().effect() == RuleEffect.HALT_ENTRIES;
    quotes.review(now).ifPresent(findings::add);
    boolean silent = open.isPresent() && !feedStale && pinned(open.get().open(), now);
    if (silent && !halted) {
      double seconds = settings.trades().haltSilence().toSeconds();
      findings.add(Finding.of(QualityRule.POSSIBLE_HALT, seconds, now));
    }
    halted = silent;
    findings.forEach(trust::offended);
    QualityState state = state(now);
    if (!state.equals(seen)) {
      if (open.isPresent() && isStale(state) && !isStale(seen)) {
        findings.add(Finding.of(QualityRule.STALE_QUOTE, age(now).toMillis() / 1000.0, now));
      }
      seen = state;
      since = now;
    }
    return findings;
  }

  private static boolean isStale(QualityState state) {
    return state.cause().equals(Optional.of(QualityRule.STALE_QUOTE));
  }

  private boolean pinned(Instant open, Instant now) {
    Instant moved = quotes.movedAt().isAfter(open) ? quotes.movedAt() : open;
    Duration pinnedFor = Duration.between(moved, now);
    return trades.silent(open, now) && pinnedFor.compareTo(settings.trades().haltSilence()) > 0;
  }

  /**
   * What is to be told: a worse state at once, a better one when it has held for the settling time,
   * nothing twice, no stale quote of a closed market, and not what is told of the whole feed.
   */
  public Optional<Change> change(Instant now) {
    boolean worse = seen.quality().compareTo(told.quality()) > 0;
    boolean settled = Duration.between(since, now).compareTo(settings.recovery().settle()) >= 0;
    boolean ofFeed = seen.cause().equals(Optional.of(QualityRule.STALE_FEED));
    boolean expected = ofFeed || session.isEmpty() && isStale(seen);
    boolean nothingTold = told.cause().isEmpty() && told.quality() == DataQuality.STALE;
    boolean same = seen.equals(told) || seen.quality() == told.quality() && !nothingTold;
    if (same || expected || !(worse || settled || nothingTold)) {
      return Optional.empty();
    }
    Change change = new Change(told, seen, since);
    told = seen;
    // That a symbol has its first quote is no news.
    boolean news = !nothingTold || seen.quality() != DataQuality.GOOD;
    return news ? Optional.of(change) : Optional.empty();
  }

  /** The state at this moment. */
  public QualityState state(Instant now) {
    Optional<QualityState> offence = trust.state();
    if (offence.isPresent() && offence.get().quality() == DataQuality.QUARANTINED) {
      return offence.get();
    }
    if (quotes.heldForSplit()) {
      return QualityState.of(DataQuality.QUARANTINED, QualityRule.CORPORATE_ACTION);
    }
    if (halted) {
      return QualityState.of(DataQuality.SUSPECT, QualityRule.POSSIBLE_HALT);
    }
    if (offence.isPresent()) {
      return offence.get();
    }
    return condition(now);
  }

  private QualityState condition(Instant now) {
    if (clockBlocked) {
      return QualityState.of(DataQuality.SUSPECT, QualityRule.CLOCK_SKEW);
    }
    if (feedStale) {
      return QualityState.of(DataQuality.STALE, QualityRule.STALE_FEED);
    }
    if (quotes.lastGood().isEmpty()) {
      boolean waited = age(now).compareTo(settings.staleAfter()) > 0;
      return new QualityState(
          DataQuality.STALE, waited ? Optional.of(QualityRule.STALE_QUOTE) : Optional.empty());
    }
    if (age(now).compareTo(quotes.staleAfter()) > 0) {
      return QualityState.of(DataQuality.STALE, QualityRule.STALE_QUOTE);
    }
    return switch (quotes.lastGood().get().quality()) {
      case STALE -> QualityState.of(DataQuality.STALE, QualityRule.STALE_FEED);
      case DELAYED -> QualityState.of(DataQuality.DELAYED, QualityRule.DELAYED);
      case GOOD, SUSPECT, QUARANTINED -> QualityState.GOOD;
    };
  }

  private Duration age(Instant now) {
    Instant from = quotes.lastGood().map(Quote::timestamp).orElse(watchedSince);
    return Duration.between(from, now);
  }

  /** The feed's session is lost or back, known at once and not with the next review. */
  public void feedStale(boolean stale) {
    feedStale = stale;
  }

  /** The last quote that was believed, marked with the state of now. */
  public Optional<Quote> quote(Instant now) {
    return quotes.lastGood().map(quote -> marked(quote, state(now).quality()));
  }

  /** When the present state began, as the reviews saw it. */
  public Instant since() {
    return since;
  }

  /** The same quote with another quality. */
  public static Quote marked(Quote q, DataQuality quality) {
    if (q.quality() == quality) {
      return q;
    }
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
}

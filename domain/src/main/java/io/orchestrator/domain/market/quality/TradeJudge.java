package io.orchestrator.domain.market.quality;

import io.orchestrator.domain.port.MarketDataFeed.Traded;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Judges the trades of one symbol. An outlier is held back: when the next trades agree with it, it
 * was a new level and all of them are believed; when one of them is back at the old level, it is
 * dropped. Source of the rule: Brownlees and Gallo (2006), in a form that looks back only, with
 * median and median absolute deviation in place of trimmed moments. Single-threaded.
 */
final class TradeJudge {
  /** Makes the median absolute deviation of a normal sample its standard deviation. */
  private static final double NORMAL = 1.4826;

  private static final double LARGEST_PRICE = 1e9;
  private static final long NO_ID = 0;

  /** After so long a pause the old level says nothing. */
  private static final Duration PAUSE = Duration.ofMinutes(30);

  private final QualitySettings settings;
  private final QualitySettings.Trades bounds;
  private final RollingMedian prices;
  private final RollingMedian gaps = new RollingMedian(64);
  private final ExchangeDay day = new ExchangeDay();
  private final List<Traded> held = new ArrayList<>();
  private final BitSet seen;
  private long highestId = NO_ID;
  private Instant lastAt;

  /**
   * @param believed to be used, in order; more than one when held ones are set free, none when the
   *     trade is dropped or held
   */
  record Verdict(List<Traded> believed, List<Finding> findings) {
    private static Verdict dropped(Finding finding) {
      return new Verdict(List.of(), List.of(finding));
    }
  }

  TradeJudge(QualitySettings settings) {
    this.settings = settings;
    this.bounds = settings.trades();
    this.prices = new RollingMedian(bounds.window());
    this.seen = new BitSet(bounds.idWindow());
  }

  Verdict judge(Traded trade, Instant now) {
    double price = trade.price();
    if (!(price > 0 && price <= LARGEST_PRICE)
        || trade.size() < 0
        || QuoteJudge.offGrid(price, settings.priceGrid())) {
      double told = Double.isFinite(price) ? price : -1;
      return Verdict.dropped(Finding.of(QualityRule.BAD_NUMBER, told, now));
    }
    if (trade.timestamp().isAfter(now.plus(settings.futureTolerance()))) {
      return Verdict.dropped(
          Finding.of(QualityRule.FROM_THE_FUTURE, seconds(now, trade.timestamp()), now));
    }
    if (day.changed(trade.timestamp())) {
      forgetDay();
    }
    List<Finding> findings = new ArrayList<>(0);
    if (trade.tickId() > NO_ID) {
      if (repeated(trade.tickId())) {
        return Verdict.dropped(Finding.of(QualityRule.DUPLICATE, trade.tickId(), now));
      }
      long missing = remember(trade.tickId());
      if (missing > 0) {
        findings.add(Finding.of(QualityRule.SEQUENCE_GAP, missing, now));
      }
    }
    if (!trade.qualified()) {
      findings.add(Finding.of(QualityRule.UNQUALIFIED_TRADE, trade.price(), now));
      return new Verdict(List.of(trade), findings);
    }
    return new Verdict(level(trade, now, findings), findings);
  }

  /** A trade that is held back and taken back by the feed was wrong. */
  void removed(long tickId) {
    held.removeIf(trade -> tickId > NO_ID && trade.tickId() == tickId);
  }

  private void forgetDay() {
    seen.clear();
    highestId = NO_ID;
    prices.clear();
    held.clear();
  }

  private boolean repeated(long id) {
    return id <= highestId
        && id > highestId - bounds.idWindow()
        && seen.get((int) (id % bounds.idWindow()));
  }

  /**
   * @return how many ids were skipped
   */
  private long remember(long id) {
    int window = bounds.idWindow();
    if (id <= highestId) {
      if (id > highestId - window) {
        seen.set((int) (id % window));
      }
      return 0;
    }
    long skipped = highestId == NO_ID ? 0 : id - highestId - 1;
    if (skipped >= window) {
      seen.clear();
    } else {
      for (long gone = id - skipped; gone <= id; gone++) {
        seen.clear((int) (gone % window));
      }
    }
    seen.set((int) (id % window));
    highestId = id;
    return skipped;
  }

  private List<Traded> level(Traded trade, Instant now, List<Finding> findings) {
    if (lastAt != null) {
      double gap = seconds(lastAt, trade.timestamp());
      if (gap < -settings.disorderTolerance().toMillis() / 1000.0) {
        return late(trade, -gap, now, findings);
      }
      gaps.add(Math.max(0, gap));
      if (gap > PAUSE.toSeconds()) {
        prices.clear();
        held.clear();
      }
    }
    lastAt = lastAt == null || trade.timestamp().isAfter(lastAt) ? trade.timestamp() : lastAt;
    if (prices.size() < bounds.leastTrades() || near(trade.price(), prices.median())) {
      held.clear();
      prices.add(trade.price());
      return List.of(trade);
    }
    return outlier(trade, now, findings);
  }

  /** Its bar takes it in, unless it is an outlier: what comes late, nothing can confirm. */
  private List<Traded> late(Traded trade, double seconds, Instant now, List<Finding> findings) {
    findings.add(new Finding(QualityRule.OUT_OF_ORDER, RuleEffect.COUNT, seconds, now));
    if (prices.size() < bounds.leastTrades() || near(trade.price(), prices.median())) {
      return List.of(trade);
    }
    findings.add(new Finding(QualityRule.OUTLIER_TRADE, RuleEffect.DROP, trade.price(), now));
    return List.of();
  }

  private List<Traded> outlier(Traded trade, Instant now, List<Finding> findings) {
    if (!held.isEmpty() && !near(trade.price(), held.getLast().price())) {
      held.clear();
    }
    held.add(trade);
    if (held.size() <= bounds.confirmations()) {
      findings.add(Finding.of(QualityRule.OUTLIER_TRADE, trade.price(), now));
      return List.of();
    }
    List<Traded> free = List.copyOf(held);
    held.clear();
    prices.clear();
    free.forEach(t -> prices.add(t.price()));
    return free;
  }

  private boolean near(double price, double middle) {
    double bound = bounds.deviations() * NORMAL * prices.deviation();
    bound = Math.max(bound, Math.max(bounds.leastUsd(), bounds.leastFraction() * middle));
    return Math.abs(price - middle) <= bound;
  }

  /**
   * Whether a symbol that trades often has been without a trade for so long that one thinks of a
   * halt.
   *
   * @param since not counting what was before: the open of the session
   */
  boolean silent(Instant since, Instant now) {
    if (lastAt == null || gaps.size() < bounds.leastTrades()) {
      return false;
    }
    Instant from = lastAt.isAfter(since) ? lastAt : since;
    return gaps.median() <= bounds.liquidGap().toMillis() / 1000.0
        && Duration.between(from, now).compareTo(bounds.haltSilence()) > 0;
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1000.0;
  }
}

package io.orchestrator.actors.risk;

import io.orchestrator.actors.api.Market;
import io.orchestrator.actors.trading.DeskNews;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.portfolio.Mark;
import io.orchestrator.domain.portfolio.Portfolio;
import io.orchestrator.domain.portfolio.Position;
import io.orchestrator.domain.risk.Breaker;
import io.orchestrator.domain.risk.BreakerName;
import io.orchestrator.domain.risk.BreakerRules;
import io.orchestrator.domain.risk.BreakerSignal;
import io.orchestrator.domain.risk.BreakerState;
import io.orchestrator.domain.risk.Gauge;
import io.orchestrator.domain.risk.GaugeTrails;
import io.orchestrator.domain.risk.GuardReading;
import io.orchestrator.domain.risk.RiskEvent;
import io.orchestrator.domain.risk.RiskLimits;
import io.orchestrator.domain.risk.RiskReading;
import io.orchestrator.domain.risk.RiskState;
import io.orchestrator.domain.risk.ViolationRules;
import io.orchestrator.domain.risk.ViolationType;
import io.orchestrator.domain.risk.Warning;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Judges readings and news: violations, warnings, breakers. What it keeps beside the durable state
 * (confirmations, streaks, times) begins anew after a restart, which errs towards waiting for a
 * second reading; breakers that are open are in the state.
 */
final class GuardJudge {
  /** A number this far below its limit is clear. */
  private static final double CLEAR_AT = 0.95;

  /** A high-water mark is written when it rises by more: not with every cent. */
  private static final double HIGH_WATER_STEP = 0.001;

  private final GuardSettings settings;
  private final Market market;
  private final GaugeTrails trails;
  private final OrderRecord orders;
  private final Map<String, Instant> clearSince = new HashMap<>();
  private List<Warning> warnings = List.of();

  /** Held names that have had no price at all, each from when that was first seen. */
  private final Map<String, Instant> unpricedSince = new HashMap<>();

  private Optional<Instant> unequalSince = Optional.empty();
  private double lastEquity;
  private Instant lastEvidence = Instant.MIN;
  private boolean doubtful;

  GuardJudge(GuardSettings settings, Market market) {
    this.settings = settings;
    this.market = market;
    trails = new GaugeTrails(settings.confirmations(), settings.outOf());
    orders = new OrderRecord(settings.errorWindow());
  }

  List<Warning> warnings() {
    return warnings;
  }

  /** A number is over its limit, and only another reading can confirm it. */
  boolean doubtful() {
    return doubtful;
  }

  // --- readings ---

  List<RiskEvent> judge(
      RiskState state, Portfolio portfolio, RiskReading reading, RiskLimits limits, Instant now) {
    GuardReading guard = guard(state, portfolio, reading, now);
    List<Gauge> gauges = guard.gauges(limits, settings.dataGrace());
    trails.add(gauges, guard.evidence(), now);
    doubtful = gauges.stream().anyMatch(trails::doubtful);
    warnings = ViolationRules.warnings(warnings, gauges, trails, settings.warnAt(), now);
    List<RiskEvent> events = new ArrayList<>(ViolationRules.evaluate(state, gauges, trails, now));
    highWater(state, guard, now).ifPresent(events::add);
    for (BreakerSignal signal : signals(state, guard, gauges, now)) {
      judge(state, signal, now).ifPresent(events::add);
    }
    return events;
  }

  private GuardReading guard(
      RiskState state, Portfolio portfolio, RiskReading reading, Instant now) {
    Instant marketNow = market.now();
    boolean open = market.timeKnown() && TradingCalendar.nyse().isOpen(marketNow);
    Map<String, Duration> ages = new HashMap<>();
    Instant evidence = portfolio.positions().isEmpty() ? marketNow : Instant.MIN;
    int held = 0;
    for (Position p : portfolio.positions()) {
      if (p.quantity() == 0) {
        continue;
      }
      held++;
      if (p.markAge().isPresent()) {
        Instant at = marketNow.minus(p.markAge().get());
        evidence = at.isAfter(evidence) ? at : evidence;
        unpricedSince.remove(p.symbol());
      }
      if (open && p.mark() != Mark.Kind.FRESH) {
        ages.put(p.symbol(), p.markAge().orElseGet(() -> unpriced(p.symbol(), now)));
      }
    }
    unequalSince =
        portfolio.reconciled() ? Optional.empty() : unequalSince.or(() -> Optional.of(now));
    Duration unequal = unequalSince.map(since -> age(since, now)).orElse(Duration.ZERO);
    double equity = reading.metrics().portfolioValue();
    double drawdown =
        state.highWater() > 0 && equity > 0 ? Math.max(0, 1 - equity / state.highWater()) : 0;
    return new GuardReading(reading, evidence, ages, held, unequal, drawdown);
  }

  /**
   * After a start the first prices take a moment: a name without any has its grace from then on.
   */
  private Duration unpriced(String symbol, Instant now) {
    return age(unpricedSince.computeIfAbsent(symbol, s -> now), now);
  }

  private static Duration age(Instant since, Instant now) {
    Duration age = Duration.between(since, now);
    return age.isNegative() ? Duration.ZERO : age;
  }

  /** The lower of two readings on different prices: one bad tick sets no record. */
  private Optional<RiskEvent> highWater(RiskState state, GuardReading guard, Instant now) {
    if (!guard.reading().equityKnown()) {
      return Optional.empty();
    }
    double equity = guard.reading().metrics().portfolioValue();
    boolean second = lastEquity > 0 && guard.evidence().isAfter(lastEvidence);
    double confirmed = second ? Math.min(equity, lastEquity) : 0;
    lastEquity = equity;
    lastEvidence = guard.evidence();
    return confirmed > state.highWater() * (1 + HIGH_WATER_STEP)
        ? Optional.of(new RiskEvent.HighWaterRaised(confirmed, now))
        : Optional.empty();
  }

  private List<BreakerSignal> signals(
      RiskState state, GuardReading guard, List<Gauge> gauges, Instant now) {
    List<BreakerSignal> signals = new ArrayList<>();
    gauge(gauges, ViolationType.DAILY_LOSS, BreakerName.DAILY_LOSS).ifPresent(signals::add);
    gauge(gauges, ViolationType.DRAWDOWN, BreakerName.DRAWDOWN).ifPresent(signals::add);
    if (guard.reading().equityKnown()) {
      signals.add(concentration(gauges));
    }
    double blind = guard.blind();
    signals.add(
        BreakerSignal.portfolio(
            BreakerName.DATA_QUALITY,
            blind >= settings.blindShare()
                && gauges.stream()
                    .anyMatch(g -> g.type() == ViolationType.STALE_DATA && trails.confirmed(g)),
            blind < settings.blindShare(),
            text("held_without_fresh_price", blind, settings.blindShare())));
    signals.add(losses());
    signals.add(failures(now));
    signals.add(quiet(BreakerName.ORDER_FREQUENCY, Breaker.PORTFOLIO));
    for (Breaker b : state.breakers()) {
      if (b.name().perSubject() && b.state() != BreakerState.CLOSED) {
        signals.add(quiet(b.name(), b.subject()));
      }
    }
    return signals;
  }

  private Optional<BreakerSignal> gauge(List<Gauge> gauges, ViolationType type, BreakerName name) {
    return gauges.stream()
        .filter(g -> g.type() == type)
        .findFirst()
        .map(g -> signal(name, g, g.subject() + " " + type));
  }

  private BreakerSignal signal(BreakerName name, Gauge g, String what) {
    boolean clear = g.value() <= g.limit() * CLEAR_AT;
    String cause = text(what.toLowerCase(Locale.ROOT).replace(' ', '_'), g.value(), g.limit());
    return BreakerSignal.portfolio(name, trails.confirmed(g), clear, cause);
  }

  private BreakerSignal concentration(List<Gauge> gauges) {
    return gauges.stream()
        .filter(g -> g.type() == ViolationType.CONCENTRATION)
        .max((a, b) -> Double.compare(a.value(), b.value()))
        .map(
            g ->
                BreakerSignal.portfolio(
                    BreakerName.POSITION_CONCENTRATION,
                    trails.confirmed(g),
                    g.value() <= g.limit() * CLEAR_AT,
                    text(g.subject(), g.value(), g.limit())))
        .orElseGet(
            () ->
                BreakerSignal.portfolio(
                    BreakerName.POSITION_CONCENTRATION, false, true, "nothing is held"));
  }

  private BreakerSignal losses() {
    int losses = orders.losses();
    return BreakerSignal.portfolio(
        BreakerName.LOSS_STREAK,
        losses >= settings.lossStreak(),
        losses == 0,
        "losing_trades_in_a_row=" + losses + " limit=" + settings.lossStreak());
  }

  private BreakerSignal failures(Instant now) {
    double failed = orders.failed(now);
    int known = orders.orders(now);
    return BreakerSignal.portfolio(
        BreakerName.ERROR_RATE,
        known >= settings.errorMinimum() && failed >= settings.errorRate(),
        failed < settings.errorRate() * CLEAR_AT,
        "orders=" + known + " " + text("failed", failed, settings.errorRate()));
  }

  /** Nothing was heard against it: its time may pass. */
  private static BreakerSignal quiet(BreakerName name, String subject) {
    return new BreakerSignal(name, subject, false, true, "quiet");
  }

  // --- news ---

  /** What the desk's news does to the breakers. */
  Optional<RiskEvent> judge(RiskState state, DeskNews item, RiskLimits limits, Instant now) {
    return switch (item) {
      case DeskNews.PositionsChanged changed -> Optional.empty();
      case DeskNews.FrequencyExceeded f ->
          judge(
              state,
              BreakerSignal.portfolio(
                  BreakerName.ORDER_FREQUENCY,
                  true,
                  false,
                  "entries_last_minute="
                      + f.entriesLastMinute()
                      + " limit="
                      + limits.maxOrdersPerMinute()),
              now);
      case DeskNews.PriceShocked p ->
          judge(
              state,
              new BreakerSignal(
                  BreakerName.PRICE_SHOCK,
                  p.symbol(),
                  true,
                  false,
                  String.format(Locale.ROOT, "%s moved by %.4f", p.symbol(), p.move())),
              now);
      case DeskNews.TradeClosed t -> {
        orders.closed(t.order(), t.result());
        yield judge(state, losses(), now);
      }
      case DeskNews.OrderOutcome o -> {
        orders.outcome(o.failed(), now);
        yield judge(state, failures(now), now);
      }
      case DeskNews.ExecutionsExhausted e ->
          judge(
              state,
              new BreakerSignal(
                  BreakerName.REPEATED_EXECUTION,
                  e.strategy(),
                  true,
                  false,
                  "executions=" + e.executions() + " limit=" + limits.maxExecutions()),
              now);
    };
  }

  private Optional<RiskEvent> judge(RiskState state, BreakerSignal signal, Instant now) {
    String key = signal.name() + " " + signal.subject();
    if (signal.clear()) {
      clearSince.putIfAbsent(key, now);
    } else {
      clearSince.remove(key);
    }
    Duration clearFor =
        Optional.ofNullable(clearSince.get(key)).map(s -> age(s, now)).orElse(Duration.ZERO);
    Optional<RiskEvent> event =
        BreakerRules.judge(state, signal, settings.breakers().of(signal.name()), clearFor, now);
    if (event.isPresent() && event.get() instanceof RiskEvent.BreakerProbing) {
      // What small entries show shall not be judged by what was before.
      forget(signal.name());
    }
    return event;
  }

  /** A person closed the breaker, or it is being probed: its numbers count from here. */
  void forget(BreakerName name) {
    switch (name) {
      case DAILY_LOSS -> trails.forget(ViolationType.DAILY_LOSS);
      case DRAWDOWN -> trails.forget(ViolationType.DRAWDOWN);
      case LOSS_STREAK -> orders.forgetLosses();
      case ERROR_RATE -> orders.forgetFailures();
      case POSITION_CONCENTRATION,
          ORDER_FREQUENCY,
          PRICE_SHOCK,
          DATA_QUALITY,
          REPEATED_EXECUTION -> {
        // Nothing is remembered of them here.
      }
    }
  }

  private static String text(String name, double value, double limit) {
    return String.format(Locale.ROOT, "%s=%.4f limit=%.4f", name, value, limit);
  }
}

package io.orchestrator.actors.pipeline;

import io.orchestrator.actors.api.LiveFeed;
import io.orchestrator.actors.api.LivePublisher;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.BarBuilder;
import io.orchestrator.domain.market.BarSlots;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.port.MarketDataFeed.Traded;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Bars of the watched symbols' trades, for clients and for analysis. */
final class LiveBars {
  private static final BarBuilder.Limits MINUTE_LIMITS =
      new BarBuilder.Limits(Duration.ofMinutes(5), 1_000);

  private final PipelineSettings settings;
  private final LivePublisher live;
  private final QualityFlags flags;
  private final AnalysisQueue analysis;
  private final BarBuilder minutes =
      new BarBuilder(new BarSlots(TradingCalendar.nyse(), Timeframe.M1, true), MINUTE_LIMITS);
  private final Set<Symbol> tradedSince = new HashSet<>();
  private long tradesSeen;

  LiveBars(PipelineSettings settings, LivePublisher live, QualityFlags flags) {
    this.settings = settings;
    this.live = live;
    this.flags = flags;
    this.analysis = new AnalysisQueue(settings.analysisQueue());
  }

  /**
   * @param now market time
   */
  void trade(Traded traded, Instant now) {
    if (traded.timestamp().isAfter(now.plus(settings.quality().futureTolerance()))) {
      refuse(traded, "trade_from_the_future");
      return;
    }
    // The feed's order stands for the order of trades of one instant.
    BarBuilder.Result result =
        minutes.trade(
            traded.symbol(),
            new BarBuilder.Trade(tradesSeen++, traded.timestamp(), traded.price(), traded.size()));
    switch (result.outcome()) {
      case APPLIED -> tradedSince.add(traded.symbol());
      case IGNORED -> refuse(traded, "bad_trade");
      case TOO_LATE -> refuse(traded, "trade_too_late");
    }
    result.ended().forEach(this::ended);
  }

  /** Forming bars that changed, and those that ended by the time that has passed. */
  void publish(Instant now) {
    for (Symbol symbol : tradedSince) {
      minutes.current(symbol).ifPresent(bar -> live.publish(new LiveFeed.BarUpdate(bar, false)));
    }
    tradedSince.clear();
    minutes.endedBy(now).forEach(this::ended);
  }

  void forget(Set<Symbol> symbols) {
    symbols.forEach(minutes::forget);
  }

  /** Newest finished bar of each symbol, taken out. */
  List<Bar> takeForAnalysis(int max) {
    return analysis.take(max);
  }

  private void ended(BarBuilder.Ended ended) {
    ended
        .bar()
        .ifPresent(
            bar -> {
              analysis.offer(bar);
              live.publish(new LiveFeed.BarUpdate(bar, true));
            });
  }

  private void refuse(Traded traded, String rule) {
    flags.flag(traded.symbol().value(), rule, "refused", traded.price());
  }
}

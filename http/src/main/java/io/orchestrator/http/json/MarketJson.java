package io.orchestrator.http.json;

import io.orchestrator.actors.api.LiveFeed;
import io.orchestrator.actors.api.MarketRecords.SymbolQuality;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.port.BarStore;

/** Quotes and bars on the wire. Prices in USD as traded; a side of 0 is unknown. */
public final class MarketJson {
  private MarketJson() {}

  public static Shape quote(Quote quote) {
    return Shape.of("symbol", quote.symbol().value())
        .and("bid", quote.bid())
        .and("ask", quote.ask())
        .and("bid_size", quote.bidSize())
        .and("ask_size", quote.askSize())
        .and("last", quote.last())
        .and("size", quote.lastSize())
        .and("volume", quote.volume())
        .and("timestamp", quote.timestamp())
        .and("quality", quote.quality());
  }

  public static Shape series(BarStore.Summary summary) {
    return Shape.of("symbol", summary.series().symbol().value())
        .and("timeframe", summary.series().timeframe().wireName())
        .and("source", summary.series().source())
        .and("first", summary.first())
        .and("last", summary.last())
        .and("bars", summary.bars());
  }

  public static Shape quality(SymbolQuality quality) {
    return Shape.of("symbol", quality.symbol().value())
        .and("quality", quality.quality())
        .and("quoted_at", quality.quotedAt())
        .and("rules", quality.rules());
  }

  /**
   * @param isFinal false while the bar is still forming
   */
  public static Shape bar(Bar bar, boolean isFinal) {
    return Shape.of("symbol", bar.symbol().value())
        .and("timeframe", bar.timeframe().wireName())
        .and("open", bar.open())
        .and("high", bar.high())
        .and("low", bar.low())
        .and("close", bar.close())
        .and("volume", bar.volume())
        .and("timestamp", bar.start())
        .and("final", isFinal);
  }

  /**
   * A streamed bar: how often it was told before as final, and whether trades of it are missing.
   */
  public static Shape bar(LiveFeed.BarUpdate update) {
    return bar(update.bar(), update.isFinal())
        .and("revision", update.revision())
        .and("partial", update.partial());
  }
}

package io.orchestrator.actors.pipeline;

import io.orchestrator.actors.api.MarketRecords.SymbolQuality;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.quality.Finding;
import io.orchestrator.domain.market.quality.QualityRule;
import io.orchestrator.domain.port.MarketDataFeed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What time alone shows of the data's quality, once an interval, and how every symbol stands. */
final class QualityReview {
  private final QuoteTable table;
  private final QualityFlags flags;
  private final MarketDataFeed feed;
  private long unreadLines;

  QualityReview(QuoteTable table, QualityFlags flags, MarketDataFeed feed) {
    this.table = table;
    this.flags = flags;
    this.feed = feed;
  }

  /**
   * @param now market time
   * @param wall time
   */
  void at(Instant now, Instant wall) {
    table.reviewFeed(now, wall).ifPresent(finding -> flags.flag("*", finding));
    for (QuoteTable.Reviewed reviewed : table.review(now)) {
      flags.flag(reviewed.symbol(), reviewed.findings());
      reviewed.change().ifPresent(change -> flags.changed(reviewed.symbol(), change));
    }
    long unread = feed.malformedLines();
    if (unread > unreadLines) {
      flags.flag("*", Finding.of(QualityRule.MALFORMED_LINE, unread - unreadLines, now));
    }
    unreadLines = unread;
  }

  DataPipeline.QualityReply answer(Set<Symbol> watched, Instant now) {
    List<SymbolQuality> symbols = new ArrayList<>();
    for (Symbol symbol : new TreeSet<>(watched)) {
      table
          .standing(symbol, now)
          .ifPresent(
              standing ->
                  symbols.add(
                      new SymbolQuality(
                          symbol,
                          standing.state().quality(),
                          standing.state().cause().map(QualityRule::wireName),
                          standing.since(),
                          standing.quote().map(Quote::timestamp),
                          flags.of(symbol.value()),
                          flags.last(symbol.value()))));
    }
    return new DataPipeline.QualityReply(List.copyOf(symbols), flags.of(QualityBook.OTHERS));
  }
}

package io.orchestrator.adapters.iqfeed;

import io.orchestrator.domain.port.FeedNotice;
import io.orchestrator.domain.port.MarketDataFeed.TradeCorrected;
import java.time.LocalDateTime;
import java.util.List;

/** One line of Level 1 other than P and Q, understood as far as this client needs it. */
sealed interface LevelOneMessage {
  /** The once-a-second time, New York. */
  record Timestamp(LocalDateTime time) implements LevelOneMessage {}

  /**
   * A line beginning with S.
   *
   * @param name second word: {@code SERVER CONNECTED}
   * @param words all that follow
   */
  record System(String name, List<String> words) implements LevelOneMessage {}

  /** F, R or N. */
  record Notice(FeedNotice notice) implements LevelOneMessage {}

  /** C. */
  record Correction(TradeCorrected correction) implements LevelOneMessage {}

  record UnknownSymbol(String symbol) implements LevelOneMessage {}

  record Failure(String text) implements LevelOneMessage {}

  /** A type that this client has no use for: those not yet invented. */
  record Ignored(char type) implements LevelOneMessage {}

  /** Not a line of the protocol. */
  record Malformed(String reason) implements LevelOneMessage {}
}

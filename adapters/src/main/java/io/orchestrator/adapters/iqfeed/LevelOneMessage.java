package io.orchestrator.adapters.iqfeed;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;

/** One line of Level 1, understood as far as this client needs it. */
sealed interface LevelOneMessage {
  /**
   * P or Q.
   *
   * @param values by field name of the present field set; empty ones are absent
   */
  record Update(boolean summary, String symbol, Map<String, String> values)
      implements LevelOneMessage {}

  /** The once-a-second time, New York. */
  record Timestamp(LocalDateTime time) implements LevelOneMessage {}

  /**
   * A line beginning with S.
   *
   * @param name second word: {@code SERVER CONNECTED}
   * @param words all that follow
   */
  record System(String name, List<String> words) implements LevelOneMessage {}

  record UnknownSymbol(String symbol) implements LevelOneMessage {}

  record Failure(String text) implements LevelOneMessage {}

  /** A type that this client has no use for: F, R, N, C and those not yet invented. */
  record Ignored(char type) implements LevelOneMessage {}

  /** Not a line of the protocol. */
  record Malformed(String reason) implements LevelOneMessage {}
}

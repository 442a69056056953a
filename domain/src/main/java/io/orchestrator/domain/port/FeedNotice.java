package io.orchestrator.domain.port;

import io.orchestrator.domain.market.Symbol;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** What a feed says beside quotes and trades. */
public sealed interface FeedNotice {
  /** Bid and ask of one exchange; sides without a price are 0. */
  record RegionalQuoted(
      Symbol symbol, String marketCenter, double bid, long bidSize, double ask, long askSize)
      implements FeedNotice {}

  /**
   * @param symbols as the vendor writes them
   */
  record Headline(
      String source, String storyId, List<String> symbols, Instant timestamp, String text)
      implements FeedNotice {
    public Headline {
      symbols = List.copyOf(symbols);
    }
  }

  /**
   * @param averageVolume of four weeks, shares; 0 if not told
   * @param dividend latest amount, USD per share; 0: none
   * @param exDividend first session without it
   * @param splits newest first, at most two
   */
  record Fundamentals(
      Symbol symbol,
      String company,
      long averageVolume,
      double yearHigh,
      double yearLow,
      double dividend,
      Optional<LocalDate> exDividend,
      List<Split> splits)
      implements FeedNotice {
    public Fundamentals {
      splits = List.copyOf(splits);
    }
  }

  /**
   * @param factor old shares for one new share: 0.5 is two for one
   */
  record Split(double factor, LocalDate date) {}

  /**
   * How the vendor's software sees us.
   *
   * @param port what kind of connection: 0 admin, 1 Level 1, 2 depth, 3 lookup
   * @param kilobytesQueued waiting because we read too slowly
   */
  record ClientLoad(int port, String name, int symbols, double kilobytesQueued)
      implements FeedNotice {}
}

package io.orchestrator.domain.port;

import io.orchestrator.domain.market.Symbol;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Consumer;

/** Bars that the vendor builds and sends while they form, beginning with stored ones. */
public interface IntervalBars {
  /**
   * Bars until the subscription is closed; after a lost connection those missed come first. The
   * sink is called on a thread of the adapter, as the vendor sends them, a finished bar once.
   *
   * @throws IllegalStateException if more are watched than the adapter allows
   */
  Subscription watch(Query query, Consumer<Update> sink);

  /**
   * @param length 1 to 300 s, whole minutes up to an hour, or 2 h
   * @param backfill stored bars that come first, 0: none
   */
  record Query(Symbol symbol, Duration length, int backfill) {
    public Query {
      Objects.requireNonNull(symbol, "symbol");
      long seconds = length.toSeconds();
      boolean known =
          seconds >= 1 && seconds <= 300
              || seconds <= 3600 && seconds > 0 && seconds % 60 == 0
              || seconds == 7200;
      if (!known || length.getNano() != 0) {
        throw new IllegalArgumentException(
            "length must be 1..300 s, whole minutes up to 1 h, or 2 h, was " + length);
      }
      if (backfill < 0 || backfill > 1_000_000) {
        throw new IllegalArgumentException("backfill must be 0..1000000, was " + backfill);
      }
    }
  }

  sealed interface Update {}

  /**
   * @param start begin of the bar, UTC
   * @param volume of the bar, shares
   */
  record IntervalBar(
      Symbol symbol,
      Duration length,
      Instant start,
      double open,
      double high,
      double low,
      double close,
      long volume,
      Phase phase)
      implements Update {}

  /** The vendor will not send bars of it. */
  record Refused(Symbol symbol, Reason reason) implements Update {}

  enum Phase {
    /** Stored, finished. */
    HISTORY,
    /** Its latest state; more follow. */
    FORMING,
    /** Finished just now. */
    COMPLETE
  }

  enum Reason {
    UNKNOWN_SYMBOL,
    /** Tried again with each new connection and whenever another watch ends. */
    SYMBOL_LIMIT
  }

  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}

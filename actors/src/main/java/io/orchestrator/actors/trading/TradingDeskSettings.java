package io.orchestrator.actors.trading;

import io.orchestrator.domain.desk.Drift;
import io.orchestrator.domain.risk.PriceBands;
import io.orchestrator.domain.risk.ShortSaleRules;
import java.math.BigDecimal;
import java.time.Duration;

/**
 * The desk's settings.
 *
 * @param maxQuoteAge older prices refuse entries; market time
 * @param quoteWait how long a submission waits for the first quote of its symbol
 * @param quoteRetry pause between two looks for it
 * @param intentTtl an entry that could not be sent this long after its intent is closed
 * @param verdictTtl an older verdict is taken and written again before sending
 * @param settle an order must have been in doubt this long when a sync was asked for, before the
 *     sync's silence proves that the broker never got it
 * @param syncTimeout a sync of which nothing was heard for so long is asked for again
 * @param syncInterval routine comparison with the broker
 * @param markInterval how often the prices of what is held are looked up
 * @param cashQuiet time without fills before cash is compared (the broker reports it late)
 * @param askTimeout of calls through the façade
 * @param maxOpenOrders open and waiting orders together
 * @param maxInbox submissions that wait for the journal, and questions as many; more are refused
 * @param maxBrokerBacklog broker messages that wait; then the adapter's thread waits
 * @param maxForeignOrders orders of other sources that are counted; more stop entries
 * @param maxWaiters callers that wait for the end of orders or for an old order's journal
 * @param brokerIdBlock broker order ids reserved in one journal entry
 * @param driftBudgetShares difference of all positions together that is taken over with an event;
 *     above it entries wait for a person
 * @param driftBudgetUsd the same of their value, and of the difference in cash, in USD
 * @param shortSales what a short sale needs beside room in the limits
 * @param priceBands around the mean of the last minutes; a price outside opens nothing
 */
public record TradingDeskSettings(
    Duration maxQuoteAge,
    Duration quoteWait,
    Duration quoteRetry,
    Duration intentTtl,
    Duration verdictTtl,
    Duration settle,
    Duration syncTimeout,
    Duration syncInterval,
    Duration markInterval,
    Duration cashQuiet,
    Duration askTimeout,
    int maxOpenOrders,
    int maxInbox,
    int maxBrokerBacklog,
    int maxForeignOrders,
    int maxWaiters,
    int brokerIdBlock,
    int driftBudgetShares,
    int driftBudgetUsd,
    ShortSaleRules shortSales,
    PriceBands.Settings priceBands) {

  public static final TradingDeskSettings DEFAULT =
      new TradingDeskSettings(
          Duration.ofSeconds(15),
          Duration.ofSeconds(3),
          Duration.ofMillis(200),
          Duration.ofSeconds(60),
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          Duration.ofSeconds(30),
          Duration.ofMinutes(5),
          Duration.ofSeconds(2),
          Duration.ofMinutes(4),
          Duration.ofSeconds(10),
          200,
          1_000,
          10_000,
          1_000,
          1_000,
          100,
          100,
          10_000,
          ShortSaleRules.DEFAULT,
          new PriceBands.Settings(0.05, Duration.ofMinutes(5), 10, 2));

  public TradingDeskSettings {
    positive("max-quote-age", maxQuoteAge);
    positive("quote-wait", quoteWait);
    positive("quote-retry", quoteRetry);
    positive("intent-ttl", intentTtl);
    positive("verdict-ttl", verdictTtl);
    positive("settle", settle);
    positive("sync-timeout", syncTimeout);
    positive("sync-interval", syncInterval);
    positive("mark-interval", markInterval);
    positive("cash-quiet", cashQuiet);
    positive("ask-timeout", askTimeout);
    positive("max-open-orders", maxOpenOrders);
    positive("max-inbox", maxInbox);
    positive("max-broker-backlog", maxBrokerBacklog);
    positive("max-foreign-orders", maxForeignOrders);
    positive("max-waiters", maxWaiters);
    positive("broker-id-block", brokerIdBlock);
    notNegative("drift-budget-shares", driftBudgetShares);
    notNegative("drift-budget-usd", driftBudgetUsd);
  }

  /** What may be taken over from the broker without asking anybody. */
  public Drift.Budget driftBudget() {
    return new Drift.Budget(driftBudgetShares, BigDecimal.valueOf(driftBudgetUsd));
  }

  private static void notNegative(String name, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " must be at least 0, was " + value);
    }
  }

  private static void positive(String name, Duration value) {
    if (value == null || value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be longer than nothing, was " + value);
    }
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, was " + value);
    }
  }
}

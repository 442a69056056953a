package io.orchestrator.adapters.simulator.exchange;

/**
 * Hears everything that happens to orders, in the order in which it happened. Called with the
 * exchange's lock held: hand the news on and return at once.
 */
public interface ExchangeListener {
  /** Accepted, modified or cancelled ({@link BrokerOrder#state()} says which). */
  void orderChanged(BrokerOrder order);

  /** A fill; {@code after} is the order behind it. */
  void executed(BrokerOrder after, BrokerExecution execution);
}

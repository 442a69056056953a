package io.orchestrator.adapters.ibkr.wire;

/** Share classes: ours and the feeds' {@code BRK.B} is the broker's {@code BRK B}. */
public final class BrokerSymbols {
  private BrokerSymbols() {}

  public static String toBroker(String symbol) {
    return symbol.replace('.', ' ');
  }

  public static String fromBroker(String symbol) {
    return symbol.strip().replace(' ', '.');
  }
}

package io.orchestrator.domain.risk;

import io.orchestrator.domain.order.OrderRequest;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All limits in force at one time: the account's, and tighter ones of symbols and strategies.
 *
 * @param version 0 is the configuration; each change is one more
 * @param symbols by symbol
 * @param strategies by the name of {@code OrderRequest.strategy()}
 */
public record LimitSet(
    long version,
    RiskLimits account,
    Map<String, NarrowLimits> symbols,
    Map<String, NarrowLimits> strategies) {
  public static final int MAX_NARROW = 500;

  public LimitSet {
    symbols = Map.copyOf(symbols);
    strategies = Map.copyOf(strategies);
    if (symbols.size() > MAX_NARROW || strategies.size() > MAX_NARROW) {
      throw new IllegalArgumentException(
          "limits of at most " + MAX_NARROW + " symbols and as many strategies are kept");
    }
  }

  /** As configured. */
  public static LimitSet of(RiskLimits account) {
    return new LimitSet(0, account, Map.of(), Map.of());
  }

  public LimitSet withVersion(long next) {
    return new LimitSet(next, account, symbols, strategies);
  }

  public NarrowLimits symbol(String name) {
    return symbols.getOrDefault(name, NarrowLimits.NONE);
  }

  public NarrowLimits strategy(String name) {
    return strategies.getOrDefault(name, NarrowLimits.NONE);
  }

  /** What holds for an entry of {@code strategy} in {@code symbol}. */
  public OrderLimits order(String symbol, String strategy) {
    return OrderLimits.of(account, symbol(symbol), strategy(strategy));
  }

  /** Some name or strategy may open nothing. */
  public boolean restrictsAny() {
    return Stream.of(symbols, strategies)
        .flatMap(narrow -> narrow.values().stream())
        .anyMatch(NarrowLimits::restricted);
  }

  /** Its name, or the strategy of which it is, may open nothing. */
  public boolean restricts(OrderRequest request) {
    return symbol(request.symbol().value()).restricted()
        || strategy(request.strategy()).restricted();
  }

  /** Allows something that {@code before} did not: a second person may have to agree. */
  public boolean looserThan(LimitSet before) {
    return looser(account, before.account)
        || narrowLooser(symbols, before.symbols)
        || narrowLooser(strategies, before.strategies);
  }

  private static boolean narrowLooser(
      Map<String, NarrowLimits> now, Map<String, NarrowLimits> then) {
    Set<String> names = new HashSet<>(then.keySet());
    names.addAll(now.keySet());
    return names.stream()
        .anyMatch(
            name ->
                now.getOrDefault(name, NarrowLimits.NONE)
                    .looserThan(then.getOrDefault(name, NarrowLimits.NONE)));
  }

  private static boolean looser(RiskLimits now, RiskLimits then) {
    return now.var95Limit() > then.var95Limit()
        || now.maxDailyLoss() > then.maxDailyLoss()
        || now.maxConcentration() > then.maxConcentration()
        || now.maxOrderNotional() > then.maxOrderNotional()
        || now.maxOrderQuantity() > then.maxOrderQuantity()
        || now.maxOrdersPerMinute() > then.maxOrdersPerMinute()
        || now.maxGrossExposure() > then.maxGrossExposure()
        || now.priceCollar() > then.priceCollar()
        || now.volatilitySpike() > then.volatilitySpike()
        || now.maxDrawdown() > then.maxDrawdown()
        || now.maxShortExposure() > then.maxShortExposure()
        || now.maxNotionalPerMinute() > then.maxNotionalPerMinute()
        || now.maxMessagesPerMinute() > then.maxMessagesPerMinute()
        || now.maxOrdersPerSymbol() > then.maxOrdersPerSymbol()
        || now.maxRepeats() > then.maxRepeats()
        || now.maxExecutions() > then.maxExecutions()
        || now.maxInstruments() > then.maxInstruments()
        || endless(now.maxNetExposure()) > endless(then.maxNetExposure())
        || endless(now.maxSectorExposure()) > endless(then.maxSectorExposure())
        || now.assumedVar() < then.assumedVar();
  }

  /** Nothing stands for no limit. */
  private static double endless(double limit) {
    return limit == 0 ? Double.POSITIVE_INFINITY : limit;
  }
}

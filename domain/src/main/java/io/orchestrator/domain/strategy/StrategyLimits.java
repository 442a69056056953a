package io.orchestrator.domain.strategy;

import java.util.ArrayList;
import java.util.List;

/**
 * Limits that Commission Delegated Regulation (EU) 2017/589 (RTS 6) wants set before a strategy is
 * deployed (article 8: instruments, prices, values and numbers of orders, positions) and kept while
 * it runs (article 15). 0: not given; one venue, the broker's router.
 *
 * @param maxInstruments names that it may trade
 * @param maxOrderValue USD of one order
 * @param maxMessagesPerMinute orders and cancels
 * @param maxPosition USD in one name
 * @param maxLoss USD at which it is taken back
 */
public record StrategyLimits(
    int maxInstruments,
    double maxOrderValue,
    int maxMessagesPerMinute,
    double maxPosition,
    double maxLoss) {

  /** Names of those that are not given. */
  public List<String> missing() {
    var names = new ArrayList<String>();
    need(names, "max_instruments", maxInstruments);
    need(names, "max_order_value", maxOrderValue);
    need(names, "max_messages_per_minute", maxMessagesPerMinute);
    need(names, "max_position", maxPosition);
    need(names, "max_strategy_loss", maxLoss);
    return List.copyOf(names);
  }

  private static void need(List<String> names, String name, double value) {
    if (!(value > 0 && Double.isFinite(value))) {
      names.add(name);
    }
  }
}

package io.orchestrator.catalogue;

import io.orchestrator.domain.workflow.Parameter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one run may order, beside the gate's limits of the account. The notional is reserved in the
 * plan, which is in the journal before the first order, and the rate is counted by when the desk
 * wrote the intents of the run's orders: neither a pause, a retry nor a restart begins anew.
 */
final class RunBudget {
  private static final String NOTIONAL = "max_notional";
  private static final String RATE = "max_orders_per_second";
  private static final double USUAL_RATE = 10;

  private final double notional;
  private final double rate;
  private double reserved;

  /**
   * @param checked the run's parameters; a run that was begun before there were budgets has none
   */
  RunBudget(Map<String, Object> checked) {
    notional = checked.containsKey(NOTIONAL) ? Json.number(checked, NOTIONAL) : 0;
    rate = checked.containsKey(RATE) ? Json.number(checked, RATE) : USUAL_RATE;
  }

  static Parameter notionalParameter() {
    return Parameter.number(
        NOTIONAL, 0, 1e12, 0, "USD that the run may order besides exits; 0: what the gate allows");
  }

  static Parameter rateParameter() {
    return Parameter.number(RATE, 0.1, 100, USUAL_RATE, "of plain orders of this run");
  }

  /**
   * Takes the order's worth out of the budget; an exit is never kept back.
   *
   * @return why there is not enough left for it
   */
  Optional<String> reserve(boolean exit, long quantity, double price) {
    double worth = quantity * price;
    if (exit || notional == 0) {
      return Optional.empty();
    }
    if (reserved + worth > notional) {
      return Optional.of(
          "%.2f USD are more than the %.2f left of max_notional %.2f"
              .formatted(worth, notional - reserved, notional));
    }
    reserved += worth;
    return Optional.empty();
  }

  /**
   * How long the next order must wait.
   *
   * @param intents of the run's orders so far, oldest first
   */
  Duration pause(List<Instant> intents, Instant now) {
    int together = Math.max(1, (int) rate);
    if (intents.size() < together) {
      return Duration.ZERO;
    }
    Instant free =
        intents
            .get(intents.size() - together)
            .plus(Duration.ofNanos((long) (together / rate * 1e9)));
    return now.isBefore(free) ? Duration.between(now, free) : Duration.ZERO;
  }
}

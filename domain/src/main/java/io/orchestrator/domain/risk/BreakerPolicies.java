package io.orchestrator.domain.risk;

import static io.orchestrator.domain.risk.BreakerPolicy.Reset.HALF_OPEN;
import static io.orchestrator.domain.risk.BreakerPolicy.Reset.HYSTERESIS;
import static io.orchestrator.domain.risk.BreakerPolicy.Reset.MANUAL;
import static io.orchestrator.domain.risk.BreakerPolicy.Reset.TIMED;
import static io.orchestrator.domain.risk.BreakerState.ENTRIES_BLOCKED;
import static io.orchestrator.domain.risk.BreakerState.HALTED;
import static io.orchestrator.domain.risk.BreakerState.REDUCE_ONLY;

import java.time.Duration;

/** The policy of each breaker. */
public record BreakerPolicies(
    BreakerPolicy dailyLoss,
    BreakerPolicy positionConcentration,
    BreakerPolicy orderFrequency,
    BreakerPolicy drawdown,
    BreakerPolicy lossStreak,
    BreakerPolicy errorRate,
    BreakerPolicy priceShock,
    BreakerPolicy dataQuality,
    BreakerPolicy repeatedExecution) {

  public static final BreakerPolicies DEFAULT =
      new BreakerPolicies(
          BreakerPolicy.of(HALTED, MANUAL, Duration.ZERO),
          BreakerPolicy.of(ENTRIES_BLOCKED, HYSTERESIS, Duration.ZERO),
          BreakerPolicy.of(ENTRIES_BLOCKED, TIMED, Duration.ofMinutes(5)),
          BreakerPolicy.of(REDUCE_ONLY, MANUAL, Duration.ZERO),
          BreakerPolicy.of(ENTRIES_BLOCKED, HALF_OPEN, Duration.ofMinutes(30)),
          BreakerPolicy.of(ENTRIES_BLOCKED, HALF_OPEN, Duration.ofMinutes(5)),
          BreakerPolicy.of(ENTRIES_BLOCKED, TIMED, Duration.ofMinutes(5)),
          BreakerPolicy.of(ENTRIES_BLOCKED, HYSTERESIS, Duration.ofSeconds(30)),
          BreakerPolicy.of(ENTRIES_BLOCKED, MANUAL, Duration.ZERO));

  public BreakerPolicy of(BreakerName name) {
    return switch (name) {
      case DAILY_LOSS -> dailyLoss;
      case POSITION_CONCENTRATION -> positionConcentration;
      case ORDER_FREQUENCY -> orderFrequency;
      case DRAWDOWN -> drawdown;
      case LOSS_STREAK -> lossStreak;
      case ERROR_RATE -> errorRate;
      case PRICE_SHOCK -> priceShock;
      case DATA_QUALITY -> dataQuality;
      case REPEATED_EXECUTION -> repeatedExecution;
    };
  }
}

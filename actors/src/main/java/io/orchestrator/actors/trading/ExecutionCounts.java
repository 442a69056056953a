package io.orchestrator.actors.trading;

import io.orchestrator.domain.desk.DeskEvent;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.risk.Breaker;
import io.orchestrator.domain.risk.BreakerState;
import java.util.Optional;

/**
 * A strategy whose automated orders were executed often enough waits for a person. The counts are
 * in the desk's state; whoever opens the breaker is told until it is open, for a word may be lost
 * and a limit may be lowered.
 */
final class ExecutionCounts {
  private final DeskKnowledge knowledge;
  private final DeskVoice voice;

  ExecutionCounts(DeskKnowledge knowledge, DeskVoice voice) {
    this.knowledge = knowledge;
    this.voice = voice;
  }

  /** As it is counted: a person's own orders are not. */
  static String counted(OrderRequest request) {
    return request.strategy().equals(OrderRequest.MANUAL) ? "" : request.strategy();
  }

  /** An execution of it was booked. */
  void booked(String strategy, Turn turn) {
    int executions = turn.state().executionsOf(strategy).count();
    if (executions >= knowledge.limits().account().maxExecutions() && !open(strategy)) {
      turn.then(() -> voice.news(new DeskNews.ExecutionsExhausted(strategy, executions)));
    }
  }

  /** Limits and breakers may be others now. */
  void reported(Turn turn) {
    knowledge.executionBreakers().forEach(breaker -> enabledAgain(breaker, turn));
    turn.state().executions().keySet().forEach(strategy -> booked(strategy, turn));
  }

  /** A person reset the breaker of a strategy: its executions are counted anew from there. */
  private static void enabledAgain(Breaker breaker, Turn turn) {
    String strategy = breaker.subject();
    if (breaker.state() == BreakerState.CLOSED
        && turn.state().counts(strategy)
        && !turn.state().executionsOf(strategy).enabled().equals(Optional.of(breaker.since()))) {
      turn.persist(new DeskEvent.StrategyEnabled(strategy, breaker.since(), turn.now));
    }
  }

  private boolean open(String strategy) {
    return knowledge.executionBreakers().stream()
        .anyMatch(b -> b.subject().equals(strategy) && b.state() != BreakerState.CLOSED);
  }
}

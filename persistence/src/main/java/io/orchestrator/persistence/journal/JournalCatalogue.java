package io.orchestrator.persistence.journal;

import io.orchestrator.domain.common.JournalRecord;
import io.orchestrator.domain.desk.DeskEvent;
import io.orchestrator.domain.desk.DeskState;
import io.orchestrator.domain.event.EventLogRecord;
import io.orchestrator.domain.execution.ExecutionBook;
import io.orchestrator.domain.execution.ExecutionBookEvent;
import io.orchestrator.domain.execution.ExecutionEvent;
import io.orchestrator.domain.order.OrderEvent;
import io.orchestrator.domain.risk.RiskEvent;
import io.orchestrator.domain.risk.RiskState;
import io.orchestrator.domain.risk.measure.GradingEvent;
import io.orchestrator.domain.risk.measure.GradingState;
import io.orchestrator.domain.strategy.StrategyEvent;
import io.orchestrator.domain.system.SystemRecord;
import io.orchestrator.domain.workflow.WorkflowRecord;
import io.orchestrator.domain.workflow.WorkflowRun;
import java.util.List;

/** Everything that may stand in the journal: sealed roots, or single records. One line each. */
public final class JournalCatalogue {
  /** Expanded by their permitted subclasses; each concrete record carries {@code @Journaled}. */
  public static final List<Class<? extends JournalRecord>> ROOTS =
      List.of(
          EventLogRecord.class,
          SystemRecord.class,
          RiskEvent.class,
          RiskState.class,
          GradingEvent.class,
          GradingState.class,
          OrderEvent.class,
          DeskEvent.class,
          DeskState.class,
          ExecutionEvent.class,
          ExecutionBookEvent.class,
          ExecutionBook.class,
          WorkflowRecord.class,
          WorkflowRun.class,
          StrategyEvent.class);

  /** Steps from old shapes to present ones; see {@link Upcaster}. */
  public static final List<Upcaster> UPCASTERS = List.of();

  private JournalCatalogue() {}
}

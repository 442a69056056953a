package io.orchestrator.actors.risk;

import io.orchestrator.domain.risk.RiskEvent;
import io.orchestrator.domain.risk.RiskReport;
import io.orchestrator.domain.risk.RiskState;
import java.time.Instant;
import java.util.List;

/** The Risk Monitor's state and journal, for the parts of it that decide. */
interface RiskMemory {
  RiskState state();

  /** One atomic step; {@code after} runs when it is on disk, at once if there is nothing. */
  void persist(List<RiskEvent> events, Runnable after);

  RiskReport report();

  /** Net liquidation as last known, USD; 0 before the first. */
  double equity();

  /** Wall time. */
  Instant now();
}

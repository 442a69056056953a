package io.orchestrator.actors.api;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import io.orchestrator.domain.health.HealthReport;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.risk.RiskReport;
import io.orchestrator.domain.risk.Violation;
import io.orchestrator.domain.system.SystemStatus;
import io.orchestrator.domain.workflow.WorkflowView;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Live state of this node's view, for streaming clients. System events come from {@link Events}.
 */
public interface LiveFeed {
  /**
   * Hot stream for one reader. A slow one loses older states, never the newest of a topic; it fails
   * with {@code stream.too_slow} before it would miss anything else.
   */
  Source<Update, NotUsed> updates();

  /** Declares what a client wants to see; the pipeline watches the union of all clients. */
  void watch(String clientId, Set<Symbol> symbols);

  /**
   * As {@link #watch(String, Set)}, and bars of this timeframe while they form; those that have
   * ended come anyway, but those of a second only to who asked for them.
   */
  default void watch(String clientId, Set<Symbol> symbols, Optional<Timeframe> bars) {
    watch(clientId, symbols);
  }

  void unwatchAll(String clientId);

  /** What changed. */
  sealed interface Update {}

  record StatusUpdate(SystemStatus status) implements Update {}

  record HealthUpdate(HealthReport report) implements Update {}

  record RiskUpdate(RiskReport report) implements Update {}

  record ViolationUpdate(Violation violation) implements Update {}

  record WorkflowUpdate(WorkflowView view) implements Update {}

  record QuoteUpdate(Quote quote) implements Update {}

  /**
   * @param revision 0 the first time; a final bar that changed afterwards is told again with 1, 2,
   *     …
   * @param partial trades of its time are missing: the feed was down, or it began to watch later;
   *     it is told again when history has filled it
   */
  record BarUpdate(Bar bar, boolean isFinal, int revision, boolean partial) implements Update {
    public BarUpdate(Bar bar, boolean isFinal) {
      this(bar, isFinal, 0, false);
    }
  }

  /** Market time where the feed is, for nodes without it; no client gets it. */
  record MarketTimeUpdate(Instant now) implements Update {}

  record OrderUpdate(OrderView order) implements Update {}
}

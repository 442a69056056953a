package io.orchestrator.actors.trading;

import static io.orchestrator.actors.trading.DeskFixture.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.risk.DenialCode;
import io.orchestrator.domain.risk.Guard;
import io.orchestrator.domain.risk.LimitSet;
import io.orchestrator.domain.risk.NarrowLimits;
import io.orchestrator.domain.risk.RiskLimits;
import io.orchestrator.domain.risk.RiskReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The kill of one strategy or one name: its entries go, everything else stays. */
@Timeout(120)
class RestrictedEntriesTest {
  private final DeskFixture desk = new DeskFixture();
  private final ScriptedBroker broker = desk.broker;

  @AfterEach
  void close() {
    desk.close();
  }

  private void limits(Map<String, NarrowLimits> symbols, Map<String, NarrowLimits> strategies) {
    RiskReport plain = desk.report(Optional.empty());
    desk.desk.tell(
        DeskFixture.numbers(
            new RiskReport(
                plain.metrics(),
                plain.limits(),
                plain.violations(),
                plain.breakers(),
                plain.tradingState(),
                plain.haltEpoch(),
                new Guard(new LimitSet(1, RiskLimits.DEFAULT, symbols, strategies), List.of()))));
  }

  private void works(OrderRequest request) {
    desk.submit(request);
    desk.awaitStatus(request.clientOrderId().value(), OrderStatus.ACKNOWLEDGED);
  }

  private TreeSet<String> working() {
    return new TreeSet<>(desk.working());
  }

  @Test
  void aRestrictedStrategyLosesItsWorkingEntriesAndKeepsItsExits() {
    broker.hold("MSFT", 50);
    desk.start().reconciled();
    works(order("r/entry", Side.BUY, 10).of("alpha"));
    works(order("r/exit", "MSFT", Side.SELL, 50).of("alpha"));
    works(order("r/other", "GOOGL", Side.BUY, 10).of("beta"));
    broker.manual("AAPL", Side.BUY, 5);
    NarrowLimits restricted = NarrowLimits.restrictedName();
    limits(Map.of(), Map.of("alpha", restricted));
    OrderView gone = desk.awaitStatus("r/entry", OrderStatus.CANCELLED);
    assertEquals(0, gone.filled());
    assertEquals(new TreeSet<>(List.of("", "r/exit", "r/other")), working());
    OrderView again = desk.submit(order("r/again", Side.BUY, 10).of("alpha"));
    assertEquals(OrderStatus.DENIED, again.status());
    assertTrue(again.detail().startsWith(DenialCode.RESTRICTED.code()), again.detail());
  }

  /** Filled in part, and by anybody: the rest of it would enlarge what may not be enlarged. */
  @Test
  void aRestrictedNameLosesEverybodysEntriesInIt() {
    desk.start().reconciled();
    works(order("r/one", Side.BUY, 10).of("alpha"));
    works(order("r/two", Side.BUY, 11).of("beta"));
    works(order("r/other", "GOOGL", Side.BUY, 10).of("alpha"));
    broker.fill("r/one", 4, "100");
    desk.awaitStatus("r/one", OrderStatus.PARTIALLY_FILLED);
    limits(Map.of("AAPL", NarrowLimits.restrictedName()), Map.of());
    assertEquals(4, desk.awaitStatus("r/one", OrderStatus.CANCELLED).filled());
    desk.awaitStatus("r/two", OrderStatus.CANCELLED);
    assertEquals(new TreeSet<>(List.of("r/other")), working());
    assertEquals(4, desk.position("AAPL"));
  }

  /** Limits that were changed while no desk was there are met by the next one. */
  @Test
  void aDeskThatWasNotThereCancelsWhenItHearsOfIt() {
    desk.start().reconciled();
    works(order("r/entry", Side.BUY, 10).of("alpha"));
    desk.restart();
    desk.reconciled();
    limits(Map.of(), Map.of("alpha", NarrowLimits.restrictedName()));
    desk.awaitStatus("r/entry", OrderStatus.CANCELLED);
    assertEquals(new TreeSet<>(), working());
  }
}

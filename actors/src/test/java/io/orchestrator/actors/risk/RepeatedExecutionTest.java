package io.orchestrator.actors.risk;

import static io.orchestrator.actors.trading.DeskFixture.get;
import static io.orchestrator.actors.trading.DeskFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.risk.Breaker;
import io.orchestrator.domain.risk.BreakerName;
import io.orchestrator.domain.risk.LimitSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** RTS 6, article 15(3), over the desk's lives: a start gives no strategy another share. */
class RepeatedExecutionTest {
  private static final String STRATEGY = "analysis_to_trade";

  private final MonitoredDesk desk = new MonitoredDesk();

  @AfterEach
  void close() {
    desk.close();
  }

  private void allow(long version, int executions) {
    get(desk.risk.changeLimits(version, limits(executions), "drill", "ann"));
  }

  private static LimitSet limits(int executions) {
    return LimitSet.of(LimitsButFor.one("maxExecutions", executions));
  }

  private void executed(String id) {
    // Of two measurements the desk has heard the first.
    desk.measuredAnew();
    OrderView order = desk.entry(id, "MSFT", STRATEGY);
    assertNotEquals(OrderStatus.DENIED, order.status(), order.detail());
    desk.fixture.awaitStatus(id, OrderStatus.ACKNOWLEDGED);
    desk.fixture.fill(id, 1, "100");
    desk.fixture.awaitStatus(id, OrderStatus.FILLED);
  }

  private void restart() {
    desk.fixture.kit.stop(desk.fixture.desk);
    desk.fixture.start().reconciled();
    desk.restartMonitor();
  }

  private Breaker exhausted() {
    until(() -> desk.open(BreakerName.REPEATED_EXECUTION).isPresent());
    return desk.open(BreakerName.REPEATED_EXECUTION).orElseThrow();
  }

  @Test
  void executionsAreCountedOverRestartsUntilAPersonEnablesTheStrategy() {
    desk.holding("MSFT", 1).start();
    allow(0, 3);
    executed("wf/a/0");
    executed("wf/a/1");
    restart();
    assertTrue(desk.open(BreakerName.REPEATED_EXECUTION).isEmpty());
    executed("wf/a/2");
    assertEquals("executions=3 limit=3", exhausted().cause());
    assertEquals(STRATEGY, exhausted().subject());
    get(desk.risk.resetBreaker(BreakerName.REPEATED_EXECUTION, STRATEGY, "looked at it", "ann"));
    executed("wf/a/3");
    executed("wf/a/4");
    // The reset of then does not count once more.
    restart();
    executed("wf/a/5");
    assertEquals("executions=3 limit=3", exhausted().cause());
  }

  @Test
  void aLimitThatIsLoweredBelowTheCountOpensTheBreaker() {
    desk.holding("MSFT", 1).start();
    executed("wf/a/0");
    executed("wf/a/1");
    allow(0, 1);
    assertEquals("executions=2 limit=1", exhausted().cause());
  }
}

package io.orchestrator.actors.risk;

import static io.orchestrator.actors.trading.DeskFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.DispatcherSelector;
import io.orchestrator.actors.trading.DeskFixture;
import io.orchestrator.analysis.risk.RiskSettings;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.risk.BreakerName;
import io.orchestrator.domain.risk.BreakerState;
import io.orchestrator.domain.risk.DenialCode;
import io.orchestrator.domain.risk.RiskLimits;
import io.orchestrator.domain.risk.measure.RiskMethod;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When the risk cannot be measured for reasons that have nothing to do with the portfolio. */
class BlindMonitorTest {
  /** More than a dispatcher has. */
  private static final int THREADS = 65;

  private static final Duration INTERVAL = Duration.ofMillis(100);

  /** Numbers that are late are there soon. */
  private static final RiskMonitorSettings IMPATIENT =
      new RiskMonitorSettings(
          RiskLimits.DEFAULT,
          INTERVAL,
          Duration.ofMillis(50),
          Duration.ofMillis(30),
          253,
          Duration.ofHours(1),
          Duration.ofMillis(400),
          Duration.ofMillis(100),
          Duration.ofSeconds(10),
          false,
          GuardSettings.DEFAULT,
          RiskSettings.DEFAULT.withMethod(RiskMethod.HISTORICAL));

  private final MonitoredDesk desk = new MonitoredDesk();
  private final CountDownLatch over = new CountDownLatch(1);

  @AfterEach
  void close() {
    over.countDown();
    desk.close();
  }

  private void occupy(String dispatcher) {
    Executor threads =
        desk.fixture
            .kit
            .system()
            .dispatchers()
            .lookup(DispatcherSelector.fromConfig("orchestrator.dispatchers." + dispatcher));
    for (int i = 0; i < THREADS; i++) {
      threads.execute(this::holdAThread);
    }
  }

  private void holdAThread() {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void startImpatient() {
    desk.holding("AAPL", 100).fixture.start().reconciled();
    desk.monitor = MonitoredDesk.spawn(desk.fixture, IMPATIENT, desk.stopped::add);
    desk.risk = new MonitorRisk(desk.monitor, desk.fixture.kit.system(), IMPATIENT);
    measured();
  }

  private void measured() {
    until(() -> desk.report().metrics().unavailable().isEmpty());
  }

  private void blind(String id, String why) {
    OrderView order = desk.entry(id, "MSFT", "");
    assertEquals(OrderStatus.DENIED, order.status());
    assertTrue(order.detail().startsWith(DenialCode.RISK_UNAVAILABLE.code()), order.detail());
    assertTrue(order.detail().contains(why), order.detail());
  }

  private void anExitPasses() {
    desk.fixture.submit(DeskFixture.order("wf/exit/0", "AAPL", Side.SELL, 100));
    desk.fixture.awaitStatus("wf/exit/0", OrderStatus.ACKNOWLEDGED);
  }

  @Test
  void analysesThatHoldEveryThreadOfNumbersHideNoLoss() {
    desk.holding("AAPL", 1_000).start();
    occupy("analysis");
    desk.fixture.market.mid = 94;
    assertEquals(BreakerState.HALTED, desk.tripped(BreakerName.DAILY_LOSS).state());
  }

  /** And what was missed is measured once it can be. */
  @Test
  void numbersThatNeverComeStopEntriesAndNoExit() {
    startImpatient();
    occupy("risk");
    until(
        () ->
            desk.report()
                .metrics()
                .unavailable()
                .filter(why -> why.startsWith("no numbers within"))
                .isPresent());
    blind("wf/a/0", "no numbers within");
    anExitPasses();
    over.countDown();
    measured();
  }

  /** The desk takes nobody's word that somebody still measures. */
  @Test
  void numbersOfAMonitorThatIsGoneGrowTooOldForEntriesAndForNoExit() {
    startImpatient();
    desk.measuredAnew();
    assertNotEquals(OrderStatus.DENIED, desk.entry("wf/a/0", "MSFT", "").status());
    desk.fixture.kit.stop(desk.monitor);
    Instant tooOld = Instant.now().plus(IMPATIENT.goodFor(INTERVAL));
    until(() -> Instant.now().isAfter(tooOld));
    blind("wf/a/1", "the risk report is old");
    anExitPasses();
  }
}

package io.orchestrator.actors.risk;

import static io.orchestrator.actors.trading.DeskFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.actors.trading.DeskFixture;
import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.order.Side;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Input that is wrong, and a clock that jumps: desk and monitor are real. */
class BadInputTest {
  private final MonitoredDesk desk = new MonitoredDesk();

  @AfterEach
  void close() {
    desk.close();
  }

  /** Not a number, endless, nothing, crossed: no entry passes, and what is held can be sold. */
  @ParameterizedTest
  @CsvSource({"NaN, NaN", "Infinity, Infinity", "0, 0", "-5, -4", "101, 99"})
  void aPriceThatIsNoneStopsEntriesAndNotExits(double bid, double ask) {
    desk.holding("AAPL", 100).start();
    Symbol apple = Symbol.of("AAPL");
    Instant now = desk.fixture.market.now;
    desk.fixture.market.special.put(
        apple, new Quote(apple, bid, ask, 1, 1, bid, 1, 1, now, DataQuality.GOOD));
    OrderView entry = desk.entry("wf/a/0", "AAPL", "");
    assertEquals(OrderStatus.DENIED, entry.status(), entry.detail());
    assertTrue(!entry.detail().isBlank());
    desk.fixture.submit(DeskFixture.order("wf/exit/0", "AAPL", Side.SELL, 100));
    desk.fixture.awaitStatus("wf/exit/0", OrderStatus.ACKNOWLEDGED);
  }

  /** Far ahead, and back: the day's loss stays what it is. */
  @ParameterizedTest
  @ValueSource(ints = {40, -3, 400})
  void aClockThatJumpsDoesNotResetTheDaysLoss(int days) {
    desk.holding("AAPL", 1_000).start();
    desk.fixture.market.mid = 98;
    until(() -> desk.report().metrics().dailyPnl() == -2_000);
    desk.fixture.market.now = desk.fixture.market.now.plus(Duration.ofDays(days));
    // Several readings, on marks that the desk has fetched anew meanwhile.
    for (int i = 0; i < 4; i++) {
      desk.measuredAnew();
    }
    until(() -> desk.report().metrics().dailyPnl() == -2_000);
    desk.restartMonitorBlind();
    until(() -> desk.report().metrics().dailyPnl() == -2_000);
  }
}

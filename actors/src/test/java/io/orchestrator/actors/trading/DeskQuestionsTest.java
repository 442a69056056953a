package io.orchestrator.actors.trading;

import static io.orchestrator.actors.trading.DeskFixture.get;
import static io.orchestrator.actors.trading.DeskFixture.order;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.TestProbe;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.Side;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Questions have a bound of their own: however many come, an exit and a cancel pass. */
@Timeout(120)
class DeskQuestionsTest {
  private static final int MANY = 3_000;
  private final DeskFixture desk = new DeskFixture();
  private final ScriptedBroker broker = desk.broker;

  @AfterEach
  void close() {
    desk.close();
  }

  /** Each asks for another order that nobody knows, so each journal has to be read. */
  @Test
  void aFloodOfQuestionsRefusesNeitherAnExitNorACancel() {
    broker.hold("MSFT", 100);
    desk.start().reconciled();
    desk.submit(order("q/exit/0", "MSFT", Side.SELL, 40));
    desk.awaitStatus("q/exit/0", OrderStatus.ACKNOWLEDGED);
    TestProbe<TradingDesk.OrderReply> asker = desk.kit.createTestProbe();
    TestProbe<TradingDesk.OrderReply> exit = desk.kit.createTestProbe();
    TestProbe<TradingDesk.OrderReply> cancel = desk.kit.createTestProbe();
    flood(asker);
    desk.desk.tell(
        new TradingDesk.Submit(
            order("q/exit/1", "MSFT", Side.SELL, 60), Duration.ZERO, exit.getRef()));
    desk.desk.tell(new TradingDesk.Cancel(new ClientOrderId("q/exit/0"), "test", cancel.getRef()));
    flood(asker);
    TradingDesk.OrderReply sent = exit.receiveMessage(DeskFixture.PATIENCE);
    assertTrue(sent.refusal().isEmpty(), () -> "refused: " + sent.refusal());
    TradingDesk.OrderReply cancelled = cancel.receiveMessage(DeskFixture.PATIENCE);
    assertTrue(cancelled.refusal().isEmpty(), () -> "refused: " + cancelled.refusal());
    desk.awaitStatus("q/exit/0", OrderStatus.CANCELLED);
    desk.awaitStatus("q/exit/1", OrderStatus.ACKNOWLEDGED);
    int refused = 0;
    for (int i = 0; i < 2 * MANY; i++) {
      refused += asker.receiveMessage(DeskFixture.PATIENCE).refusal().isPresent() ? 1 : 0;
    }
    assertTrue(refused > 0, "the flood was above the bound of questions");
    assertTrue(get(desk.trading.find(new ClientOrderId("q/exit/1"))).isPresent());
  }

  private void flood(TestProbe<TradingDesk.OrderReply> asker) {
    for (int i = 0; i < MANY; i++) {
      ClientOrderId id = new ClientOrderId("q/unknown/" + i);
      desk.desk.tell(
          i % 2 == 0
              ? new TradingDesk.Find(id, asker.getRef())
              : new TradingDesk.AwaitEnd(id, DeskFixture.PATIENCE, asker.getRef()));
    }
  }
}

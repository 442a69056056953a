package io.orchestrator.actors.trading;

import static io.orchestrator.actors.trading.DeskFixture.get;
import static io.orchestrator.actors.trading.DeskFixture.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.system.TradingState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** After the kill has answered not one entry byte leaves, whoever submits meanwhile. */
@Timeout(120)
class KillTest {
  private static final int SUBMITTERS = 4;
  private final DeskFixture desk = new DeskFixture();
  private final ScriptedBroker broker = desk.broker;

  @AfterEach
  void close() {
    desk.close();
  }

  /** Defence: the epoch is raised before anything is written, and checked where bytes leave. */
  @Test
  void noEntryLeavesAfterTheKillHasAnsweredWhileManySubmit() throws InterruptedException {
    broker.hold("MSFT", 100);
    desk.start().reconciled();
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger number = new AtomicInteger();
    ConcurrentLinkedQueue<CompletionStage<OrderView>> answers = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < SUBMITTERS; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (!stop.get() && number.get() < 400) {
                      int n = number.incrementAndGet();
                      CompletionStage<OrderView> answer =
                          desk.trading.submit(order("k/buy/" + n, Side.BUY, 1));
                      answers.add(answer);
                      DeskFixture.settled(answer);
                    }
                  }));
    }
    DeskFixture.until(() -> broker.all().size() >= 5);
    desk.apply(TradingState.HALTED, 1);
    int sent = broker.entries();
    DeskFixture.until(() -> number.get() > sent + 2 * SUBMITTERS || number.get() >= 400);
    stop.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    answers.forEach(DeskFixture::settled);
    assertEquals(sent, broker.entries());
    desk.submit(order("k/exit/0", "MSFT", Side.SELL, 100));
    desk.awaitStatus("k/exit/0", OrderStatus.ACKNOWLEDGED);
    assertTrue(broker.all().stream().filter(o -> !o.ticket.exit()).noneMatch(o -> o.live()));
  }

  /** Defence: a halt's cancels need no journal, which gets the wish when it can. */
  @Test
  void aStalledDatabaseDoesNotKeepEntriesAlive() {
    broker.hold("MSFT", 100);
    desk.start().reconciled();
    desk.submit(order("k/entry/0", Side.BUY, 10));
    desk.submit(order("k/exit/0", "MSFT", Side.SELL, 100));
    desk.awaitStatus("k/entry/0", OrderStatus.ACKNOWLEDGED);
    desk.awaitStatus("k/exit/0", OrderStatus.ACKNOWLEDGED);
    desk.holdJournal();
    desk.desk.tell(
        new TradingDesk.ApplyTradingState(TradingState.HALTED, 1, desk.kit.system().ignoreRef()));
    DeskFixture.until(() -> !broker.ordersOf("k/entry/0").getFirst().live());
    assertEquals(List.of("k/exit/0"), desk.working());
  }

  @Test
  void everythingIsCancelledOnlyWhenAPersonAsksForIt() {
    broker.hold("MSFT", 100);
    desk.start().reconciled();
    desk.submit(order("k/exit/0", "MSFT", Side.SELL, 100));
    desk.awaitStatus("k/exit/0", OrderStatus.ACKNOWLEDGED);
    broker.manual("TSLA", Side.BUY, 5);
    desk.apply(TradingState.HALTED, 1);
    assertEquals(2, broker.all().stream().filter(ScriptedBroker.Order::live).count());
    get(desk.trading.cancelEverything("fire", "alice"));
    desk.awaitStatus("k/exit/0", OrderStatus.CANCELLED);
    assertEquals(0, broker.all().stream().filter(ScriptedBroker.Order::live).count());
    assertEquals(1, desk.events.count(EventTypes.EVERYTHING_CANCELLED));
  }
}

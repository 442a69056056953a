package io.orchestrator.actors.trading;

import static io.orchestrator.actors.trading.DeskFixture.get;
import static io.orchestrator.actors.trading.DeskFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import io.orchestrator.actors.trading.execution.DeskAlgorithms;
import io.orchestrator.actors.trading.execution.ExecutionDesk;
import io.orchestrator.actors.trading.execution.ExecutionEnvironment;
import io.orchestrator.actors.trading.execution.ExecutionSettings;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.execution.Algorithm;
import io.orchestrator.domain.execution.ExecutionPolicy;
import io.orchestrator.domain.execution.ExecutionReport;
import io.orchestrator.domain.execution.ExecutionRules.Wish;
import io.orchestrator.domain.execution.ParentOrder;
import io.orchestrator.domain.execution.ParentRequest;
import io.orchestrator.domain.execution.ParentStatus;
import io.orchestrator.domain.execution.Urgency;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.system.TradingState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Parents on a real trading desk, a scripted broker and a market whose time the test moves. */
class ExecutionDeskTest {
  private static final ClientOrderId ID = new ClientOrderId("algo/t");
  private static final ExecutionSettings SETTINGS =
      new ExecutionSettings(
          Duration.ofMillis(20),
          Duration.ofSeconds(15),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofMillis(300),
          Duration.ofMillis(800),
          Duration.ofMillis(500),
          3,
          390,
          new ExecutionPolicy(
              100,
              Duration.ofMillis(10),
              Duration.ofMillis(60),
              Duration.ofMillis(100),
              5,
              3,
              0.0005));

  private final DeskFixture world = new DeskFixture();
  private volatile TradingState trading = TradingState.ACTIVE;
  private ActorRef<ExecutionDesk.Command> desk;
  private DeskAlgorithms algorithms;

  @BeforeEach
  void start() {
    world.start().reconciled();
    startExecutions();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private void startExecutions() {
    ExecutionEnvironment env =
        new ExecutionEnvironment(
            world.trading,
            world.market,
            world.events,
            () -> CompletableFuture.completedStage(trading),
            TradingCalendar.nyse(),
            InstantSource.system());
    desk = world.kit.spawn(ExecutionDesk.create(env, SETTINGS));
    algorithms = new DeskAlgorithms(desk, world.kit.system(), SETTINGS);
  }

  /** As after a crash of the process: both desks anew on the same journal. */
  private void crash() {
    world.kit.stop(desk);
    world.restart();
    startExecutions();
  }

  private static ParentRequest twap(String id, long quantity, int slices) {
    return new ParentRequest(
        new ClientOrderId(id),
        Symbol.of("AAPL"),
        Side.BUY,
        quantity,
        Algorithm.TWAP,
        Optional.empty(),
        Duration.ofMinutes(20),
        Urgency.HIGH,
        Optional.empty(),
        0.05,
        1,
        0,
        slices,
        0,
        0,
        0,
        0,
        0,
        0,
        "test",
        "somebody");
  }

  private ParentOrder parent() {
    return get(algorithms.find(ID)).orElseThrow();
  }

  private void pass(Duration time) {
    world.market.now = world.market.now.plus(time);
  }

  private void awaitChildren(int count) {
    until(() -> world.broker.all().size() >= count);
  }

  private void awaitStatus(ParentStatus status) {
    until(() -> parent().status() == status);
  }

  /** Every child at the broker once, no share too many. */
  private void checkBooks(long quantity) {
    Set<String> names = new HashSet<>();
    world.broker.all().forEach(o -> assertTrue(names.add(o.ticket.orderRef()), "twice: " + o));
    long filled = world.broker.executions().stream().mapToLong(e -> e.quantity()).sum();
    assertTrue(filled <= quantity, filled + " filled of " + quantity);
    assertEquals(filled, parent().filled());
  }

  @Test
  void twapRunsThroughItsSlicesAndReports() {
    world.broker.fillsAtOnce(true);
    get(algorithms.submit(twap("algo/t", 400, 4)));
    for (int slice = 1; slice <= 4; slice++) {
      awaitChildren(slice);
      pass(Duration.ofMinutes(5));
    }
    awaitStatus(ParentStatus.COMPLETED);
    ParentOrder parent = parent();
    assertEquals(400, parent.filled());
    assertEquals(4, parent.children().size());
    checkBooks(400);
    ExecutionReport report = ExecutionReport.of(parent);
    assertEquals(4.0, report.feesUsd(), 1e-9);
    assertEquals(100.0, report.arrival().benchmark(), 1e-9);
    assertEquals(1, world.events.count(EventTypes.EXECUTION_ACCEPTED));
    assertEquals(1, world.events.count(EventTypes.EXECUTION_STARTED));
    assertEquals(1, world.events.count(EventTypes.EXECUTION_ENDED));
    assertEquals(ParentStatus.COMPLETED, get(algorithms.list(false, 10)).getFirst().status());
    assertTrue(get(algorithms.list(true, 10)).isEmpty());
  }

  @Test
  void crashesRepeatAndLoseNothing() {
    get(algorithms.submit(twap("algo/t", 500, 5)));
    for (int round = 0; round < 5; round++) {
      awaitChildren(round + 1);
      if (round % 2 == 0) {
        crash();
      }
      String ref = world.broker.all().getLast().ticket.orderRef();
      world.broker.fill(ref, round == 1 ? 40 : world.broker.all().getLast().remaining(), "100");
      if (round == 3) {
        crash();
      }
      int filled = (int) world.broker.executions().stream().mapToLong(e -> e.quantity()).sum();
      until(() -> parent().filled() == filled);
      pass(Duration.ofMinutes(4));
    }
    until(() -> parent().status().terminal());
    checkBooks(500);
    assertEquals(1, world.events.count(EventTypes.EXECUTION_ENDED));
  }

  @Test
  void aDoubtfulChildIsResolvedBeforeTheNext() {
    world.broker.next(ScriptedBroker.Fate.SENT_AND_LOST);
    get(algorithms.submit(twap("algo/t", 200, 2)));
    awaitChildren(1);
    pass(Duration.ofMinutes(11));
    until(() -> parent().children().getFirst().cancelAsked().isPresent());
    assertEquals(1, world.broker.all().size());
    world.broker.restore();
    awaitChildren(2);
    world.broker.fill(world.broker.all().getLast().ticket.orderRef(), 200, "100");
    awaitStatus(ParentStatus.COMPLETED);
    checkBooks(200);
  }

  @Test
  void aHaltPausesUntilAPersonResumes() {
    get(algorithms.submit(twap("algo/t", 200, 2)));
    awaitChildren(1);
    trading = TradingState.HALTED;
    world.apply(TradingState.HALTED, 1);
    awaitStatus(ParentStatus.PAUSED);
    until(() -> world.broker.all().stream().noneMatch(ScriptedBroker.Order::live));
    crash();
    assertEquals(ParentStatus.PAUSED, parent().status());
    trading = TradingState.ACTIVE;
    world.apply(TradingState.ACTIVE, 2);
    assertEquals(1, world.broker.all().size());
    world.broker.fillsAtOnce(true);
    get(algorithms.change(ID, Wish.RESUME, "risk"));
    awaitChildren(2);
    pass(Duration.ofMinutes(11));
    awaitStatus(ParentStatus.COMPLETED);
    checkBooks(200);
  }

  @Test
  void onlyAReducingParentGoesOnWhileReducing() {
    world.broker.hold("AAPL", 0);
    trading = TradingState.REDUCING;
    world.apply(TradingState.REDUCING, 1);
    get(algorithms.submit(twap("algo/t", 100, 1)));
    awaitStatus(ParentStatus.PAUSED);
    assertTrue(parent().reason().contains("risk.trading_reducing"), parent().reason());
    assertTrue(world.broker.all().isEmpty());
  }

  @Test
  void cancelEndsItAndNothingFollows() {
    get(algorithms.submit(twap("algo/t", 400, 4)));
    awaitChildren(1);
    get(algorithms.change(ID, Wish.CANCEL, "somebody"));
    awaitStatus(ParentStatus.CANCELLED);
    assertTrue(world.broker.all().stream().noneMatch(ScriptedBroker.Order::live));
    pass(Duration.ofMinutes(10));
    assertEquals(ParentStatus.CANCELLED, get(algorithms.change(ID, Wish.CANCEL, "x")).status());
    assertEquals("execution.over", code(() -> get(algorithms.change(ID, Wish.PAUSE, "x"))));
    assertEquals(1, world.broker.all().size());
    checkBooks(400);
  }

  @Test
  void oneIdIsOneExecution() {
    ParentOrder first = get(algorithms.submit(twap("algo/t", 400, 4)));
    ParentOrder again = get(algorithms.submit(twap("algo/t", 400, 4)));
    assertEquals(first.createdAt(), again.createdAt());
    assertEquals(
        "execution.duplicate_id", code(() -> get(algorithms.submit(twap("algo/t", 401, 4)))));
    assertTrue(get(algorithms.find(new ClientOrderId("algo/none"))).isEmpty());
    assertEquals(
        "execution.not_found",
        code(() -> get(algorithms.change(new ClientOrderId("algo/none"), Wish.CANCEL, "x"))));
    get(algorithms.submit(twap("algo/u", 400, 4)));
    get(algorithms.submit(twap("algo/v", 400, 4)));
    assertEquals("execution.too_many", code(() -> get(algorithms.submit(twap("algo/w", 1, 1)))));
    assertEquals(4, get(algorithms.preview(twap("algo/x", 400, 4))).slices().size());
    assertEquals(3, get(algorithms.list(false, 10)).size());
  }

  private static String code(org.junit.jupiter.api.function.Executable call) {
    return assertThrows(RefusedException.class, call).refusal().code();
  }
}

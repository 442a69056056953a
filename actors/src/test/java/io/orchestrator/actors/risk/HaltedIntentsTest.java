package io.orchestrator.actors.risk;

import static io.orchestrator.actors.trading.DeskFixture.get;
import static io.orchestrator.actors.trading.DeskFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import io.orchestrator.actors.trading.DeskFixture;
import io.orchestrator.domain.risk.RiskLimits;
import io.orchestrator.domain.system.TradingState;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A halt reaches those who would place the next order, whatever happens in between. */
class HaltedIntentsTest {
  private static final StopsIntents.Stopped DONE = new StopsIntents.Stopped(Set.of(), true);

  private final DeskFixture fixture = new DeskFixture(RiskLimits.DEFAULT);
  private final List<StopsIntents.Halt> rounds = new CopyOnWriteArrayList<>();

  /** What the next rounds are answered; the last answer is repeated. */
  private final Queue<CompletionStage<StopsIntents.Stopped>> answers = new ArrayDeque<>();

  private ActorRef<RiskMonitor.Command> monitor;
  private MonitorRisk risk;

  @BeforeEach
  void startDesk() {
    fixture.start().reconciled();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private synchronized CompletionStage<StopsIntents.Stopped> round(StopsIntents.Halt halt) {
    rounds.add(halt);
    return answers.size() > 1 ? answers.remove() : answers.element();
  }

  private synchronized void answer(List<CompletionStage<StopsIntents.Stopped>> next) {
    answers.clear();
    answers.addAll(next);
  }

  private static CompletionStage<StopsIntents.Stopped> cancelled(String id) {
    return CompletableFuture.completedStage(new StopsIntents.Stopped(Set.of(id), false));
  }

  private static CompletionStage<StopsIntents.Stopped> done() {
    return CompletableFuture.completedStage(DONE);
  }

  private static CompletionStage<StopsIntents.Stopped> busy() {
    return CompletableFuture.failedStage(new IllegalStateException("the database is busy"));
  }

  private void startMonitor() {
    monitor = MonitoredDesk.spawnBeside(fixture, MonitoredDesk.SETTINGS, this::round);
    risk = new MonitorRisk(monitor, fixture.kit.system(), MonitoredDesk.SETTINGS);
    until(() -> get(risk.report()).metrics().unavailable().isEmpty());
  }

  private void set(TradingState state) {
    get(risk.setTradingState(state, "drill", "ann"));
  }

  private void quiet() {
    int before = rounds.size();
    for (int i = 0; i < 5; i++) {
      driveAndMeasure();
    }
    assertEquals(before, rounds.size());
  }

  private void driveAndMeasure() {
    monitor.tell(new RiskMonitor.DriveDesk());
    get(risk.controls());
  }

  @Test
  void aRoundThatFailsIsRepeatedUntilNobodyIsLeft() {
    startMonitor();
    answer(List.of(busy(), cancelled("wf-1"), done()));
    set(TradingState.HALTED);
    until(() -> rounds.size() == 3);
    quiet();
    assertTrue(rounds.stream().allMatch(r -> r.reason().equals("trading halted: drill")));
    assertEquals(Set.of(), rounds.get(1).known());
    assertEquals(Set.of("wf-1"), rounds.get(2).known());
  }

  /** The halt is on disk, and the process dies before it has told anybody. */
  @Test
  void aStartCarriesOnWhatTheHaltBeforeItHadNotFinished() {
    startMonitor();
    answer(List.of(busy()));
    set(TradingState.HALTED);
    fixture.kit.stop(monitor);
    rounds.clear();
    answer(List.of(cancelled("wf-1"), done()));
    startMonitor();
    until(() -> rounds.size() == 2);
    quiet();
    assertEquals(Set.of("wf-1"), rounds.get(1).known());
  }

  /** And spares those who start after it. */
  @Test
  void aReleaseDoesNotEndTheSearchForWhoeverRanBeforeIt() {
    startMonitor();
    answer(List.of(busy()));
    set(TradingState.HALTED);
    assertEquals(Optional.empty(), rounds.getFirst().startedBefore());
    set(TradingState.ACTIVE);
    until(() -> rounds.getLast().startedBefore().isPresent());
    answer(List.of(done()));
    int before = rounds.size();
    until(() -> rounds.size() > before);
    set(TradingState.REDUCING);
    until(() -> rounds.getLast().startedBefore().isEmpty());
  }

  @Test
  void aStartWithoutAHaltStopsNobody() {
    answer(List.of(done()));
    startMonitor();
    quiet();
    assertTrue(rounds.isEmpty());
  }
}

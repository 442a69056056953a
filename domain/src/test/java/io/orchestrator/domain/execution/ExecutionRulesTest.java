package io.orchestrator.domain.execution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.system.TradingState;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExecutionRulesTest {
  private final Parents p = new Parents();

  private Run run(int fills) {
    FakeDesk desk = new FakeDesk(1, "risk.buying_power: x");
    desk.fills = fills;
    desk.failures = 0;
    desk.doubts = 0;
    return new Run(p.request(), desk, ExecutionPolicy.DEFAULT);
  }

  @Test
  void twapSendsOneChildASliceAndReports() {
    Run run = run(100);
    assertTrue(run.toTheEnd(500));
    assertEquals(ParentStatus.COMPLETED, run.parent.status());
    assertEquals(4, run.parent.marks().size());
    ExecutionReport report = ExecutionReport.of(run.parent);
    assertEquals(1_000, report.filled());
    // A crossing buy pays the ask of 100.01 plus 5 basis points, rounded up: 100.07.
    assertEquals(7.0, report.arrival().bps(), 1e-6);
    assertEquals(70.0, report.arrival().usd(), 1e-6);
    assertEquals(100, report.schedule().benchmark(), 1e-9);
    assertEquals(100, report.vwap().benchmark(), 1e-9);
    assertEquals(10, report.feesUsd(), 1e-9);
    assertEquals(80, report.totalUsd(), 1e-6);
    assertEquals((double) 1_000 / report.marketVolume(), report.participation(), 1e-12);
  }

  @Test
  void theUnfilledRestGoesToTheNextSlice() {
    Run run = run(0);
    for (int i = 0; i < 70; i++) {
      run.decide();
      run.act();
      run.passTime();
    }
    run.desk.fills = 100;
    assertTrue(run.toTheEnd(500));
    assertEquals(ParentStatus.COMPLETED, run.parent.status());
    ChildOrder first = run.parent.children().getFirst();
    assertEquals(Optional.of("its slice ended"), first.cancelAsked());
  }

  @Test
  void catchingUpIsBounded() {
    p.slices = 10;
    p.duration = Duration.ofMinutes(20);
    Run run = run(100);
    run.decide();
    run.priced = false; // no price for nine minutes
    for (int i = 0; i < 108; i++) {
      run.decide();
      run.passTime();
    }
    run.priced = true;
    run.act();
    run.passTime();
    assertTrue(run.toTheEnd(500));
    long largest = run.parent.children().stream().mapToLong(ChildOrder::quantity).max().orElse(0);
    assertTrue(largest <= 300, "largest child " + largest);
    assertEquals(ParentStatus.COMPLETED, run.parent.status());
  }

  @Test
  void aHaltPausesAndAPersonResumes() {
    Run run = run(0);
    run.decide();
    run.act();
    run.trading = Optional.of(TradingState.HALTED);
    run.decide();
    assertEquals(ParentStatus.PAUSED, run.parent.status());
    run.act();
    run.trading = Optional.of(TradingState.ACTIVE);
    for (int i = 0; i < 10; i++) {
      run.passTime();
      assertTrue(
          run.decide().stream().noneMatch(e -> e instanceof ExecutionEvent.ChildPlanned),
          "went on by itself");
    }
    run.write(
        run.rules.decide(run.parent, ExecutionRules.Wish.RESUME, "risk", run.trading, run.now));
    run.desk.fills = 100;
    assertTrue(run.toTheEnd(500));
    assertEquals(ParentStatus.COMPLETED, run.parent.status());
  }

  @Test
  void aDeniedChildPausesRetriesOrEnds() {
    assertEquals(ParentStatus.FAILED, afterDenial("risk.order_notional: too large").status());
    assertEquals(ParentStatus.PAUSED, afterDenial("risk.trading_reducing: x").status());
    ParentOrder waiting = afterDenial("risk.reconciling: x");
    assertEquals(ParentStatus.RUNNING, waiting.status());
    assertTrue(waiting.children().size() > 1, "asked again");
  }

  private ParentOrder afterDenial(String words) {
    FakeDesk desk = new FakeDesk(1, words);
    desk.failures = 100;
    Run run = new Run(p.request(), desk, ExecutionPolicy.DEFAULT);
    for (int i = 0; i < 8; i++) {
      run.decide();
      run.act();
      run.passTime();
    }
    return run.parent;
  }

  @Test
  void tooManyChildrenEndTheParent() {
    FakeDesk desk = new FakeDesk(1, "risk.reconciling: x");
    desk.failures = 100;
    ExecutionPolicy strict =
        new ExecutionPolicy(5, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1), 100, 3, 0);
    Run run = new Run(p.request(), desk, strict);
    assertTrue(run.toTheEnd(500));
    assertEquals(ParentStatus.FAILED, run.parent.status());
    assertEquals(5, run.parent.children().size());
  }

  @Test
  void outsideTheCollarNothingIsSent() {
    p.collar = 0.001;
    Run run = run(100);
    run.decide();
    run.act();
    run.mid = 101;
    run.toTheEnd(500);
    assertEquals(ParentStatus.EXPIRED, run.parent.status());
    assertEquals(250, run.parent.filled());
    assertEquals(750, ExecutionReport.of(run.parent).opportunityUsd(), 1e-6);
  }

  @Test
  void icebergShowsOnePieceAtATime() {
    p.algorithm = Algorithm.ICEBERG;
    Run run = run(100);
    assertTrue(run.toTheEnd(500));
    assertEquals(10, run.parent.children().size());
    assertTrue(run.parent.children().stream().allMatch(c -> c.quantity() == 100));
  }

  @Test
  void whatIsOverStaysOver() {
    Run run = run(100);
    run.toTheEnd(500);
    assertEquals(
        "execution.over",
        assertThrows(
                RefusedException.class,
                () ->
                    run.rules.decide(
                        run.parent, ExecutionRules.Wish.PAUSE, "x", run.trading, run.now))
            .refusal()
            .code());
  }
}

package io.orchestrator.domain.execution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.system.TradingState;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** Whatever fills, denials, doubts, crashes, halts and wishes come: the invariants of the rules. */
class ExecutionPropertiesTest {
  private static final List<String> DENIALS =
      List.of("risk.reconciling: x", "risk.trading_halted: x", "risk.buying_power: x");

  @Property(tries = 400)
  void neverOverfillsNorExceedsParticipationAndEnds(
      @ForAll @LongRange(min = 0, max = 1L << 40) long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    ParentRequest request = anyRequest(random);
    FakeDesk desk = new FakeDesk(random.nextLong(), DENIALS.get(random.nextInt(3)));
    desk.failures = random.nextInt(15);
    desk.fills = 5 + random.nextInt(60);
    Run run = new Run(request, desk, ExecutionPolicy.DEFAULT);
    run.volumePerStep = random.nextInt(2_000);
    for (int i = 0; i < 2_000 && !run.parent.status().terminal(); i++) {
      disturb(run, random);
      check(run, run.decide());
      if (random.nextInt(20) == 0) {
        run.crash();
      } else {
        run.act();
      }
      assertTrue(desk.exposed() <= request.quantity(), "more at the broker than ordered");
      run.passTime();
    }
    ParentOrder parent = run.parent;
    assertTrue(parent.status().terminal(), "did not end: " + parent);
    assertEquals(desk.filled(), parent.filled(), "a fill is lost or counted twice");
    assertTrue(desk.orders.values().stream().allMatch(v -> v.status().terminal()));
    if (parent.status() == ParentStatus.COMPLETED) {
      assertEquals(request.quantity(), parent.filled());
    }
  }

  private static ParentRequest anyRequest(SplittableRandom random) {
    Parents p = new Parents();
    p.algorithm = Algorithm.values()[random.nextInt(Algorithm.values().length)];
    p.urgency = Urgency.values()[random.nextInt(3)];
    p.quantity = 1 + random.nextInt(20_000);
    p.slices = random.nextInt(12);
    p.randomise = random.nextInt(2) * 0.4;
    p.maxParticipation = List.of(1.0, 0.3, 0.1).get(random.nextInt(3));
    p.participation = 0.08;
    p.display = 1 + random.nextInt(500);
    p.collar = random.nextBoolean() ? 0.05 : 0.001;
    return p.request();
  }

  private static void disturb(Run run, SplittableRandom random) {
    run.priced = random.nextInt(10) > 0;
    run.mid = Math.max(50, run.mid + random.nextDouble() - 0.5);
    run.trading =
        switch (random.nextInt(60)) {
          case 0 -> Optional.of(TradingState.HALTED);
          case 1 -> Optional.empty();
          default -> Optional.of(TradingState.ACTIVE);
        };
    int wish = random.nextInt(120);
    if (wish < 3 || wish < 30 && run.parent.status() == ParentStatus.PAUSED) {
      var what =
          switch (wish) {
            case 0 -> ExecutionRules.Wish.CANCEL;
            case 1, 2 -> ExecutionRules.Wish.PAUSE;
            default -> ExecutionRules.Wish.RESUME;
          };
      try {
        run.write(run.rules.decide(run.parent, what, "somebody", run.trading, run.now));
      } catch (RefusedException refused) {
        assertEquals("execution.not_paused", refused.refusal().code());
      }
    }
  }

  private static void check(Run run, List<ExecutionEvent> events) {
    ParentOrder parent = run.parent;
    ParentRequest request = parent.request();
    for (ExecutionEvent event : events) {
      if (event instanceof ExecutionEvent.ChildPlanned child) {
        assertEquals(ParentStatus.RUNNING, parent.status(), "a child after a pause or stop");
        assertTrue(run.now.isBefore(parent.plan().end()), "a child after the end");
        assertTrue(!run.trading.equals(Optional.of(TradingState.HALTED)) || parent.haltAllowed());
        long most = parent.filled() + child.quantity();
        assertTrue(most <= request.quantity());
        if (request.maxParticipation() < 1) {
          assertTrue(most <= request.maxParticipation() * run.volume, "participation");
        }
        if (request.algorithm() == Algorithm.POV) {
          assertTrue(most <= request.participation() * run.volume, "POV ahead of the market");
        }
        assertTrue(child.quantity() <= parent.plan().maxSlice());
        assertTrue(
            child.limitPrice().compareTo(ChildPricing.bound(request, parent.arrivalPrice())) <= 0,
            "a buy beyond its collar");
      }
    }
    assertTrue(parent.children().stream().filter(ChildOrder::open).count() <= 1);
    if (parent.children().size() > 1) {
      // Names are never used twice.
      long names =
          parent.children().stream().map(c -> c.id(request.id()).value()).distinct().count();
      assertEquals(parent.children().size(), names);
    }
  }
}

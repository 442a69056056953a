package io.orchestrator.domain.execution;

import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.system.TradingState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One parent in virtual time: a journal, the rules, a desk; any moment can be a crash. */
final class Run {
  static final Duration STEP = Duration.ofSeconds(5);

  final List<ExecutionEvent> journal = new ArrayList<>();
  final ExecutionRules rules;
  final FakeDesk desk;
  Instant now = Parents.TEN;
  ParentOrder parent;
  Optional<TradingState> trading = Optional.of(TradingState.ACTIVE);
  double mid = 100;
  boolean priced = true;
  long volume;
  long volumePerStep = 500;
  double value;

  Run(ParentRequest request, FakeDesk desk, ExecutionPolicy policy) {
    this.desk = desk;
    rules = new ExecutionRules(policy);
    ExecutionPlan plan =
        new Planning(TradingCalendar.nyse()).plan(request, PlanningTest.picture(now));
    write(List.of(new ExecutionEvent.Accepted(request, plan, now)));
  }

  void write(List<ExecutionEvent> events) {
    for (ExecutionEvent event : events) {
      journal.add(event);
      parent = ParentOrder.evolve(Optional.ofNullable(parent), event);
    }
  }

  /** The process dies and comes back: only the journal and the broker are left. */
  void crash() {
    Optional<ParentOrder> replayed = Optional.empty();
    for (ExecutionEvent event : journal) {
      replayed = Optional.of(ParentOrder.evolve(replayed, event));
    }
    parent = replayed.orElseThrow();
  }

  List<ExecutionEvent> decide() {
    Map<Integer, OrderView> orders = new HashMap<>();
    Set<Integer> absent = new HashSet<>();
    for (ChildOrder child : parent.children()) {
      desk.find(child.id(parent.request().id()).value())
          .ifPresentOrElse(v -> orders.put(child.number(), v), () -> absent.add(child.number()));
    }
    Optional<Quote> quote =
        priced
            ? Optional.of(
                new Quote(
                    parent.request().symbol(),
                    mid - 0.01,
                    mid + 0.01,
                    100,
                    100,
                    mid,
                    1,
                    volume,
                    now,
                    DataQuality.GOOD))
            : Optional.empty();
    List<ExecutionEvent> events =
        rules.decide(
            parent, new Observation(now, now, quote, volume, value, orders, absent, trading));
    write(events);
    return events;
  }

  /** Gives the desk what is due; a crash before or inside is survived by doing it again. */
  void act() {
    for (OrderRequest request : rules.toSubmit(parent)) {
      desk.submit(request, now);
    }
    for (ChildOrder child : rules.toCancel(parent)) {
      desk.cancel(child.id(parent.request().id()).value(), now);
    }
  }

  void passTime() {
    now = now.plus(STEP);
    if (parent.startedAt().isPresent()) {
      volume += volumePerStep;
      value += volumePerStep * mid;
    }
    desk.step(now);
  }

  /** Steps until it is over; answers whether it is. */
  boolean toTheEnd(int steps) {
    for (int i = 0; i < steps && !parent.status().terminal(); i++) {
      decide();
      act();
      passTime();
    }
    return parent.status().terminal();
  }
}

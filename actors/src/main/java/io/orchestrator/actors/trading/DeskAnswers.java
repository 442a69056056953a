package io.orchestrator.actors.trading;

import io.orchestrator.domain.desk.DeskState;
import io.orchestrator.domain.order.OrderQuery;
import io.orchestrator.domain.order.OrderState;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.OrderView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Questions about orders, from memory where possible, else from the order's own journal. */
final class DeskAnswers {
  private final TradingDeskSettings settings;
  private final DeskFloor floor;

  DeskAnswers(TradingDeskSettings settings, DeskFloor floor) {
    this.settings = settings;
    this.floor = floor;
  }

  void executions(TradingDesk.QueryExecutions c, Turn turn) {
    c.replyTo()
        .tell(
            new TradingDesk.ExecutionPage(
                c.query().select(turn.state().book().executions().values())));
  }

  void reconciliations(TradingDesk.ListReconciliations c, Turn turn) {
    c.replyTo()
        .tell(
            new TradingDesk.ReconciliationList(
                turn.state().reconciliations().stream().limit(c.limit()).toList()));
  }

  void find(TradingDesk.Find c, Turn turn) {
    String id = c.id().value();
    Optional<OrderView> view =
        floor
            .find(id)
            .flatMap(s -> s.order)
            .map(OrderState::view)
            .or(() -> turn.state().recent(id));
    if (view.isPresent()) {
      c.replyTo().tell(TradingDesk.OrderReply.of(view.get()));
    } else if (floor.find(id).isPresent() && floor.find(id).get().ready) {
      c.replyTo().tell(new TradingDesk.OrderReply(Optional.empty(), Optional.empty()));
    } else if (floor.callers() >= settings.maxWaiters()) {
      c.replyTo().tell(TradingDesk.OrderReply.refused(DeskRefusals.overloaded(floor.callers())));
    } else {
      floor.open(c.id()).seekers.add(c.replyTo());
    }
  }

  void awaitEnd(TradingDesk.AwaitEnd c, Turn turn) {
    Optional<OrderView> over =
        floor
            .find(c.id().value())
            .flatMap(s -> s.order)
            .filter(o -> o.status().terminal())
            .map(OrderState::view)
            .or(
                () ->
                    floor.find(c.id().value()).isPresent()
                        ? Optional.empty()
                        : turn.state().recent(c.id().value()));
    int waiting = floor.callers();
    if (over.isPresent()) {
      c.replyTo().tell(TradingDesk.OrderReply.of(over.get()));
    } else if (waiting >= settings.maxWaiters()) {
      c.replyTo().tell(TradingDesk.OrderReply.refused(DeskRefusals.overloaded(waiting)));
    } else {
      floor.open(c.id()).waiters.add(new OrderSlot.Waiter(c.replyTo(), turn.now.plus(c.atMost())));
    }
  }

  List<OrderView> orders(TradingDesk.ListOrders c, Turn turn) {
    List<OrderView> views = orders(c.openOnly(), turn);
    views.sort(OrderQuery.NEWEST_FIRST);
    return List.copyOf(views.subList(0, Math.clamp(c.limit(), 0, views.size())));
  }

  private List<OrderView> orders(boolean openOnly, Turn turn) {
    List<OrderView> views = new ArrayList<>();
    Set<String> listed = new HashSet<>();
    floor
        .slots()
        .forEach(
            slot ->
                slot.order.ifPresent(
                    order -> {
                      if (!openOnly || !order.status().terminal()) {
                        views.add(order.view());
                        listed.add(slot.id.value());
                      }
                    }));
    if (!openOnly) {
      turn.state().recent().stream()
          .filter(v -> !listed.contains(v.clientOrderId().value()))
          .forEach(views::add);
    }
    return views;
  }

  TradingDesk.OrderPage page(OrderQuery query, Turn turn) {
    boolean allRemembered = turn.state().recent().size() < DeskState.MAX_RECENT;
    boolean openOnly =
        !query.statuses().isEmpty() && query.statuses().stream().noneMatch(OrderStatus::terminal);
    return new TradingDesk.OrderPage(query.select(orders(false, turn)), allRemembered || openOnly);
  }

  void tick(Turn turn) {
    for (OrderSlot slot : floor.slots()) {
      slot.order.ifPresent(
          order ->
              slot.waiters.removeIf(
                  waiter -> {
                    boolean late = waiter.deadline().isBefore(turn.now);
                    if (late) {
                      waiter.replyTo().tell(TradingDesk.OrderReply.of(order.view()));
                    }
                    return late;
                  }));
    }
  }
}

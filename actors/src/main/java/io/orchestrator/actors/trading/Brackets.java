package io.orchestrator.actors.trading;

import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderState;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.OrderView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which orders belong together: an entry leaves only with all its exits behind it, and an exit
 * never without its entry or a position. Read from the desk's journal and the orders themselves, so
 * that it is the same after a restart.
 */
final class Brackets {
  private final DeskFloor floor;

  Brackets(DeskFloor floor) {
    this.floor = floor;
  }

  /** How far the exits of an entry are. */
  enum Exits {
    /** There are none, or all are on disk and wait to be sent behind it. */
    READY,
    /** One is not yet on disk, or its outcome is not known. */
    WAIT,
    /** One was refused or lost: the entry must not go. */
    BROKEN
  }

  /** An exit is judged after its entry: without that it would have nothing to reduce. */
  boolean entryIsNotJudged(OrderSlot slot) {
    return entryOf(slot)
        .map(
            entry -> entry.order.isEmpty() && entry.wish.map(w -> !w.judged()).orElse(!entry.ready))
        .orElse(false);
  }

  Optional<OrderSlot> entryOf(OrderSlot slot) {
    return slot.request()
        .flatMap(r -> r.conditions().parent())
        .map(ClientOrderId::value)
        .flatMap(floor::find);
  }

  /** The entry of an exit is over and closed, without a share. */
  boolean entryEndedUnfilled(OrderSlot exit, Turn turn) {
    return exit.request()
        .flatMap(r -> r.conditions().parent())
        .flatMap(id -> turn.state().recent(id.value()))
        .filter(entry -> entry.status().terminal() && entry.filled() == 0)
        .isPresent();
  }

  /** Shares that the entry of an exit got before it ended; 0 while it lives, or got none. */
  long filledOfEndedEntry(OrderRequest exit, Turn turn) {
    return exit.conditions()
        .parent()
        .map(ClientOrderId::value)
        .flatMap(
            id ->
                floor
                    .find(id)
                    .flatMap(s -> s.order)
                    .map(OrderState::view)
                    .or(() -> turn.state().recent(id)))
        .filter(entry -> entry.status().terminal())
        .map(OrderView::filled)
        .orElse(0L);
  }

  /** Those on the floor, in their order. */
  List<OrderSlot> exitsOf(OrderSlot entry, Turn turn) {
    List<OrderSlot> exits = new ArrayList<>();
    for (String id : turn.state().brackets().getOrDefault(entry.id.value(), List.of())) {
      floor.find(id).ifPresent(exits::add);
    }
    return exits;
  }

  Exits exits(OrderSlot entry, Turn turn) {
    Exits all = Exits.READY;
    for (String id : turn.state().brackets().getOrDefault(entry.id.value(), List.of())) {
      Exits one = exit(id, turn);
      if (one == Exits.BROKEN) {
        return one;
      }
      all = one == Exits.WAIT ? one : all;
    }
    return all;
  }

  private Exits exit(String id, Turn turn) {
    Optional<OrderSlot> slot = floor.find(id);
    Optional<OrderState> order = slot.flatMap(s -> s.order);
    Optional<OrderStatus> status =
        order.map(OrderState::status).or(() -> turn.state().recent(id).map(OrderView::status));
    if (status.isEmpty()) {
      boolean coming = slot.map(s -> !s.ready || s.wish.isPresent()).orElse(false);
      return coming ? Exits.WAIT : Exits.BROKEN;
    }
    return switch (status.get()) {
      case INTENDED -> slot.map(s -> s.placed).orElse(true) ? Exits.WAIT : Exits.READY;
      case SENT, ACKNOWLEDGED, PARTIALLY_FILLED, UNKNOWN -> Exits.WAIT;
      case FILLED, CANCELLED, REJECTED, DENIED -> Exits.BROKEN;
    };
  }
}

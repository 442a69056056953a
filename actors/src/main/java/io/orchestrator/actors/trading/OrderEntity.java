package io.orchestrator.actors.trading;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.SnapshotSelectionCriteria;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.Recovery;
import akka.persistence.typed.javadsl.SignalHandler;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderEvent;
import io.orchestrator.domain.order.OrderMessage;
import io.orchestrator.domain.order.OrderRules;
import io.orchestrator.domain.order.OrderState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The journal of one order. The desk has one batch of messages under way at a time and repeats it
 * when the entity had to start again; the rules ignore what they know, so nothing is lost or booked
 * twice.
 */
final class OrderEntity
    extends EventSourcedBehavior<OrderEntity.Command, OrderEvent, Optional<OrderState>> {

  sealed interface Command {}

  record Hear(List<OrderMessage> messages) implements Command {}

  record Stop() implements Command {}

  private static final SupervisorStrategy RESTART =
      SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(5), 0.1);

  private final String id;
  private final ActorRef<TradingDesk.Command> desk;
  private final InstantSource clock;

  private OrderEntity(String id, ActorRef<TradingDesk.Command> desk, InstantSource clock) {
    super(PersistenceId.ofUniqueId(persistenceId(id)));
    this.id = id;
    this.desk = desk;
    this.clock = clock;
  }

  static Behavior<Command> create(
      ClientOrderId id, ActorRef<TradingDesk.Command> desk, InstantSource clock) {
    return Behaviors.supervise(
            Behaviors.<Command>setup(context -> new OrderEntity(id.value(), desk, clock)))
        .onFailure(RESTART);
  }

  /** A tilde stands for the slash; no client order id contains one. */
  static String persistenceId(String clientOrderId) {
    return "order-" + clientOrderId.replace('/', '~');
  }

  @Override
  public Optional<OrderState> emptyState() {
    return Optional.empty();
  }

  @Override
  public CommandHandler<Command, OrderEvent, Optional<OrderState>> commandHandler() {
    return (state, command) ->
        switch (command) {
          case Hear hear -> onHear(state, hear);
          case Stop stop -> Effect().stop();
        };
  }

  @Override
  public EventHandler<Optional<OrderState>, OrderEvent> eventHandler() {
    return (state, event) -> Optional.of(OrderRules.evolve(state, event));
  }

  @Override
  public SignalHandler<Optional<OrderState>> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(
            RecoveryCompleted.instance(),
            state -> desk.tell(new TradingDesk.EntityReady(id, state)))
        .build();
  }

  /** It writes no snapshots, so it looks for none: one question less for each open order. */
  @Override
  public Recovery recovery() {
    return Recovery.withSnapshotSelectionCriteria(SnapshotSelectionCriteria.none());
  }

  private Effect<OrderEvent, Optional<OrderState>> onHear(Optional<OrderState> state, Hear hear) {
    Instant now = clock.instant();
    List<OrderEvent> events = new ArrayList<>();
    Optional<OrderState> next = state;
    for (OrderMessage message : hear.messages()) {
      for (OrderEvent event : OrderRules.decide(next, message, now)) {
        next = Optional.of(OrderRules.evolve(next, event));
        events.add(event);
      }
    }
    if (events.isEmpty()) {
      desk.tell(new TradingDesk.Told(id, state, List.of()));
      return Effect().none();
    }
    return Effect()
        .persist(events)
        .thenRun(written -> desk.tell(new TradingDesk.Told(id, written, List.copyOf(events))));
  }
}

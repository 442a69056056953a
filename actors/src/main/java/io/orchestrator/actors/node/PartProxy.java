package io.orchestrator.actors.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * A part of the system as seen from any node: always there, finds the living one by the
 * receptionist, and keeps a bounded number of messages while there is none (start, hand-over).
 */
final class PartProxy<T> extends AbstractBehavior<Object> {
  private final Class<T> type;
  private final ServiceKey<T> key;
  private final int limit;
  private final Deque<T> waiting = new ArrayDeque<>();
  private ActorRef<T> part;
  private long dropped;

  private PartProxy(ActorContext<Object> context, Class<T> type, ServiceKey<T> key, int limit) {
    super(context);
    this.type = type;
    this.key = key;
    this.limit = limit;
    ActorRef<Receptionist.Listing> listings = context.getSelf().narrow();
    context.getSystem().receptionist().tell(Receptionist.subscribe(key, listings));
  }

  static <T> Behavior<Object> create(Class<T> type, ServiceKey<T> key, int limit) {
    return Behaviors.setup(context -> new PartProxy<>(context, type, key, limit));
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(Receptionist.Listing.class, this::onListing)
        .onMessage(Object.class, this::onMessage)
        .build();
  }

  private Behavior<Object> onListing(Receptionist.Listing listing) {
    Set<ActorRef<T>> found = listing.getServiceInstances(key);
    part = found.isEmpty() ? null : found.iterator().next();
    while (part != null && !waiting.isEmpty()) {
      part.tell(waiting.removeFirst());
    }
    return this;
  }

  private Behavior<Object> onMessage(Object message) {
    T typed = type.cast(message);
    if (part != null) {
      part.tell(typed);
    } else if (waiting.size() < limit) {
      waiting.addLast(typed);
    } else {
      dropped++;
      if (Long.bitCount(dropped) == 1) {
        getContext().getLog().warn("{} is away: {} messages dropped", key.id(), dropped);
      }
    }
    return this;
  }
}

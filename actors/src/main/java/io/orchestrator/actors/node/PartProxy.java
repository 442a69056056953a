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
  private final ServiceKey<T> key;
  private final int limit;
  private final Deque<Object> waiting = new ArrayDeque<>();
  private ActorRef<Object> part;
  private long dropped;

  private PartProxy(ActorContext<Object> context, ServiceKey<T> key, int limit) {
    super(context);
    this.key = key;
    this.limit = limit;
    ActorRef<Receptionist.Listing> listings = context.getSelf().narrow();
    context.getSystem().receptionist().tell(Receptionist.subscribe(key, listings));
  }

  static <T> Behavior<Object> create(ServiceKey<T> key, int limit) {
    return Behaviors.setup(context -> new PartProxy<>(context, key, limit));
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
    part = found.isEmpty() ? null : found.iterator().next().unsafeUpcast();
    while (part != null && !waiting.isEmpty()) {
      part.tell(waiting.removeFirst());
    }
    return this;
  }

  private Behavior<Object> onMessage(Object message) {
    if (part != null) {
      part.tell(message);
    } else if (waiting.size() < limit) {
      waiting.addLast(message);
    } else {
      dropped++;
      if (Long.bitCount(dropped) == 1) {
        getContext().getLog().warn("{} is away: {} messages dropped", key.id(), dropped);
      }
    }
    return this;
  }
}

package io.orchestrator.actors.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A part of the system as seen from any node: always there, finds the living one by the
 * receptionist, and keeps a bounded number of messages while there is none (start, hand-over).
 */
final class PartProxy<T> extends AbstractBehavior<Object> {
  private final ServiceKey<T> key;
  private final int limit;
  private final Deque<Object> waiting = new ArrayDeque<>();
  private final Set<ActorRef<Object>> dead = new HashSet<>();
  private Set<ActorRef<Object>> listed = Set.of();
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
        .onSignal(Terminated.class, this::onTerminated)
        .build();
  }

  private Behavior<Object> onListing(Receptionist.Listing listing) {
    Set<ActorRef<Object>> before = listed;
    listed =
        listing.getServiceInstances(key).stream()
            .map(ActorRef::<Object>unsafeUpcast)
            .collect(Collectors.toUnmodifiableSet());
    dead.retainAll(listed);
    listed.stream().filter(ref -> !before.contains(ref)).forEach(getContext()::watch);
    before.stream().filter(ref -> !listed.contains(ref)).forEach(getContext()::unwatch);
    choose();
    return this;
  }

  /**
   * Sooner known than by the next listing, and surer: what is sent to the dead is lost, and who
   * asked would wait for nothing while the part moves to another node.
   */
  private Behavior<Object> onTerminated(Terminated end) {
    dead.add(end.getRef().unsafeUpcast());
    choose();
    return this;
  }

  private void choose() {
    part = listed.stream().filter(ref -> !dead.contains(ref)).findFirst().orElse(null);
    while (part != null && !waiting.isEmpty()) {
      part.tell(waiting.removeFirst());
    }
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

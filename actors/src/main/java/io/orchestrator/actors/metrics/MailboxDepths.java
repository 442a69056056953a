package io.orchestrator.actors.metrics;

import akka.actor.AbstractExtensionId;
import akka.actor.ActorSystem;
import akka.actor.ExtendedActorSystem;
import akka.actor.Extension;
import akka.dispatch.MessageQueue;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Messages that wait in the {@link MeasuredMailbox}es of an actor system. Thread-safe. */
public final class MailboxDepths implements Extension {
  private static final AbstractExtensionId<MailboxDepths> ID =
      new AbstractExtensionId<>() {
        @Override
        public MailboxDepths createExtension(ExtendedActorSystem system) {
          return new MailboxDepths();
        }
      };

  /** A part that is started again gets a number behind its name. */
  private static final Pattern GENERATION = Pattern.compile("-\\d+$");

  private final Map<String, MessageQueue> queues = new ConcurrentHashMap<>();
  private Consumer<String> listener = name -> {};

  private MailboxDepths() {}

  public static MailboxDepths of(ActorSystem system) {
    return ID.get(system);
  }

  /** The newest actor of a name counts; the mailbox of one that ended is empty. */
  void opened(String actor, MessageQueue queue) {
    String name = GENERATION.matcher(actor).replaceFirst("");
    if (queues.put(name, queue) == null) {
      synchronized (this) {
        listener.accept(name);
      }
    }
  }

  /** Told each name once, those known by now at once. */
  public synchronized void listen(Consumer<String> names) {
    listener = names;
    queues.keySet().forEach(names);
  }

  /** By name. */
  Map<String, Integer> all() {
    Map<String, Integer> all = new TreeMap<>();
    queues.forEach((name, queue) -> all.put(name.replace('-', '_'), queue.numberOfMessages()));
    return all;
  }

  /** 0 for a name that is not known. */
  public int waiting(String name) {
    MessageQueue queue = queues.get(name);
    return queue == null ? 0 : queue.numberOfMessages();
  }
}

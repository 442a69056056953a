package io.orchestrator.actors.metrics;

import akka.actor.ActorRef;
import akka.actor.ActorSystem;
import akka.actor.typed.MailboxSelector;
import akka.dispatch.MailboxType;
import akka.dispatch.MessageQueue;
import akka.dispatch.ProducesMessageQueue;
import akka.dispatch.UnboundedMailbox;
import com.typesafe.config.Config;
import scala.Option;

/**
 * The mailbox of the actors on whose backlog the node depends: how many messages wait in it can be
 * asked from any thread.
 */
public final class MeasuredMailbox
    implements MailboxType, ProducesMessageQueue<UnboundedMailbox.MessageQueue> {

  /** Made by Akka. */
  public MeasuredMailbox(ActorSystem.Settings settings, Config config) {}

  /** For {@code spawn}. */
  public static MailboxSelector selector() {
    return MailboxSelector.fromConfig("orchestrator.mailbox");
  }

  @Override
  public MessageQueue create(Option<ActorRef> owner, Option<ActorSystem> system) {
    var queue = new UnboundedMailbox.MessageQueue();
    if (owner.isDefined() && system.isDefined()) {
      MailboxDepths.of(system.get()).opened(owner.get().path().name(), queue);
    }
    return queue;
  }
}

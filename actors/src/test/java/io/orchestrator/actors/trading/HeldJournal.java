package io.orchestrator.actors.trading;

import akka.actor.ActorSystem;
import akka.persistence.AtomicWrite;
import akka.persistence.journal.inmem.InmemJournal;
import com.typesafe.config.Config;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import scala.collection.immutable.Seq;
import scala.concurrent.Future;
import scala.concurrent.Promise;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/** A journal in memory that can be made to hang as a stalled database does. */
public final class HeldJournal extends InmemJournal {
  private static final Set<ActorSystem> HELD = ConcurrentHashMap.newKeySet();

  /** Called by Akka. */
  public HeldJournal(Config config) {
    super(config);
  }

  /** From now on no write of this system is answered. */
  static void hold(ActorSystem system) {
    HELD.add(system);
  }

  @Override
  public Future<Seq<Try<BoxedUnit>>> asyncWriteMessages(Seq<AtomicWrite> messages) {
    return HELD.contains(context().system())
        ? Promise.<Seq<Try<BoxedUnit>>>apply().future()
        : super.asyncWriteMessages(messages);
  }
}

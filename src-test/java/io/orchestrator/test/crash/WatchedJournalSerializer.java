package io.orchestrator.test.crash;

import akka.actor.ExtendedActorSystem;
import akka.serialization.SerializerWithStringManifest;
import io.orchestrator.persistence.journal.JournalFormatException;
import io.orchestrator.persistence.journal.JournalSerializer;

/** The program's own serializer, with a word before each record that is written. */
abstract class WatchedJournalSerializer extends SerializerWithStringManifest {
  private final JournalSerializer journal;

  WatchedJournalSerializer(ExtendedActorSystem system) {
    journal = new JournalSerializer(system);
  }

  /**
   * @param name of the record
   */
  abstract void beforeWriting(String name);

  @Override
  public int identifier() {
    return JournalSerializer.IDENTIFIER;
  }

  @Override
  public String manifest(Object written) {
    return journal.manifest(written);
  }

  @Override
  public byte[] toBinary(Object written) {
    beforeWriting(journal.manifest(written));
    return journal.toBinary(written);
  }

  @Override
  public Object fromBinary(byte[] json, String manifest) {
    try {
      return journal.fromBinary(json, manifest);
    } catch (JournalFormatException e) {
      throw new IllegalStateException(e);
    }
  }
}

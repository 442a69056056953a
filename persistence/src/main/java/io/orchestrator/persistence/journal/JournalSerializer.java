package io.orchestrator.persistence.journal;

import akka.actor.ExtendedActorSystem;
import akka.serialization.SerializerWithStringManifest;
import com.typesafe.config.Config;
import io.orchestrator.domain.common.JournalRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * Akka's door to {@link JournalCodec}: bound to {@link JournalRecord} in this module's {@code
 * reference.conf}. The manifest is the record's logical name and version, so that rows outlive the
 * names of classes.
 */
public final class JournalSerializer extends SerializerWithStringManifest {
  /** Stands in every row; never changes. Same as in {@code reference.conf}. */
  public static final int IDENTIFIER = 19750;

  private final JournalCodec codec;

  /** Called by Akka. */
  public JournalSerializer(ExtendedActorSystem system) {
    this(codec(system.settings().config().getConfig("orchestrator.persistence.journal")));
  }

  public JournalSerializer(JournalCodec codec) {
    this.codec = codec;
  }

  /**
   * @param config {@code orchestrator.persistence.journal}
   */
  public static JournalCodec codec(Config config) {
    List<Class<? extends JournalRecord>> roots = new ArrayList<>(JournalCatalogue.ROOTS);
    config.getStringList("extra-roots").forEach(name -> roots.add(root(name)));
    return new JournalCodec(
        JournalTypes.of(roots, JournalCatalogue.UPCASTERS),
        config.getInt("max-record-bytes"),
        config.getInt("max-nesting-depth"));
  }

  private static Class<? extends JournalRecord> root(String className) {
    try {
      return Class.forName(className).asSubclass(JournalRecord.class);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(
          "orchestrator.persistence.journal.extra-roots names no class: " + className, e);
    }
  }

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object record) {
    try {
      return codec.manifest(record);
    } catch (JournalFormatException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  @Override
  public byte[] toBinary(Object record) {
    try {
      return codec.encode(record);
    } catch (JournalFormatException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  @Override
  public Object fromBinary(byte[] json, String manifest) throws JournalFormatException {
    return codec.decode(json, manifest);
  }
}

package io.orchestrator.persistence.archive;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Rows of a journal as one gzip: a version, their number, and the fields of each in their order,
 * texts and payload with their length before them. GZIP carries a checksum of it all.
 */
final class PackedHistory {
  private static final int VERSION = 1;

  private PackedHistory() {}

  static byte[] pack(List<ArchivedEvent> events) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(new GZIPOutputStream(bytes))) {
      out.writeByte(VERSION);
      out.writeInt(events.size());
      for (ArchivedEvent e : events) {
        out.writeLong(e.ordering());
        out.writeLong(e.sequenceNumber());
        out.writeUTF(e.writer());
        out.writeLong(e.timestamp());
        out.writeUTF(e.adapter());
        out.writeInt(e.serializerId());
        out.writeUTF(e.manifest());
        out.writeInt(e.payload().length);
        out.write(e.payload());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * @throws IllegalStateException if it is damaged or a newer program wrote it
   */
  static List<ArchivedEvent> unpack(byte[] packed) {
    try (var in = new DataInputStream(new GZIPInputStream(new ByteArrayInputStream(packed)))) {
      int version = in.readByte();
      if (version != VERSION) {
        throw new IllegalStateException("a history is packed in version " + version);
      }
      int count = in.readInt();
      var events = new ArrayList<ArchivedEvent>();
      for (int i = 0; i < count; i++) {
        events.add(
            new ArchivedEvent(
                in.readLong(),
                in.readLong(),
                in.readUTF(),
                in.readLong(),
                in.readUTF(),
                in.readInt(),
                in.readUTF(),
                payload(in)));
      }
      if (in.read() >= 0) {
        throw new IllegalStateException("a history has more than it says");
      }
      return List.copyOf(events);
    } catch (IOException e) {
      throw new IllegalStateException("a history in the archive is damaged: " + e, e);
    }
  }

  private static byte[] payload(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0) {
      throw new IOException("an event has a negative length");
    }
    byte[] payload = in.readNBytes(length);
    if (payload.length != length) {
      throw new IOException("it ends in the middle of an event");
    }
    return payload;
  }
}

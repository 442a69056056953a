package io.orchestrator.analysis.worker;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Messages on a pipe: four mark bytes {@code 1D 4F 57 1E}, a big-endian length, that many bytes of
 * UTF-8 JSON. The mark lets a reader find the next message behind text that a native library
 * printed to the same pipe.
 */
final class Frames {
  private static final int MARK = 0x1D4F571E;

  private final DataInputStream in;
  private final OutputStream out;
  private final int maxBytes;

  /**
   * @param maxBytes a longer message is a broken peer
   */
  Frames(InputStream in, OutputStream out, int maxBytes) {
    this.in = new DataInputStream(in);
    this.out = out;
    this.maxBytes = maxBytes;
  }

  /**
   * @return empty at the end of the stream
   */
  Optional<byte[]> read() throws IOException {
    try {
      int window = in.readInt();
      while (window != MARK) {
        window = (window << 8) | in.readUnsignedByte();
      }
      int length = in.readInt();
      if (length < 0 || length > maxBytes) {
        throw new IOException("message of " + length + " bytes, at most " + maxBytes);
      }
      byte[] message = new byte[length];
      in.readFully(message);
      return Optional.of(message);
    } catch (EOFException e) {
      return Optional.empty();
    }
  }

  /** One write call per message, so that threads do not mix. */
  synchronized void write(byte[] message) throws IOException {
    out.write(
        ByteBuffer.allocate(8 + message.length)
            .putInt(MARK)
            .putInt(message.length)
            .put(message)
            .array());
    out.flush();
  }
}

package io.orchestrator.adapters.worker;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Messages on a pipe: four mark bytes {@code 1D 4F 57 1E}, a big-endian length, that many bytes of
 * UTF-8 JSON. Bytes between messages (a native library's printing) are skipped.
 */
final class WorkerFrames {
  private static final int MARK = 0x1D4F571E;

  private WorkerFrames() {}

  /**
   * @return empty at the end of the stream
   */
  static Optional<byte[]> read(InputStream stream, int maxBytes) throws IOException {
    DataInputStream in = new DataInputStream(stream);
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

  static void write(OutputStream out, byte[] message) throws IOException {
    out.write(ByteBuffer.allocate(8).putInt(MARK).putInt(message.length).array());
    out.write(message);
    out.flush();
  }
}

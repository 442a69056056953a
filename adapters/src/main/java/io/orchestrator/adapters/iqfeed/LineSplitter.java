package io.orchestrator.adapters.iqfeed;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts a stream of bytes into lines, however it arrives in pieces. A line ends with LF, a CR before
 * it is removed; text is ISO-8859-1, one byte per character. A line longer than the limit is
 * dropped up to its end and reported once. Not thread-safe.
 */
public final class LineSplitter {
  /** What comes out, in order of the stream. */
  public interface Sink {
    void line(String line);

    /**
     * The same line as bytes, without its end; valid until the call returns. Whoever needs no text
     * overrides it and makes no garbage.
     */
    default void bytes(byte[] buffer, int from, int to) {
      line(new String(buffer, from, to - from, StandardCharsets.ISO_8859_1));
    }

    /**
     * @param limit the limit that was exceeded, bytes
     */
    void oversized(int limit);
  }

  private static final int FIRST_SIZE = 512;
  private final int maxLineBytes;
  private byte[] pending = new byte[FIRST_SIZE];
  private int length;
  private boolean dropping;

  public LineSplitter(int maxLineBytes) {
    if (maxLineBytes < 1) {
      throw new IllegalArgumentException("maxLineBytes must be at least 1, was " + maxLineBytes);
    }
    this.maxLineBytes = maxLineBytes;
  }

  public void accept(byte[] bytes, int offset, int count, Sink sink) {
    int from = offset;
    for (int i = offset; i < offset + count; i++) {
      if (bytes[i] == '\n') {
        if (length == 0 && !dropping && i - from <= maxLineBytes) {
          sink.bytes(bytes, from, withoutReturn(bytes, from, i));
        } else {
          keep(bytes, from, i - from, sink);
          endLine(sink);
        }
        from = i + 1;
      }
    }
    keep(bytes, from, offset + count - from, sink);
  }

  /** What has arrived of a line that is not ended; empty after a whole line. */
  public String remainder() {
    return text();
  }

  private void keep(byte[] bytes, int from, int count, Sink sink) {
    if (dropping) {
      return;
    }
    if (length + count > maxLineBytes) {
      dropping = true;
      length = 0;
      sink.oversized(maxLineBytes);
      return;
    }
    if (length + count > pending.length) {
      int wanted = Math.max(length + count, pending.length * 2);
      pending = Arrays.copyOf(pending, Math.min(wanted, maxLineBytes));
    }
    System.arraycopy(bytes, from, pending, length, count);
    length += count;
  }

  private void endLine(Sink sink) {
    if (!dropping) {
      sink.bytes(pending, 0, withoutReturn(pending, 0, length));
    }
    dropping = false;
    length = 0;
    if (pending.length > 64 * 1024) {
      pending = new byte[FIRST_SIZE];
    }
  }

  private static int withoutReturn(byte[] bytes, int from, int to) {
    return to > from && bytes[to - 1] == '\r' ? to - 1 : to;
  }

  private String text() {
    int end = withoutReturn(pending, 0, length);
    return new String(pending, 0, end, StandardCharsets.ISO_8859_1);
  }
}

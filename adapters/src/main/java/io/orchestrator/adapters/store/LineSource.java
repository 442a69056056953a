package io.orchestrator.adapters.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Lines of a file of unknown goodness: any line end, a byte order mark at the start, and no line
 * held beyond its limit.
 */
final class LineSource implements AutoCloseable {
  private static final int BUFFER = 1 << 16;
  private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final InputStream in;
  private final byte[] block = new byte[BUFFER];
  private int at;
  private int end;
  private final byte[] line;
  private int length;
  private boolean tooLong;
  private long number;

  LineSource(InputStream in, int maxLineBytes) throws IOException {
    this.in = in;
    this.line = new byte[maxLineBytes];
    this.end = in.readNBytes(block, 0, BUFFER);
    if (end >= MARK.length && Arrays.equals(block, 0, MARK.length, MARK, 0, MARK.length)) {
      at = MARK.length;
    }
  }

  private int read() throws IOException {
    if (at == end) {
      end = in.readNBytes(block, 0, BUFFER);
      at = 0;
      if (end == 0) {
        return -1;
      }
    }
    return block[at++] & 0xFF;
  }

  /** Goes to the next line; false at the end. */
  boolean next() throws IOException {
    length = 0;
    tooLong = false;
    int c = read();
    if (c < 0) {
      return false;
    }
    number++;
    while (c >= 0 && c != '\n') {
      if (length < line.length) {
        line[length++] = (byte) c;
      } else {
        tooLong = true;
      }
      c = read();
    }
    if (length > 0 && line[length - 1] == '\r') {
      length--;
    }
    return true;
  }

  /** Of the present line, from 1. */
  long number() {
    return number;
  }

  boolean tooLong() {
    return tooLong;
  }

  /** The present line; bytes that are not ASCII stay visible as such. */
  String text() {
    return new String(line, 0, length, StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}

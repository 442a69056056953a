package io.orchestrator.adapters.ibkr.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Cuts a byte stream into frames: 4 bytes big-endian length, then the payload. A length below 1 or
 * above the cap is fatal: nothing behind it can be trusted.
 */
public final class FrameReader {
  private final InputStream in;
  private final int maxPayload;

  /**
   * @param maxPayload bytes, 1 to {@link Wire#MAX_PAYLOAD}
   */
  public FrameReader(InputStream in, int maxPayload) {
    if (maxPayload < 1 || maxPayload > Wire.MAX_PAYLOAD) {
      throw new IllegalArgumentException("maxPayload must be 1.." + Wire.MAX_PAYLOAD);
    }
    this.in = in;
    this.maxPayload = maxPayload;
  }

  /**
   * Next payload; empty when the stream ended between two frames.
   *
   * @throws WireException code 507: hostile length
   * @throws EOFException the stream ended inside a frame
   */
  public Optional<byte[]> read() throws IOException {
    int first = in.read();
    if (first < 0) {
      return Optional.empty();
    }
    byte[] rest = in.readNBytes(3);
    if (rest.length < 3) {
      throw new EOFException("stream ended inside a frame length");
    }
    int length =
        (first << 24) | ((rest[0] & 0xFF) << 16) | ((rest[1] & 0xFF) << 8) | (rest[2] & 0xFF);
    if (length < 1 || length > maxPayload) {
      throw new WireException(
          WireException.BAD_LENGTH,
          "frame length "
              + Integer.toUnsignedString(length)
              + " is outside 1.."
              + maxPayload
              + "; the stream cannot be followed any more");
    }
    byte[] payload = in.readNBytes(length);
    if (payload.length < length) {
      throw new EOFException(
          "stream ended inside a frame: " + payload.length + " of " + length + " bytes");
    }
    return Optional.of(payload);
  }
}

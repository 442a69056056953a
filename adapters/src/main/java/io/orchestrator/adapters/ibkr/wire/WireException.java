package io.orchestrator.adapters.ibkr.wire;

import java.io.IOException;

/**
 * Bytes that are not what the protocol says. {@link #code()} uses the numbers of the official
 * client library, which users of the broker know.
 */
public final class WireException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Message id that no table has. */
  public static final int UNKNOWN_MESSAGE = 505;

  /** The other side speaks another version. */
  public static final int UNSUPPORTED_VERSION = 506;

  /** Frame length out of range, or the stream ended inside a frame: the connection is lost. */
  public static final int BAD_LENGTH = 507;

  /** A field that does not have the shape its table says; the frame is lost, the stream is not. */
  public static final int BAD_FIELD = 508;

  /** Text that may not be sent. */
  public static final int INVALID_TEXT = 579;

  private final int code;

  public WireException(int code, String message) {
    super(message);
    this.code = code;
  }

  public int code() {
    return code;
  }
}

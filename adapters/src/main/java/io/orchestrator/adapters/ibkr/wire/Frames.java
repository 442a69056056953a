package io.orchestrator.adapters.ibkr.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Payloads and their frames as bytes. */
public final class Frames {
  private Frames() {}

  /** Length prefix and payload in one array, so that one write sends one frame. */
  public static byte[] frame(byte[] payload) {
    if (payload.length < 1 || payload.length > Wire.MAX_PAYLOAD) {
      throw new IllegalArgumentException("payload of " + payload.length + " bytes");
    }
    return ByteBuffer.allocate(4 + payload.length).putInt(payload.length).put(payload).array();
  }

  /** Each field followed by one NUL, the last one too. */
  public static byte[] payload(List<String> fields) {
    StringBuilder text = new StringBuilder(fields.size() * 6);
    for (String field : fields) {
      if (field.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("a field cannot contain NUL");
      }
      text.append(field).append('\0');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The fields of a payload.
   *
   * @throws WireException code 508: the last field is not terminated
   */
  public static List<String> fields(byte[] payload) throws WireException {
    if (payload.length == 0 || payload[payload.length - 1] != 0) {
      throw new WireException(WireException.BAD_FIELD, "last field is not terminated by NUL");
    }
    List<String> fields = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < payload.length; i++) {
      if (payload[i] == 0) {
        fields.add(new String(payload, start, i - start, StandardCharsets.UTF_8));
        start = i + 1;
      }
    }
    return fields;
  }

  /** The client's first bytes: {@code API\0} and the frame with the version range. */
  public static byte[] clientHello() {
    String range = "v" + Wire.MIN_CLIENT_VERSION + ".." + Wire.SERVER_VERSION;
    byte[] frame = frame(range.getBytes(StandardCharsets.US_ASCII));
    byte[] prefix = Wire.helloPrefix();
    return ByteBuffer.allocate(prefix.length + frame.length).put(prefix).put(frame).array();
  }
}

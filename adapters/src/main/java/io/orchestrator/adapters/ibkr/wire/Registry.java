package io.orchestrator.adapters.ibkr.wire;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tables of one direction, found by the id in field 0. */
public final class Registry {
  private final Map<Integer, MessageTable> byId = new HashMap<>();
  private final boolean strict;

  Registry(boolean strict, List<MessageTable> tables) {
    this.strict = strict;
    for (MessageTable table : tables) {
      if (byId.put(table.id(), table) != null) {
        throw new IllegalStateException("two tables for id " + table.id());
      }
    }
  }

  /**
   * Decodes one payload.
   *
   * @throws WireException 505: unknown id, skip the frame; 508: known but broken
   */
  public Message decode(byte[] payload) throws WireException {
    return decode(payload, Wire.SERVER_VERSION);
  }

  /** As {@link #decode(byte[])}, in the layout of an older server version. */
  public Message decode(byte[] payload, int version) throws WireException {
    List<String> fields = Frames.fields(payload);
    String id = fields.get(0);
    if (id.isEmpty() || !Kind.INTEGER.accepts(id)) {
      throw new WireException(WireException.BAD_FIELD, "message id is not a number");
    }
    MessageTable table = byId.get(Math.clamp(Long.parseLong(id), -1, Integer.MAX_VALUE));
    if (table == null) {
      throw new WireException(WireException.UNKNOWN_MESSAGE, "unknown message id " + id);
    }
    return table.decode(fields, strict, version);
  }
}

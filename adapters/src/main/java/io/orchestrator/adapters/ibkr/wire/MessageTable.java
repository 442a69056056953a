package io.orchestrator.adapters.ibkr.wire;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The field list of one message. The same table encodes and decodes, so that client and simulated
 * gateway cannot drift apart unseen; hand-written byte vectors and a foreign client check the
 * tables themselves.
 */
public final class MessageTable {
  /** A day of one-second bars has 23,400; a hostile frame shall not become a million objects. */
  static final int MAX_ROWS = 100_000;

  /** Who sends it. */
  enum Direction {
    TO_SERVER,
    TO_CLIENT
  }

  private final int id;
  private final String name;
  private final Direction direction;
  private final List<Part> parts;
  private final Set<String> names;

  private MessageTable(int id, String name, Direction direction, List<Part> parts) {
    this.id = id;
    this.name = name;
    this.direction = direction;
    this.parts = List.copyOf(parts);
    this.names = Set.copyOf(namesOf(parts, new HashSet<>()));
  }

  public int id() {
    return id;
  }

  public String name() {
    return name;
  }

  public Message message() {
    return new Message(name, names);
  }

  /** An empty row of the repeated group {@code group}. */
  public Message row(String group) {
    return rowOf(find(parts, group));
  }

  /**
   * The payload, without its length.
   *
   * @throws WireException code 579: text that a client may not send; 508: a value of wrong shape
   */
  public byte[] encode(Message message) throws WireException {
    return encode(message, Wire.SERVER_VERSION);
  }

  /** As {@link #encode(Message)}, in the layout of an older server version. */
  public byte[] encode(Message message, int version) throws WireException {
    List<String> out = new ArrayList<>(parts.size() + 1);
    out.add(Integer.toString(id));
    encode(parts, message, version, out);
    return Frames.payload(out);
  }

  /**
   * Decodes a payload of which {@code fields.get(0)} is this table's id.
   *
   * @param strict false: fields behind the last known one are ignored
   * @throws WireException code 508: too few fields, wrong shape, or too many when strict
   */
  public Message decode(List<String> fields, boolean strict) throws WireException {
    return decode(fields, strict, Wire.SERVER_VERSION);
  }

  /** As {@link #decode(List, boolean)}, in the layout of an older server version. */
  Message decode(List<String> fields, boolean strict, int version) throws WireException {
    Message message = message();
    Cursor cursor = new Cursor(name, fields, version);
    decode(parts, cursor, message);
    if (strict && cursor.remaining() > 0) {
      throw new WireException(
          WireException.BAD_FIELD,
          name + " has " + cursor.remaining() + " fields more than its table");
    }
    return message;
  }

  private void encode(List<Part> list, Message message, int version, List<String> out)
      throws WireException {
    for (Part part : list) {
      switch (part) {
        case Part.Field field -> {
          String value = message.text(field.name());
          out.add(checked(field, value.isEmpty() ? field.ifUnset() : value));
        }
        case Part.Rows group -> {
          List<Message> rows = message.rows(group.name());
          out.add(Integer.toString(rows.size()));
          for (Message row : rows) {
            encode(group.parts(), row, version, out);
          }
        }
        case Part.When when -> {
          if (when.present().test(message)) {
            encode(when.parts(), message, version, out);
          }
        }
        case Part.Between between -> {
          if (between.holds(version)) {
            encode(between.parts(), message, version, out);
          }
        }
      }
    }
  }

  private String checked(Part.Field field, String value) throws WireException {
    if (!field.kind().accepts(value) || value.indexOf('\0') >= 0) {
      throw badValue(field, value);
    }
    if (field.kind() != Kind.TEXT) {
      return value;
    }
    StringBuilder out = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c >= 32 && c <= 126) || c == '\t' || c == '\n' || c == '\r') {
        out.append(c);
      } else if (direction == Direction.TO_CLIENT) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        throw new WireException(
            WireException.INVALID_TEXT,
            name + "." + field.name() + " may only hold printable ASCII");
      }
    }
    return out.toString();
  }

  private void decode(List<Part> list, Cursor cursor, Message message) throws WireException {
    for (Part part : list) {
      switch (part) {
        case Part.Field field -> {
          String value = cursor.next(field.name());
          if (!field.kind().accepts(value)) {
            throw badValue(field, value);
          }
          message.set(field.name(), value);
        }
        case Part.Rows group -> decodeRows(group, cursor, message);
        case Part.When when -> {
          if (when.present().test(message)) {
            decode(when.parts(), cursor, message);
          }
        }
        case Part.Between between -> {
          if (between.holds(cursor.version)) {
            decode(between.parts(), cursor, message);
          }
        }
      }
    }
  }

  private void decodeRows(Part.Rows group, Cursor cursor, Message message) throws WireException {
    String text = cursor.next(group.name() + "Count");
    Part.Field counter = new Part.Field(group.name() + "Count", Kind.INTEGER, "0");
    if (!Kind.INTEGER.accepts(text)) {
      throw badValue(counter, text);
    }
    long count = text.isEmpty() ? 0 : Long.parseLong(text);
    // A row takes at least one field: a hostile count cannot make us loop longer than the frame.
    if (count < 0 || count > Math.min(cursor.remaining(), MAX_ROWS)) {
      throw badValue(counter, text);
    }
    for (long i = 0; i < count; i++) {
      Message row = rowOf(group);
      decode(group.parts(), cursor, row);
      message.add(group.name(), row);
    }
  }

  private WireException badValue(Part.Field field, String value) {
    String shown = value.length() > 40 ? value.substring(0, 40) + "…" : value;
    return new WireException(
        WireException.BAD_FIELD,
        name + "." + field.name() + " is not " + field.kind() + ": '" + shown + "'");
  }

  private Message rowOf(Part.Rows group) {
    return new Message(name + "." + group.name(), group.names());
  }

  private static Part.Rows find(List<Part> parts, String group) {
    for (Part part : parts) {
      if (part instanceof Part.Rows rows && rows.name().equals(group)) {
        return rows;
      }
    }
    throw new IllegalArgumentException("no repeated group " + group);
  }

  private static Set<String> namesOf(List<Part> parts, Set<String> into) {
    for (Part part : parts) {
      switch (part) {
        case Part.Field field -> into.add(field.name());
        case Part.Rows rows -> into.add(rows.name());
        case Part.When when -> namesOf(when.parts(), into);
        case Part.Between between -> namesOf(between.parts(), into);
      }
    }
    return into;
  }

  static Builder toServer(int id, String name) {
    return new Builder(id, name, Direction.TO_SERVER);
  }

  static Builder toClient(int id, String name) {
    return new Builder(id, name, Direction.TO_CLIENT);
  }

  /** Reads fields one by one, behind the id. */
  private static final class Cursor {
    private final String table;
    private final List<String> fields;
    private final int version;
    private int next = 1;

    Cursor(String table, List<String> fields, int version) {
      this.table = table;
      this.fields = fields;
      this.version = version;
    }

    String next(String field) throws WireException {
      if (next >= fields.size()) {
        throw new WireException(
            WireException.BAD_FIELD, table + " ends before its field " + field + " (" + next + ")");
      }
      return fields.get(next++);
    }

    int remaining() {
      return fields.size() - next;
    }
  }

  /** Collects the parts in the order of the wire. */
  static final class Builder {
    private final int id;
    private final String name;
    private final Direction direction;
    private final List<Part> parts = new ArrayList<>();

    private Builder(int id, String name, Direction direction) {
      this.id = id;
      this.name = name;
      this.direction = direction;
    }

    Builder version(int version) {
      return fields(Kind.INTEGER, Integer.toString(version), "version");
    }

    Builder integer(String... fields) {
      return fields(Kind.INTEGER, "", fields);
    }

    Builder number(String... fields) {
      return fields(Kind.NUMBER, "", fields);
    }

    Builder size(String... fields) {
      return fields(Kind.SIZE, "", fields);
    }

    /** Written 0 when not set. */
    Builder flag(String... fields) {
      return fields(Kind.FLAG, "0", fields);
    }

    Builder text(String... fields) {
      return fields(Kind.TEXT, "", fields);
    }

    Builder fields(Kind kind, String ifUnset, String... fields) {
      for (String field : fields) {
        parts.add(new Part.Field(field, kind, ifUnset));
      }
      return this;
    }

    Builder rows(String group, Consumer<Builder> row) {
      List<Part> fields = nested(row);
      parts.add(new Part.Rows(group, fields, Set.copyOf(namesOf(fields, new HashSet<>()))));
      return this;
    }

    Builder when(Predicate<Message> present, Consumer<Builder> more) {
      parts.add(new Part.When(present, nested(more)));
      return this;
    }

    /** Fields that came with {@code version}. */
    Builder since(int version, Consumer<Builder> more) {
      parts.add(new Part.Between(version, Integer.MAX_VALUE, nested(more)));
      return this;
    }

    /** Fields that were dropped by {@code version}. */
    Builder before(int version, Consumer<Builder> more) {
      parts.add(new Part.Between(0, version, nested(more)));
      return this;
    }

    Builder with(Consumer<Builder> block) {
      block.accept(this);
      return this;
    }

    private List<Part> nested(Consumer<Builder> block) {
      Builder builder = new Builder(id, name, direction);
      block.accept(builder);
      return List.copyOf(builder.parts);
    }

    MessageTable table() {
      return new MessageTable(id, name, direction, parts);
    }
  }
}

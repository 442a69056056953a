package io.orchestrator.adapters.ibkr.wire;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One message as values by field name. Names are those of its table; a name that the table does not
 * have is a mistake of the caller and throws. Not thread-safe.
 */
public final class Message {
  private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-fA-F]{4})");
  private static final Set<String> UNSET =
      Set.of(
          "",
          Wire.INTEGER_UNSET,
          Wire.NUMBER_UNSET,
          "9223372036854775807",
          "-9223372036854775808",
          "Infinity",
          "-Infinity");

  private final String tableName;
  private final Set<String> names;
  private final Map<String, String> values = new HashMap<>();
  private final Map<String, List<Message>> rows = new HashMap<>();

  Message(String tableName, Set<String> names) {
    this.tableName = tableName;
    this.names = names;
  }

  /** Name of the table: {@code placeOrder}, {@code orderStatus}, … */
  public String name() {
    return tableName;
  }

  public Message set(String name, String value) {
    values.put(known(name), value);
    return this;
  }

  public Message set(String name, long value) {
    return set(name, Long.toString(value));
  }

  public Message set(String name, BigDecimal value) {
    return set(name, value.toPlainString());
  }

  public Message set(String name, boolean value) {
    return set(name, value ? "1" : "0");
  }

  /** Adds a row to a repeated group. */
  public Message add(String name, Message row) {
    rows.computeIfAbsent(known(name), n -> new ArrayList<>()).add(row);
    return this;
  }

  public List<Message> rows(String name) {
    return rows.getOrDefault(known(name), List.of());
  }

  public boolean has(String name) {
    return !text(name).isEmpty();
  }

  public String text(String name) {
    return values.getOrDefault(known(name), "");
  }

  /** Text in which the gateway wrote characters outside ASCII as {@code \}{@code uXXXX}. */
  public String unescaped(String name) {
    Matcher matcher = ESCAPE.matcher(text(name));
    return matcher.replaceAll(
        m -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(m.group(1), 16))));
  }

  /** Empty text is 0. */
  public long integer(String name) {
    String value = text(name);
    return value.isEmpty() ? 0 : Long.parseLong(value);
  }

  /** As {@link #integer}, cut to 32 bits by saturation: ids beyond them cannot be ours. */
  public int int32(String name) {
    return Math.clamp(integer(name), Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /** Empty for every way in which the protocol writes "no value". */
  public Optional<BigDecimal> number(String name) {
    String value = text(name);
    return UNSET.contains(value)
        ? Optional.empty()
        : Optional.of(new BigDecimal(value.replace(",", "")));
  }

  /** As {@link #number}, "no value" is 0. */
  public BigDecimal numberOrZero(String name) {
    return number(name).orElse(BigDecimal.ZERO);
  }

  public boolean flag(String name) {
    return integer(name) != 0;
  }

  private String known(String name) {
    if (!names.contains(name)) {
      throw new IllegalArgumentException("message " + tableName + " has no field " + name);
    }
    return name;
  }

  @Override
  public String toString() {
    return tableName + values + (rows.isEmpty() ? "" : rows.toString());
  }
}

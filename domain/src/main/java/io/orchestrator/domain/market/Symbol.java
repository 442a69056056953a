package io.orchestrator.domain.market;

import java.util.Optional;
import java.util.regex.Pattern;

/** A ticker as the feed and the broker write it: upper case, 1 to 30 characters. */
public record Symbol(String value) implements Comparable<Symbol> {
  private static final Pattern SHAPE = Pattern.compile("[A-Z0-9@#][A-Z0-9@#.\\-+=]{0,29}");

  public Symbol {
    if (value == null || !SHAPE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a symbol is 1 to 30 of A-Z 0-9 @ # . - + =, was '" + value + "'");
    }
  }

  public static Symbol of(String value) {
    return new Symbol(value);
  }

  /** Empty where others wrote something that is no ticker. */
  public static Optional<Symbol> find(String value) {
    boolean fits = value != null && SHAPE.matcher(value).matches();
    return fits ? Optional.of(new Symbol(value)) : Optional.empty();
  }

  @Override
  public int compareTo(Symbol other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}

package io.orchestrator.domain.workflow;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * What a step promises to give: fields that must be there, each of a kind. More may be there as
 * well. Without fields anything is accepted.
 */
public record StepOutput(List<Field> fields) {
  public static final StepOutput ANY = new StepOutput(List.of());

  /** Of a JSON value. */
  public enum Kind {
    TEXT,
    NUMBER,
    FLAG,
    /** A list of objects. */
    ROWS,
    OBJECT
  }

  /**
   * @param name snake_case key of the output
   */
  public record Field(String name, Kind kind) {}

  public StepOutput {
    fields = List.copyOf(fields);
    var names = new HashSet<String>();
    for (Field field : fields) {
      if (!names.add(field.name())) {
        throw new IllegalArgumentException("two fields are called " + field.name());
      }
    }
  }

  public StepOutput text(String name) {
    return and(name, Kind.TEXT);
  }

  public StepOutput number(String name) {
    return and(name, Kind.NUMBER);
  }

  public StepOutput flag(String name) {
    return and(name, Kind.FLAG);
  }

  public StepOutput rows(String name) {
    return and(name, Kind.ROWS);
  }

  public StepOutput object(String name) {
    return and(name, Kind.OBJECT);
  }

  private StepOutput and(String name, Kind kind) {
    var more = new ArrayList<>(fields);
    more.add(new Field(name, kind));
    return new StepOutput(more);
  }

  /** Everything that is wrong with an output, a sentence each; empty: it keeps the promise. */
  public List<String> problems(Map<String, Object> output) {
    var problems = new ArrayList<String>();
    for (Field field : fields) {
      Object value = output.get(field.name());
      if (value == null) {
        problems.add(field.name() + " is missing");
      } else if (!fits(value, field.kind())) {
        problems.add(field.name() + " must be " + words(field.kind()) + ", was " + told(value));
      }
    }
    return problems;
  }

  private static boolean fits(Object value, Kind kind) {
    return switch (kind) {
      case TEXT -> value instanceof String;
      case NUMBER -> value instanceof Number;
      case FLAG -> value instanceof Boolean;
      case ROWS ->
          value instanceof List<?> rows && rows.stream().allMatch(r -> r instanceof Map<?, ?>);
      case OBJECT -> value instanceof Map<?, ?>;
    };
  }

  private static String words(Kind kind) {
    return switch (kind) {
      case TEXT -> "a text";
      case NUMBER -> "a number";
      case FLAG -> "true or false";
      case ROWS -> "a list of objects";
      case OBJECT -> "an object";
    };
  }

  private static String told(Object value) {
    return switch (value) {
      case String s -> "the text '" + (s.length() > 40 ? s.substring(0, 40) + "…" : s) + "'";
      case List<?> l -> "a list of " + l.size();
      case Map<?, ?> m -> "an object";
      default -> String.valueOf(value);
    };
  }
}

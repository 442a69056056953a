package io.orchestrator.http.rest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON Schema from a short notation: {@code string}, {@code integer}, {@code number}, {@code
 * boolean}, {@code instant}, {@code object} (free), {@code any}, {@code [item]}, {@code
 * {name:string,other!:integer}} where {@code !} marks a required field.
 *
 * @param json the schema as maps and lists
 */
public record Schema(Map<String, Object> json) {
  public static final Schema ANY = new Schema(Map.of());

  public static Schema parse(String notation) {
    var reader = new Reader(notation.replaceAll("\\s+", ""));
    var schema = new Schema(reader.schema());
    if (reader.at != reader.text.length()) {
      throw reader.wrong("the end");
    }
    return schema;
  }

  private static final class Reader {
    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    Map<String, Object> schema() {
      if (accept('[')) {
        Map<String, Object> items = schema();
        expect(']');
        return Map.of("type", "array", "items", items);
      }
      return accept('{') ? object() : named(word());
    }

    private Map<String, Object> object() {
      Map<String, Object> properties = new LinkedHashMap<>();
      List<String> required = new ArrayList<>();
      do {
        String name = word();
        if (accept('!')) {
          required.add(name);
        }
        expect(':');
        properties.put(name, schema());
      } while (accept(','));
      expect('}');
      Map<String, Object> schema = new LinkedHashMap<>();
      schema.put("type", "object");
      schema.put("properties", properties);
      if (!required.isEmpty()) {
        schema.put("required", required);
      }
      return schema;
    }

    private Map<String, Object> named(String name) {
      return switch (name) {
        case "string", "integer", "number", "boolean", "object" -> Map.of("type", name);
        case "instant" -> Map.of("type", "string", "format", "date-time");
        case "any" -> Map.of();
        default -> throw wrong("a type, found '" + name + "'");
      };
    }

    private String word() {
      int start = at;
      while (at < text.length()
          && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
        at++;
      }
      if (at == start) {
        throw wrong("a name");
      }
      return text.substring(start, at);
    }

    private boolean accept(char c) {
      boolean found = at < text.length() && text.charAt(at) == c;
      at += found ? 1 : 0;
      return found;
    }

    private void expect(char c) {
      if (!accept(c)) {
        throw wrong("'" + c + "'");
      }
    }

    private IllegalArgumentException wrong(String expected) {
      return new IllegalArgumentException("expected " + expected + " at " + at + " in " + text);
    }
  }
}

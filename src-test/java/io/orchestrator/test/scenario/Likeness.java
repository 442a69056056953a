package io.orchestrator.test.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Compares an answer with a sample written in the specification: the same fields with the same
 * nesting and types, and nothing else but what is named as an addition.
 */
final class Likeness {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern INSTANT = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT.*Z");
  private static final Pattern UPTIME = Pattern.compile("\\d+h \\d+m \\d+s");

  private Likeness() {}

  /**
   * @param additions fields of the outermost object that the specification does not name
   */
  static void assertLike(String sample, JsonNode actual, String... additions) {
    try {
      JsonNode wanted = JSON.readTree(sample);
      Set<String> names = new TreeSet<>(Set.of(additions));
      names.addAll(names(wanted));
      assertEquals(names, names(actual), () -> "fields of " + actual);
      wanted.fieldNames().forEachRemaining(n -> like(n, wanted.get(n), actual.get(n)));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(sample, e);
    }
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static void like(String path, JsonNode wanted, JsonNode actual) {
    switch (wanted.getNodeType()) {
      case OBJECT -> {
        assertTrue(actual.isObject(), () -> path + " is " + actual);
        if (!wanted.isEmpty()) {
          assertEquals(names(wanted), names(actual), () -> "fields of " + path);
          wanted
              .fieldNames()
              .forEachRemaining(n -> like(path + "." + n, wanted.get(n), actual.get(n)));
        }
      }
      case ARRAY -> {
        assertTrue(actual.isArray(), () -> path + " is " + actual);
        actual.forEach(element -> like(path + "[]", wanted.get(0), element));
      }
      case NUMBER ->
          assertTrue(
              wanted.isIntegralNumber() ? actual.isIntegralNumber() : actual.isNumber(),
              () -> path + " is " + actual);
      case STRING -> text(path, wanted.textValue(), actual);
      case BOOLEAN -> assertTrue(actual.isBoolean(), () -> path + " is " + actual);
      case NULL, MISSING, BINARY, POJO -> throw new IllegalArgumentException(path);
    }
  }

  private static void text(String path, String wanted, JsonNode actual) {
    assertTrue(actual.isTextual(), () -> path + " is " + actual);
    String text = actual.textValue();
    if (INSTANT.matcher(wanted).matches()) {
      assertTrue(INSTANT.matcher(text).matches(), () -> path + " is " + text);
      Instant.parse(text);
    } else if (UPTIME.matcher(wanted).matches()) {
      assertTrue(UPTIME.matcher(text).matches(), () -> path + " is " + text);
    }
  }
}

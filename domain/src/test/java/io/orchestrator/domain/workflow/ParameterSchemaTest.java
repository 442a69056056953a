package io.orchestrator.domain.workflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParameterSchemaTest {
  private static final ParameterSchema SCHEMA =
      ParameterSchema.of(
          Parameter.texts("symbols", 1, 3, "[A-Z]+", "what to look at"),
          Parameter.choice("method", List.of("a", "b"), "a", "how"),
          Parameter.whole("bars", 10, 20, 15, "how many"),
          Parameter.number("share", 0, 1, 0.5, "how much"),
          Parameter.flag("execute", false, "really"));

  @Test
  void fillsInDefaults() {
    var checked = SCHEMA.check(Map.of("symbols", List.of("IBM"), "bars", 12));
    assertTrue(checked.ok(), checked.errors().toString());
    assertEquals(
        Map.of(
            "symbols", List.of("IBM"), "method", "a", "bars", 12L, "share", 0.5, "execute", false),
        checked.values());
  }

  @Test
  void aListThatStandsInMakesItsParameterOptional() {
    var texts = Parameter.texts("symbols", 1, 3, "[A-Z]+", "what to look at");
    var optional = ParameterSchema.of(texts.orElse(List.of("IBM", "GE")));
    assertEquals(Map.of("symbols", List.of("IBM", "GE")), optional.check(Map.of()).values());
    assertEquals(List.of(), optional.jsonSchema().get("required"));
    assertFalse(ParameterSchema.of(texts.orElse(List.of())).check(Map.of()).ok());
  }

  @Test
  void saysAllThatIsWrongAtOnce() {
    var checked =
        SCHEMA.check(
            Map.of(
                "symbols",
                List.of("IBM", "ibm", 3),
                "method",
                "c",
                "bars",
                12.5,
                "share",
                2,
                "execute",
                "yes",
                "surprise",
                1));
    assertFalse(checked.ok());
    for (String part :
        List.of("symbols[1]", "symbols[2]", "method", "bars", "share", "execute", "surprise")) {
      assertTrue(
          checked.errors().stream().anyMatch(e -> e.startsWith(part + ":")),
          part + " not in " + checked.errors());
    }
  }

  @Test
  void requiredTooManyAndRepeatedItemsAreRefused() {
    assertEquals(1, SCHEMA.check(Map.of()).errors().size());
    assertFalse(SCHEMA.check(Map.of("symbols", List.of())).ok());
    assertFalse(SCHEMA.check(Map.of("symbols", List.of("A", "B", "C", "D"))).ok());
    assertFalse(SCHEMA.check(Map.of("symbols", List.of("A", "A"))).ok());
  }

  @Test
  void hostileValuesAreErrorsAndNotExceptions() {
    var deep = new HashMap<String, Object>();
    Map<String, Object> inner = deep;
    for (int i = 0; i < 100; i++) {
      var next = new HashMap<String, Object>();
      inner.put("x", next);
      inner = next;
    }
    assertFalse(SCHEMA.check(deep).ok());
    assertFalse(SCHEMA.check(Map.of("symbols", List.of("IBM"), "share", Double.NaN)).ok());
    String error = SCHEMA.check(Map.of("symbols", "x".repeat(100_000))).errors().getFirst();
    assertTrue(error.length() < 300);
  }

  @Test
  void aDefaultOutsideItsOwnRangeIsAMistakeOfTheProgrammer() {
    assertThrows(
        IllegalArgumentException.class,
        () -> ParameterSchema.of(Parameter.whole("bars", 10, 20, 5, "")));
  }

  @Test
  void canonicalTextDoesNotDependOnOrderOrKindOfNumber() {
    assertEquals(
        JsonLike.canonical(Map.of("a", 1, "b", List.of(2.0, "x\n"))),
        JsonLike.canonical(Map.of("b", List.of(2, "x\n"), "a", 1L)));
  }
}

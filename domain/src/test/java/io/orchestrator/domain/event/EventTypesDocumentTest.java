package io.orchestrator.domain.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.GeneratedDocument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/reference/events.md} says what the comments of {@link EventTypes} say. */
class EventTypesDocumentTest {
  private static final Path SOURCE =
      Path.of("domain/src/main/java/io/orchestrator/domain/event/EventTypes.java");
  private static final Pattern TYPE =
      Pattern.compile(
          "/\\*\\*(?<comment>(?:(?!\\*/).)*)\\*/\\s*public static final String \\w+\\s*=\\s*\"(?<name>[^\"]+)\"",
          Pattern.DOTALL);

  @Test
  void isUpToDate() throws Exception {
    GeneratedDocument.check("docs/reference/events.md", document(types()));
  }

  @Test
  void everyTypeIsDescribedAndNamedInThePast() throws Exception {
    Map<String, String> types = types();
    long constants = EventTypes.class.getFields().length;
    assertEquals(constants, types.size(), "each constant has a comment and a name of its own");
    types.forEach(
        (name, description) -> {
          assertTrue(name.matches("[a-z]+(_[a-z]+)*"), name);
          assertTrue(description.length() > 10, name);
        });
  }

  private static Map<String, String> types() throws Exception {
    String source = Files.readString(GeneratedDocument.root().resolve(SOURCE));
    Map<String, String> types = new LinkedHashMap<>();
    Matcher matcher = TYPE.matcher(source);
    while (matcher.find()) {
      String comment = matcher.group("comment").replaceAll("\\s*\\n\\s*\\*\\s?", " ").strip();
      types.put(matcher.group("name"), comment);
    }
    return types;
  }

  private static String document(Map<String, String> types) {
    StringBuilder text = new StringBuilder();
    text.append("# System events\n\n");
    text.append("Generated from `EventTypes` by `EventTypesDocumentTest`; do not edit.\n\n");
    text.append("Every event has `seq`, `timestamp`, `event_type`, `source`, `severity`, `data`");
    text.append(" and `correlation_id`.\n\n");
    text.append("| event_type | meaning | data |\n|---|---|---|\n");
    types.forEach(
        (name, description) -> {
          int colon = description.lastIndexOf(": ");
          String meaning = colon < 0 ? description : description.substring(0, colon);
          String data = colon < 0 ? "" : description.substring(colon + 2).replaceAll("\\.$", "");
          text.append("| `%s` | %s | %s |\n".formatted(name, meaning, code(data)));
        });
    return text.toString();
  }

  private static String code(String data) {
    return data.isEmpty() ? "–" : "`" + data.replace(", ", "`, `") + "`";
  }
}

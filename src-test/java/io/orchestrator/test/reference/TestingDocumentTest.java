package io.orchestrator.test.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every test that the pages on testing, the guard and information theory name is there. */
class TestingDocumentTest {
  private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*Test)\\.([a-z]\\w*)`");
  private static final List<String> MODULES =
      List.of(
          "domain",
          "analysis",
          "adapters",
          "actors",
          "persistence",
          "http",
          "orchestrator",
          "src-test");

  @Test
  void everyNamedTestExists() throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (String module : MODULES) {
      Path root = Documents.root().resolve(module);
      Path tests = module.equals("src-test") ? root.resolve("java") : root.resolve("src/test/java");
      try (Stream<Path> files = Files.walk(tests)) {
        for (Path file : files.filter(f -> f.toString().endsWith("Test.java")).toList()) {
          sources.merge(file.getFileName().toString(), Files.readString(file), String::concat);
        }
      }
    }
    TreeSet<String> missing = new TreeSet<>();
    int named = 0;
    StringBuilder pages = new StringBuilder();
    for (String page : List.of("testing.md", "risk-guard.md", "information-theory.md")) {
      pages.append(Files.readString(Documents.root().resolve("docs").resolve(page)));
    }
    Matcher matcher = NAMED.matcher(pages);
    while (matcher.find()) {
      named++;
      if (!sources
          .getOrDefault(matcher.group(1) + ".java", "")
          .contains(" " + matcher.group(2) + "(")) {
        missing.add(matcher.group());
      }
    }
    assertTrue(named > 40, "the pages name tests: " + named);
    assertEquals(new TreeSet<String>(), missing);
  }
}

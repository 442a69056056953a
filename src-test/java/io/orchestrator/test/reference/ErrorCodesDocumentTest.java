package io.orchestrator.test.reference;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.risk.DenialCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/reference/error-codes.md} names every code that the sources can answer with. */
class ErrorCodesDocumentTest {
  private static final List<String> MODULES =
      List.of("domain", "analysis", "actors", "adapters", "persistence", "http", "orchestrator");
  private static final Pattern CODE =
      Pattern.compile(
          "\"((?:alert|analysis|audit|config|auth|database|events|execution|health|market|order|rate|rebalance|request|risk|schedule|strategy|stream|system"
              + "|trading|users|workflow|store)\\.[a-z][a-z_]+)\"(?:,\\s*(\\d{3}),)?");

  @Test
  void isUpToDate() throws IOException {
    Map<String, Set<String>> codes = codes();
    assertTrue(codes.size() > 60, "only " + codes.size() + " codes were found");
    StringBuilder text = new StringBuilder();
    text.append("# Error codes\n\n");
    text.append("Generated from the sources by `ErrorCodesDocumentTest`; do not edit.\n");
    text.append("A code is stable; `detail` and `advice` beside it are for people. A status is");
    text.append(" given where a refusal has a fixed one.\n\n");
    text.append("| code | HTTP status |\n|---|---|\n");
    codes.forEach(
        (code, statuses) ->
            text.append("| `" + code + "` | " + String.join(", ", statuses) + " |\n"));
    text.append("\n## Denials of the order gate\n\n");
    text.append("An order in status `denied` carries one of these.\n\n");
    text.append("| code | HTTP status | meaning | advice |\n|---|---|---|---|\n");
    for (DenialCode denial : DenialCode.values()) {
      text.append("| `").append(denial.code()).append("` | ").append(denial.status());
      text.append(" | ").append(Documents.cell(denial.text()));
      text.append(" | ").append(Documents.cell(denial.advice())).append(" |\n");
    }
    Documents.check("error-codes.md", text.toString());
  }

  private static Map<String, Set<String>> codes() throws IOException {
    Map<String, Set<String>> codes = new TreeMap<>();
    for (String module : MODULES) {
      Path sources = Documents.root().resolve(module).resolve("src/main/java");
      try (Stream<Path> files = Files.walk(sources)) {
        for (Path file : files.filter(ErrorCodesDocumentTest::speaks).toList()) {
          Matcher matcher = CODE.matcher(Files.readString(file));
          while (matcher.find()) {
            Set<String> statuses = codes.computeIfAbsent(matcher.group(1), c -> new TreeSet<>());
            if (matcher.group(2) != null) {
              statuses.add(matcher.group(2));
            }
          }
        }
      }
    }
    return codes;
  }

  /** Settings name keys and files, which look like codes. */
  private static boolean speaks(Path file) {
    return file.toString().endsWith(".java") && !file.getParent().endsWith("settings");
  }
}

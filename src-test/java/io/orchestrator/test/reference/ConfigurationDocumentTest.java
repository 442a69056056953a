package io.orchestrator.test.reference;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code docs/reference/configuration.md} says what {@code application.conf} says. */
class ConfigurationDocumentTest {
  private static final String ROOT = "orchestrator";

  @Test
  void isUpToDate() throws IOException {
    ConfigObject root =
        ConfigFactory.parseFile(Documents.root().resolve("application.conf").toFile())
            .getObject(ROOT);
    StringBuilder text = new StringBuilder();
    text.append("# Configuration\n\n");
    text.append("Generated from `application.conf` by `ConfigurationDocumentTest`; do not edit.\n");
    text.append("Strongest first: `-Dorchestrator.KEY=…`, the environment variable, an own file");
    text.append(" (`--config FILE`), the profile, the default.\n");
    text.append("Lists are given with commas in variables and `-D`. `orchestrator config check`");
    text.append(" shows every error at once.\n");
    section(text, "", root);
    long keys = text.chars().filter(c -> c == '\n').count();
    assertTrue(keys > 250, "only " + keys + " lines: were keys lost?");
    Documents.check("configuration.md", text.toString());
  }

  /** Values of this section first, then the sections in it. */
  private static void section(StringBuilder text, String path, ConfigObject section) {
    List<Map.Entry<String, ConfigValue>> entries =
        section.entrySet().stream()
            .sorted(Comparator.comparingInt(e -> e.getValue().origin().lineNumber()))
            .toList();
    List<Map.Entry<String, ConfigValue>> values =
        entries.stream().filter(e -> !(e.getValue() instanceof ConfigObject)).toList();
    if (!values.isEmpty()) {
      text.append("\n## ").append(ROOT).append(path).append("\n\n");
      String about = comments(section);
      if (!path.isEmpty() && !about.isEmpty()) {
        text.append(about).append("\n\n");
      }
      text.append("| key | default | meaning | variable |\n|---|---|---|---|\n");
      values.forEach(e -> row(text, path, e.getKey(), e.getValue()));
    }
    entries.forEach(
        e -> {
          if (e.getValue() instanceof ConfigObject nested) {
            section(text, path + "." + e.getKey(), nested);
          }
        });
  }

  private static void row(StringBuilder text, String path, String key, ConfigValue value) {
    String variable =
        (ROOT + path + "." + key).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    String shown = value.render(ConfigRenderOptions.concise());
    text.append("| `").append(key).append("` | `").append(Documents.cell(shown)).append("` | ");
    text.append(Documents.cell(comments(value))).append(" | `").append(variable).append("` |\n");
  }

  private static String comments(ConfigValue value) {
    return String.join(" ", value.origin().comments().stream().map(String::strip).toList());
  }
}

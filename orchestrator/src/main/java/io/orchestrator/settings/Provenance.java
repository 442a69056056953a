package io.orchestrator.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import io.orchestrator.domain.port.Configuration.Entry;
import java.util.List;
import java.util.Set;

/** Every key with its value and its origin, as a person may see them. */
public final class Provenance {
  private static final Set<String> RELOADABLE =
      Set.of(
          "orchestrator.log-level",
          "orchestrator.screen-level",
          "orchestrator.health-check-interval",
          "orchestrator.risk-check-interval",
          "orchestrator.data-pipeline-interval");
  private static final List<String> RELOADABLE_SECTIONS =
      List.of(
          "orchestrator.risk-limits.",
          "orchestrator.resources.memory.",
          "orchestrator.resources.cpu.");

  private Provenance() {}

  /** Whether a change of this key counts without a restart. */
  public static boolean reloadable(String key) {
    return RELOADABLE.contains(key) || RELOADABLE_SECTIONS.stream().anyMatch(key::startsWith);
  }

  /** All keys, sorted. */
  public static List<Entry> of(Config config) {
    return Settings.keys(config).stream()
        .filter(config::hasPath)
        .sorted()
        .map(
            key -> {
              ConfigValue value = config.getValue(key);
              return new Entry(
                  key, shown(key, value), value.origin().description(), reloadable(key));
            })
        .toList();
  }

  private static String shown(String key, ConfigValue value) {
    String text = value.render(ConfigRenderOptions.concise());
    boolean empty = text.equals("\"\"");
    return ConfigReader.secret(key) && !empty ? "(set, not shown)" : text;
  }
}

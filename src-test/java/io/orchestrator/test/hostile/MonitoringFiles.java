package io.orchestrator.test.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What dashboards and rules in {@code deploy/monitoring} ask for. */
final class MonitoringFiles {
  private static final Pattern METRIC =
      Pattern.compile("\\b((?:orchestrator|http|jvm|process|system|websocket)_[a-z0-9_]+)\\b");

  /** Only with TLS, which the node that is asked does not have; and Prometheus' own. */
  private static final Set<String> NOT_HERE = Set.of("http_tls_expires_seconds");

  private MonitoringFiles() {}

  /** Every expression of the dashboard and of the rules. */
  static List<String> expressions(Path folder) throws IOException {
    List<String> all = new ArrayList<>();
    JsonNode dashboard =
        new ObjectMapper().readTree(folder.resolve("grafana-dashboard.json").toFile());
    for (JsonNode panel : dashboard.path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        all.add(target.path("expr").asText());
      }
    }
    Object rules =
        new Yaml(new SafeConstructor(new LoaderOptions()))
            .load(Files.readString(folder.resolve("alerts.yml")));
    collect(rules, all);
    return all;
  }

  private static void collect(Object node, List<String> all) {
    if (node instanceof Map<?, ?> map) {
      if (map.get("expr") instanceof String expression) {
        all.add(expression);
      }
      map.values().forEach(value -> collect(value, all));
    } else if (node instanceof List<?> list) {
      list.forEach(value -> collect(value, all));
    }
  }

  /** Names of metrics in the expressions that a scrape does not have. */
  static Set<String> missing(List<String> expressions, String scrape) {
    Set<String> known = new TreeSet<>();
    scrape
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.replaceFirst("[{ ].*", ""))
        .forEach(known::add);
    Set<String> missing = new TreeSet<>();
    for (String expression : expressions) {
      String withoutLabels = expression.replaceAll("\\{[^}]*}", "");
      Matcher matcher = METRIC.matcher(withoutLabels);
      while (matcher.find()) {
        if (!known.contains(matcher.group(1)) && !NOT_HERE.contains(matcher.group(1))) {
          missing.add(matcher.group(1));
        }
      }
    }
    return missing;
  }
}

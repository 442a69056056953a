package io.orchestrator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The self-assessment as Markdown: what the program knows is filled in, what only people know is
 * asked. A yardstick, not legal advice.
 *
 * @param status of {@code /api/system/status}
 * @param controls of {@code /api/compliance/controls}
 * @param limits of {@code /api/risk/limits}
 * @param backtest of {@code /api/risk/backtest}
 * @param happened events of a year by type
 */
record AssessmentReport(
    JsonNode status,
    JsonNode controls,
    JsonNode limits,
    JsonNode backtest,
    Map<String, Long> happened,
    Instant at) {
  /** What a reviewer asks for. */
  static final List<String> INCIDENTS =
      List.of(
          "breaker_tripped",
          "risk_violation",
          "trading_state_changed",
          "risk_method_demoted",
          "order_unknown",
          "risk_limits_changed");

  private static final List<String> QUESTIONS =
      List.of(
          "Who is responsible for the algorithms, and who may stop them? Do they know how?",
          "Which tests were made before changes went live, and where are their results?",
          "When was `orchestrator stress --rts6` last run, and did it pass?",
          "Was the restore of a backup and the loss of a node tried this year?",
          "Which of the incidents above were reviewed, and what was changed because of them?",
          "Which limits are no longer right for the account, and why?",
          "What answers the requirements that are not met above?",
          "Who reviewed this independently?");

  String text() {
    StringBuilder text = new StringBuilder(8_192);
    text.append("# Self-assessment\n\nMade ").append(at).append(" by version ");
    text.append(status.path("version").asText("unknown")).append(" on node ");
    text.append(status.path("node").asText("unknown")).append(". Limits version ");
    text.append(controls.path("limits_version").asText()).append("; four eyes: ");
    text.append(controls.path("four_eyes").asBoolean() ? "yes" : "no").append(".\n");
    requirements(text);
    table(
        text, "Controls", controls.path("controls"), "id", "mitigates", "limit", "active", "test");
    table(text, "Algorithms", controls.path("algorithms"), "id", "kind", "status", "counts");
    table(text, "Changes of limits", limits.path("versions"), "version", "at", "by", "reason");
    text.append("\n## What happened in the last year\n\n| event | times |\n|---|---|\n");
    happened.forEach(
        (type, n) -> text.append("| ").append(type).append(" | ").append(n).append(" |\n"));
    table(
        text,
        "Risk measures",
        backtest.path("methods"),
        "method",
        "observations",
        "breaches_95",
        "breaches_99",
        "zone");
    text.append("\n## To be answered by people\n\n");
    QUESTIONS.forEach(q -> text.append("* ").append(q).append("\n\n"));
    return text.append("Date, name, signature:\n").toString();
  }

  private void requirements(StringBuilder text) {
    text.append("\n## Requirements\n\n| standard | place | requirement | met | by, or why not |\n");
    text.append("|---|---|---|---|---|\n");
    for (JsonNode item : controls.path("checklists")) {
      boolean met = item.path("met").asBoolean();
      StringBuilder by = new StringBuilder();
      item.path("controls").forEach(c -> by.append(by.isEmpty() ? "" : ", ").append(c.asText()));
      text.append("| ").append(cell(item.path("standard"))).append(" | ");
      text.append(cell(item.path("place"))).append(" | ").append(cell(item.path("requirement")));
      text.append(" | ").append(met ? "yes" : "**no**").append(" | ");
      text.append(met ? by : cell(item.path("remark"))).append(" |\n");
    }
  }

  private static void table(StringBuilder text, String title, JsonNode rows, String... columns) {
    text.append("\n## ").append(title).append("\n\n");
    if (rows.isEmpty()) {
      text.append("None.\n");
      return;
    }
    text.append("| ").append(String.join(" | ", columns)).append(" |\n");
    text.append("|---".repeat(columns.length)).append("|\n");
    for (JsonNode row : rows) {
      for (String column : columns) {
        text.append("| ").append(cell(row.path(column))).append(' ');
      }
      text.append("|\n");
    }
  }

  private static String cell(JsonNode value) {
    return Table.show(value).replace("|", "\\|").replaceAll("\\s+", " ");
  }
}

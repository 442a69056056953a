package io.orchestrator.domain.market.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.GeneratedDocument;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code docs/reference/quality-rules.md} says what {@link QualityRule} says. */
class QualityRulesDocumentTest {
  @Test
  void isUpToDate() throws Exception {
    GeneratedDocument.check("docs/reference/quality-rules.md", document());
  }

  @Test
  void everyRuleHasAnIdAndANameOfItsOwnAndItsThresholdsAreKeys() throws Exception {
    QualityRule[] rules = QualityRule.values();
    assertEquals(rules.length, Arrays.stream(rules).map(QualityRule::id).distinct().count());
    String keys = Files.readString(GeneratedDocument.root().resolve("application.conf"));
    for (QualityRule rule : rules) {
      assertEquals(rule, QualityRule.of(rule.wireName()).orElseThrow());
      for (String key : rule.thresholds(QualitySettings.DEFAULT).keySet()) {
        String leaf = key.substring(key.lastIndexOf('.') + 1);
        assertTrue(keys.contains("      " + leaf + " = "), key + " is no key of application.conf");
      }
    }
  }

  private static String document() {
    StringBuilder text = new StringBuilder();
    text.append("# Quality rules of market data\n\n");
    text.append("Generated from `QualityRule` by `QualityRulesDocumentTest`; do not edit.\n\n");
    text.append("Thresholds are keys below `orchestrator.pipeline.quality`, with their defaults. ");
    text.append("Effects: `count` counted and used; `drop` not used; `flag` the symbol is SUSPECT");
    text.append(" until `recovery.suspect-quotes` good quotes in a row; `quarantine` it is");
    text.append(" QUARANTINED until `recovery.quarantine-quotes` good quotes in a row and");
    text.append(" `recovery.quarantine-time` since the last offence; `halt_entries` it opens no");
    text.append(
        " position while the condition lasts. Only a GOOD symbol opens positions; exits are");
    text.append(" never denied for the quality of a price.\n\n");
    text.append("| id | rule | looks at | severity | effect | speaks when | thresholds |\n");
    text.append("|---|---|---|---|---|---|---|\n");
    for (QualityRule rule : QualityRule.values()) {
      text.append(
          "| %s | `%s` | %s | %s | `%s` | %s | %s |\n"
              .formatted(
                  rule.id(),
                  rule.wireName(),
                  lower(rule.scope()),
                  lower(rule.severity()),
                  lower(rule.effect()),
                  rule.meaning(),
                  thresholds(rule.thresholds(QualitySettings.DEFAULT))));
    }
    return text.toString();
  }

  private static String thresholds(Map<String, Object> thresholds) {
    if (thresholds.isEmpty()) {
      return "–";
    }
    StringBuilder text = new StringBuilder();
    thresholds.forEach(
        (key, value) ->
            text.append(text.isEmpty() ? "" : ", ")
                .append("`%s` %s".formatted(key, value instanceof Duration d ? plain(d) : value)));
    return text.toString();
  }

  private static String plain(Duration duration) {
    return duration.toMillis() / 1000.0 + " s";
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}

package io.orchestrator.domain.market.quality;

import java.time.Instant;

/**
 * A rule has spoken.
 *
 * @param effect mostly the rule's own; milder or stricter where the rule says so
 * @param value what was measured, in the unit of the rule's threshold
 * @param at market time
 */
public record Finding(QualityRule rule, RuleEffect effect, double value, Instant at) {
  public static Finding of(QualityRule rule, double value, Instant at) {
    return new Finding(rule, rule.effect(), value, at);
  }
}

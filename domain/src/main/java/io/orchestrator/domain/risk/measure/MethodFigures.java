package io.orchestrator.domain.risk.measure;

import java.util.Optional;

/**
 * One method's losses over the next trading day, positive USD, never negative.
 *
 * @param expectedShortfall mean loss of the worst 5 %
 * @param unavailable why there are no numbers (they are 0 then), with a stable code in front
 */
public record MethodFigures(
    RiskMethod method,
    double var95,
    double var99,
    double expectedShortfall,
    Optional<String> unavailable) {

  public static MethodFigures none(RiskMethod method, String why) {
    return new MethodFigures(method, 0, 0, 0, Optional.of(why));
  }

  public boolean known() {
    return unavailable.isEmpty();
  }
}

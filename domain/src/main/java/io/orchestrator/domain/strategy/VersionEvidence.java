package io.orchestrator.domain.strategy;

import java.util.List;

/**
 * What a search proved of a version; what it does later is measured against this.
 *
 * @param sharpe of the back-test, a year
 * @param deflatedSharpe probability that it is not luck
 * @param walkForwardSharpe out of sample, a year
 * @param dailyVolatility standard deviation of daily returns
 * @param maxDrawdown share of the peak
 * @param to last day that the search saw, ISO date
 * @param dataHash of its bars
 * @param report name of the evidence page
 * @param against rules of promotion that it does not fulfil; empty: may be promoted
 */
public record VersionEvidence(
    double sharpe,
    double deflatedSharpe,
    double walkForwardSharpe,
    double dailyVolatility,
    double maxDrawdown,
    String to,
    String dataHash,
    String report,
    List<String> against) {
  public VersionEvidence {
    against = against == null ? List.of() : List.copyOf(against);
  }
}

package io.orchestrator.analysis.information;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * One measured information.
 *
 * @param nats the value; may be slightly negative for nearest-neighbour estimators, whose bias is
 *     subtracted
 * @param observations N, rows that entered
 * @param parameters of the estimator: its name, histories, delay, neighbours
 * @param pValue chance of such a value without dependence; empty if not tested
 * @param surrogates moments of the null distribution
 */
public record InformationEstimate(
    double nats,
    int observations,
    Map<String, Object> parameters,
    OptionalDouble pValue,
    Surrogates.Moments surrogates) {
  /** The unit of every value in this package. */
  public static final String UNIT = "nats";
}

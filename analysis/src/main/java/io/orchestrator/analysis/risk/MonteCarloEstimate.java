package io.orchestrator.analysis.risk;

/**
 * Losses as positive amounts in the unit of the exposures (USD), horizon one period, with what
 * chance adds: another seed gives numbers about one error away. Negative where even the bad paths
 * gain.
 *
 * @param var95 loss not exceeded on 95 % of the paths
 * @param var99 loss not exceeded on 99 % of the paths
 * @param expectedShortfall mean loss of the worst 5 % of the paths
 * @param var95Error standard error
 * @param var99Error standard error
 * @param shortfallError standard error
 * @param meanLoss of all paths
 * @param paths simulated
 * @param device that computed the paths, {@code cpu} or {@code gpu}
 */
public record MonteCarloEstimate(
    double var95,
    double var99,
    double expectedShortfall,
    double var95Error,
    double var99Error,
    double shortfallError,
    double meanLoss,
    int paths,
    String device) {}

package io.orchestrator.analysis.risk;

import java.util.List;

/**
 * What is held.
 *
 * @param exposures market value by symbol, USD, negative when short
 * @param value of the account, USD, above 0
 * @param peak highest value on record, at least the present one
 */
public record Holdings(List<String> symbols, double[] exposures, double value, double peak) {}

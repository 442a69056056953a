/**
 * Nearest-neighbour (Kraskov) information: {@code KraskovEstimator} is the entrance; {@code
 * NaiveKraskov} is the obviously right oracle beside it.
 */
package io.orchestrator.analysis.information.nearest;

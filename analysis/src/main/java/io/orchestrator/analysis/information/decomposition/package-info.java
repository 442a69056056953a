/**
 * What several sources tell about a target: each alone, all of them redundantly, only together.
 * {@code BivariateDecomposition} (two sources) and {@code SharedExclusions} (two to four) of a
 * {@code JointDistribution}; bits.
 */
package io.orchestrator.analysis.information.decomposition;

/**
 * Information of symbols by counting (plug-in), in bits. {@code DiscreteEstimator} for single
 * measures, {@code DiscreteInformation} for the network inference, {@code Binning} to make symbols
 * of numbers.
 */
package io.orchestrator.analysis.information.discrete;

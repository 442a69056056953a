/** Forecasts of risk against what came. */
package io.orchestrator.analysis.risk.grading;

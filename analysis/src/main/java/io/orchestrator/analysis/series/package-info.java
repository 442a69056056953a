/** Bars to aligned, checked series of returns. */
package io.orchestrator.analysis.series;

/** Portfolio construction: covariances, weights under constraints, whole shares. Pure numbers. */
package io.orchestrator.analysis.portfolio;

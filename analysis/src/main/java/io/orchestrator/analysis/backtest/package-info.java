/**
 * Event-driven back-tests of daily bars, strategies, searches of their parameters, and what keeps a
 * search from fooling itself. Pure numbers.
 */
package io.orchestrator.analysis.backtest;

package io.orchestrator.adapters.simulator.market;

/**
 * What a level-1 feed tells of the day besides the quote. Prices in USD.
 *
 * @param high highest trade since the open
 * @param previousClose close of the session before
 */
public record DayState(double open, double high, double low, double previousClose) {}

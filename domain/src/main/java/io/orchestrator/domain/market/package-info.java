/** Symbols, quotes, bars, timeframes, the trading calendar and the quality of data. */
package io.orchestrator.domain.market;

/** The seeded market: prices, history, clock. */
package io.orchestrator.adapters.simulator.market;

/**
 * A broker with one account: matches orders against the simulated market and keeps books on disk.
 */
package io.orchestrator.adapters.simulator.exchange;

/**
 * IQFeed servers in front of the simulated market on all five ports: Level 1, market depth, lookup,
 * admin and derivatives; protocol 6.2, or 6.1 for clients that ask for it. Not served: orders one
 * by one, chains, stored news and market summaries.
 */
package io.orchestrator.adapters.simulator.iqfeed;

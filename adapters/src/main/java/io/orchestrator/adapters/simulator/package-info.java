/** The simulated exchange and the real-protocol servers in front of it: IQFeed and IB Gateway. */
package io.orchestrator.adapters.simulator;

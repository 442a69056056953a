/** A server that speaks the IB Gateway's protocol in front of the simulated exchange. */
package io.orchestrator.adapters.simulator.gateway;

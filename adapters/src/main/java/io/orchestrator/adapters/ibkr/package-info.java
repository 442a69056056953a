/** Interactive Brokers: the order path and its session with the IB Gateway. */
package io.orchestrator.adapters.ibkr;

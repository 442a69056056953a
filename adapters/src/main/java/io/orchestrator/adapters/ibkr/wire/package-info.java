/**
 * The classic text protocol of the IB Gateway, pinned to one server version: frames, fields and one
 * table per message. Both the client and the simulated gateway use these tables.
 */
package io.orchestrator.adapters.ibkr.wire;

package io.orchestrator.adapters.simulator.gateway;

import io.orchestrator.adapters.ibkr.wire.Message;
import io.orchestrator.adapters.ibkr.wire.MessageTable;

/** A table together with the values to be written by it. */
record Outgoing(MessageTable table, Message message) {}

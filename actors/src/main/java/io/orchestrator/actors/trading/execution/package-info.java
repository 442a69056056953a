/**
 * Hosts of the execution algorithms: {@code ExecutionDesk} knows which parents exist, each {@code
 * ParentExecution} keeps the journal of one, looks at the market and its children, lets the rules
 * decide and gives the trading desk what they planned. Every child passes the desk's gate like any
 * order.
 */
package io.orchestrator.actors.trading.execution;

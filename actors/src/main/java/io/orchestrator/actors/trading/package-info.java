/**
 * The trading desk: the only sender of orders. The gate decides in the same turn that sends; every
 * order has a journal of its own; after any doubt the broker is asked before anything is done.
 */
package io.orchestrator.actors.trading;

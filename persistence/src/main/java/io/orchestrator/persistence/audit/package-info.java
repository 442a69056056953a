/**
 * The audit chain on disk: a spool of this node, from which one thread appends to the chain that
 * all nodes share ({@code audit_entry}), in turn by the lock of one row.
 */
package io.orchestrator.persistence.audit;

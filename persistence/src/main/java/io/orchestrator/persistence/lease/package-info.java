/** Rights of one process among many, kept in PostgreSQL: the broker session, and split-brain. */
package io.orchestrator.persistence.lease;

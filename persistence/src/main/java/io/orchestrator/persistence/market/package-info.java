/** Bars and ticks on PostgreSQL, where several nodes share them. */
package io.orchestrator.persistence.market;

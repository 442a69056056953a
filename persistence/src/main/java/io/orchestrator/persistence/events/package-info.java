/** The stored event history: a table that follows the journal of the event log. */
package io.orchestrator.persistence.events;

/** Orders of the past: a table of where they stand in the journal, and its reader. */
package io.orchestrator.persistence.orders;

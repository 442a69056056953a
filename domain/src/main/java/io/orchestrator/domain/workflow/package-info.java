/** Definitions, runs, events, decide and evolve of durable workflows. */
package io.orchestrator.domain.workflow;

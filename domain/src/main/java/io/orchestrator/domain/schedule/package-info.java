/** Workflows that begin by the clock. */
package io.orchestrator.domain.schedule;

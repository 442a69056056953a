/** Starts workflows unasked: by the market's clock, and for finished bars. */
package io.orchestrator.actors.schedule;

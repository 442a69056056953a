/** Starts workflows by the market's clock. */
package io.orchestrator.actors.schedule;

/** Runs of workflows as traces of OpenTelemetry, made from the event log. */
package io.orchestrator.tracing;

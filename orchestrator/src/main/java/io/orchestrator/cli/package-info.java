/**
 * The command line: {@link io.orchestrator.cli.OrchestratorCli} is its root. Client commands speak
 * REST and WebSocket with a running node and know nothing of its inside.
 */
package io.orchestrator.cli;

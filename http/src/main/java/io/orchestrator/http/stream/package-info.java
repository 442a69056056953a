/**
 * Streaming clients: one {@code ClientSession} per WebSocket, with a bounded outbox in which events
 * queue and states replace each other.
 */
package io.orchestrator.http.stream;

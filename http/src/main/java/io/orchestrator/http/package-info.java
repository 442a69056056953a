/**
 * The doors of a node: REST on one port, WebSocket on the other. Start reading at {@link
 * io.orchestrator.http.HttpServer}.
 */
package io.orchestrator.http;

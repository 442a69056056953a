/** REST, WebSocket, authentication, the packed dashboard. */
package io.orchestrator.http;

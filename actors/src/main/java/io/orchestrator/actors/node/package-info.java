/** What one node runs: its reading ends, its façades, and the way to the supervisor. */
package io.orchestrator.actors.node;

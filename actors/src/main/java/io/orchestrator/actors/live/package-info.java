/** Live state for streaming clients: published once, seen on every node, conflated per reader. */
package io.orchestrator.actors.live;

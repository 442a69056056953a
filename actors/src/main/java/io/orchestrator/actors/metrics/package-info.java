/** Numbers about the operation of a node, kept in Micrometer meters. */
package io.orchestrator.actors.metrics;

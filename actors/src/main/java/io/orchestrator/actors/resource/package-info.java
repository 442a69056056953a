/**
 * What a node has only so much of: measures memory and the order path's need of the cores, and says
 * who gives way.
 */
package io.orchestrator.actors.resource;

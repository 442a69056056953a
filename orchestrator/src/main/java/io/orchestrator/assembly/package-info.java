/**
 * Puts the parts together: what a node connects to, what runs on it, and in which order it ends.
 */
package io.orchestrator.assembly;

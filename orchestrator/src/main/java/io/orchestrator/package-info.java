/**
 * START HERE: {@code Main} parses a command, {@code Orchestrator.start} puts the system together.
 */
package io.orchestrator;

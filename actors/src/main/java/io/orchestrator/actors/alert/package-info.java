/** Raises alerts from the event log, tells them to channels, escalates: one in the cluster. */
package io.orchestrator.actors.alert;

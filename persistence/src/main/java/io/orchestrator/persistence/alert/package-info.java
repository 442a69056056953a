/** Alerts and what is still to be told of them. */
package io.orchestrator.persistence.alert;

/** The Health Monitor: probe → judge → recover → escalate, one monitor for each service. */
package io.orchestrator.actors.health;

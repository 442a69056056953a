/** System events: what happened, when, where it came from and how serious it is. */
package io.orchestrator.domain.event;

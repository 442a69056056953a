/** Limits, measures, violations, circuit breakers and the pre-trade gate. */
package io.orchestrator.domain.risk;

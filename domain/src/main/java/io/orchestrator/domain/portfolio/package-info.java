/** Positions, cash and account values. */
package io.orchestrator.domain.portfolio;

/**
 * Large orders in small pieces: schedules (TWAP, VWAP, participation, iceberg, implementation
 * shortfall), the rules by which a parent order places, cancels and counts its children, what it is
 * expected to cost, and what it did cost. Pure: {@code ExecutionRules.decide} gives events, {@code
 * ParentOrder.evolve} applies them, live and at recovery.
 */
package io.orchestrator.domain.execution;

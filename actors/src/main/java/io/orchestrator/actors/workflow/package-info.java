/**
 * Durable workflows: the sharded, event-sourced run ({@link
 * io.orchestrator.actors.workflow.WorkflowEntity}), the workers that execute its steps, and the
 * façade for everyone else ({@link io.orchestrator.actors.workflow.WorkflowEngine}). What a run may
 * do is decided in {@code io.orchestrator.domain.workflow}.
 */
package io.orchestrator.actors.workflow;

/** Orders, executions and what may happen to them. */
package io.orchestrator.domain.order;

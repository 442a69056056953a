/** Refusals: a caller's mistake is a value with a stable code and advice, never a stack trace. */
package io.orchestrator.domain.common;

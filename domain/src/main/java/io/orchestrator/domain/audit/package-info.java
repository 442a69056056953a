/**
 * The audit chain: who did what, when, from where, before and after, each entry hashed over the one
 * before and signed at checkpoints; pure rules, stored by {@code persistence.audit}.
 */
package io.orchestrator.domain.audit;

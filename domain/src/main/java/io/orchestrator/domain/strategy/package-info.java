/** Versions of strategies on their way to capital: what may be promoted, and what is taken back. */
package io.orchestrator.domain.strategy;

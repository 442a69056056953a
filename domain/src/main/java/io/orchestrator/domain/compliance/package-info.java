/**
 * What rules of the trade ask for, which of our controls answer them, and the tests that prove it.
 */
package io.orchestrator.domain.compliance;

/**
 * Whole-program scenarios: the real process, its counterparties on sockets, a client's view of it.
 */
package io.orchestrator.test.scenario;

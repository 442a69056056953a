/** What every store of bars and of ticks promises, on the embedded column store and PostgreSQL. */
package io.orchestrator.test.store;

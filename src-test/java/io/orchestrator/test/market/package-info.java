/** The data pipeline on the simulated feed: what is live is what history tells. */
package io.orchestrator.test.market;

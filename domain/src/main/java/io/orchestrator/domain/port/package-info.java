/** What the outside must implement: feeds, brokers, caches, stores, clock. */
package io.orchestrator.domain.port;

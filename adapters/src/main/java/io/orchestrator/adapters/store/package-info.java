/** Bars on disk: an embedded column store, and the import of files that the user brings. */
package io.orchestrator.adapters.store;

/**
 * Values read through a cache: loaded once for all who wait, and for a while when loading fails.
 */
package io.orchestrator.domain.cache;

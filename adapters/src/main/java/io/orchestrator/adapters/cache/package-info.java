/**
 * Cached bytes: in this process (Caffeine), or in Redis (Lettuce) with the process as fallback.
 * {@link CacheService} is the entry.
 */
package io.orchestrator.adapters.cache;

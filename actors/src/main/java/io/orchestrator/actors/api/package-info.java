/**
 * What the outside (REST, WebSocket, workflows, tests) may ask of the actors. Every call returns at
 * once; a stage fails with {@link io.orchestrator.domain.common.RefusedException} for a caller's
 * mistake or an unavailable part (code {@code system.unavailable}, status 503). Implementations
 * hide sharding, the singleton, ask and time-outs.
 */
package io.orchestrator.actors.api;

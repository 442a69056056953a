/**
 * How a request becomes an answer: one table of {@link io.orchestrator.http.rest.Endpoint}s is
 * routed, guarded, limited and described (OpenAPI) from the same data.
 */
package io.orchestrator.http.rest;

/** Reading strict JSON from outside and writing the wire shapes of domain values. */
package io.orchestrator.http.json;

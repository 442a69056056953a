/** Certificates of the two ports: read from PEM or a keystore, again when they change. */
package io.orchestrator.http.tls;

/**
 * Client of worker processes: what loads native libraries, may hang, crash or take memory runs in a
 * child process, so that the server does not.
 */
package io.orchestrator.adapters.worker;

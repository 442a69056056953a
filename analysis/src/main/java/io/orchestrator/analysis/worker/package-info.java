/** Main of the child process that keeps native libraries out of the server. */
package io.orchestrator.analysis.worker;

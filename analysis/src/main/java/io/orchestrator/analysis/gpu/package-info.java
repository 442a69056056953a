/** Is there a GPU that computes right? Called in a child process only. */
package io.orchestrator.analysis.gpu;

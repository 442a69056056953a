/** A small recurrent network on Deeplearning4j; loaded in a worker process only. */
package io.orchestrator.analysis.neural;

/** The data pipeline: feed session → validation → cache → analysis queue → subscribers. */
package io.orchestrator.actors.pipeline;

/** The table of all runs of workflows. */
package io.orchestrator.persistence.workflow;

/** The states of the system, their transition table and what each state allows. */
package io.orchestrator.domain.system;

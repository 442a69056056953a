/** The System Supervisor: its behaviours are the states of the system; hosts the parts. */
package io.orchestrator.actors.system;

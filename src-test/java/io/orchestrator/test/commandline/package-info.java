/** The command line and the distribution, as a person at a terminal uses them. */
package io.orchestrator.test.commandline;

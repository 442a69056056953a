/** The only readers of configuration: one typed record per subsystem, all errors at once. */
package io.orchestrator.settings;

/** What {@code orchestrator doctor} looks at, one class a subject. */
package io.orchestrator.cli.doctor;

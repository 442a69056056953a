/** Numbers in, numbers out. */
package io.orchestrator.analysis;

/** What an analysis engine is asked and what it answers. */
package io.orchestrator.domain.analysis;

/** What a node has only so much of: memory, places for analysis, the GPU; and who gives way. */
package io.orchestrator.domain.resource;

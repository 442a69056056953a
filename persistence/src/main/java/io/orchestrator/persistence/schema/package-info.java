/** Numbered, forward-only migrations, one file per step and database under {@code schema/}. */
package io.orchestrator.persistence.schema;

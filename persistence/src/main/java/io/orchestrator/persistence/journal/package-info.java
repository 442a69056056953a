/** What a journal row looks like: JSON under a logical name and version. */
package io.orchestrator.persistence.journal;

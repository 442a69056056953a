/** Where histories of ended workflows and orders go, so that the journal stays small. */
package io.orchestrator.persistence.archive;

package io.orchestrator.domain.system;

import io.orchestrator.domain.common.JournalRecord;

/** What the supervisor writes to the journal. */
public sealed interface SystemRecord extends JournalRecord permits SystemFact, SystemMemory {}

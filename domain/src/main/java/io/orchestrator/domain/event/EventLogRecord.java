package io.orchestrator.domain.event;

import io.orchestrator.domain.common.JournalRecord;

/** What the event log writes to the journal. */
public sealed interface EventLogRecord extends JournalRecord
    permits EventsRecorded, EventLogSnapshot {}

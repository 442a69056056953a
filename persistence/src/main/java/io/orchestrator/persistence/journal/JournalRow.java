package io.orchestrator.persistence.journal;

/**
 * A row of {@code event_journal}.
 *
 * @param timestamp milliseconds since 1970
 * @param adapter manifest of an event adapter, empty if there is none
 */
record JournalRow(
    String persistenceId,
    long sequenceNumber,
    String writer,
    long timestamp,
    String adapter,
    int serializerId,
    String manifest,
    byte[] payload) {}

package io.orchestrator.persistence.archive;

/**
 * A row of {@code event_journal} as it was.
 *
 * @param ordering its number among all journals
 * @param timestamp milliseconds since 1970
 * @param adapter manifest of an event adapter, empty if there is none
 */
record ArchivedEvent(
    long ordering,
    long sequenceNumber,
    String writer,
    long timestamp,
    String adapter,
    int serializerId,
    String manifest,
    byte[] payload) {

  /** To be compared by value. */
  ArchivedEvent withoutPayload() {
    return new ArchivedEvent(
        ordering, sequenceNumber, writer, timestamp, adapter, serializerId, manifest, null);
  }
}

package io.orchestrator.domain.common;

/**
 * Root of everything that the journal holds; concrete types are records that carry {@link
 * Journaled}. Components are primitives, strings, enums, {@code Instant}, {@code Duration}, {@code
 * BigDecimal}, {@code Optional}, lists, maps and records of these, never a sealed type: rows stay
 * readable and need no type information inside.
 */
public interface JournalRecord {}

package io.orchestrator.domain.execution;

/** How a child is priced, and when it crosses the spread. Children are limit orders, always. */
public enum Urgency {
  /** Joins the near side of the quote; crosses only in the second half of the last slice. */
  LOW,
  /** Joins the near side in the first half of a slice, crosses in the second. */
  MEDIUM,
  /** Crosses at once. */
  HIGH
}

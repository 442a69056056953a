package io.orchestrator.domain.execution;

/** Life of a parent order. Terminal: the last four. */
public enum ParentStatus {
  /** Its window has not begun, or there is no price yet. */
  WAITING,
  RUNNING,
  /** No child is placed until a person resumes it; its window goes on. */
  PAUSED,
  /** No child is placed any more; the last one's end is awaited. */
  STOPPING,
  /** Everything was filled. */
  COMPLETED,
  /** The window ended with something unfilled. */
  EXPIRED,
  CANCELLED,
  /** A rule or the desk's gate ended it; its reason says which. */
  FAILED;

  public boolean terminal() {
    return this == COMPLETED || this == EXPIRED || this == CANCELLED || this == FAILED;
  }
}

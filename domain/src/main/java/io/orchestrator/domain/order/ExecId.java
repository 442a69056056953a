package io.orchestrator.domain.order;

/**
 * An execution's identity: {@code 0000e0d5.69dd7411.01.01}. A correction repeats the root and
 * raises the number behind the last dot; it replaces the earlier execution.
 *
 * @param revision 0 when the id has no such shape: then it has no corrections
 */
public record ExecId(String root, int revision) {
  private static final int MAX_DIGITS = 4;

  /** Read by hand: a comparison of the books asks for this tens of thousands of times. */
  public static ExecId parse(String execId) {
    int dot = execId.lastIndexOf('.');
    int digits = execId.length() - dot - 1;
    // The root has a dot with something on both of its sides.
    boolean root = dot >= 2 && execId.lastIndexOf('.', dot - 2) >= 1;
    if (!root || digits < 1 || digits > MAX_DIGITS) {
      return new ExecId(execId, 0);
    }
    int revision = 0;
    for (int i = dot + 1; i < execId.length(); i++) {
      char c = execId.charAt(i);
      if (c < '0' || c > '9') {
        return new ExecId(execId, 0);
      }
      revision = 10 * revision + c - '0';
    }
    return new ExecId(execId.substring(0, dot), revision);
  }
}

package io.orchestrator.cli.doctor;

/**
 * What one look found.
 *
 * @param advice what to do; empty when nothing
 */
public record Finding(String check, Verdict verdict, String detail, String advice) {
  /** How it stands. */
  public enum Verdict {
    GOOD,
    /** It works, but a person should know. */
    DOUBTFUL,
    /** A node would not start, or not work. */
    BAD
  }

  static Finding good(String check, String detail) {
    return new Finding(check, Verdict.GOOD, detail, "");
  }

  static Finding doubtful(String check, String detail, String advice) {
    return new Finding(check, Verdict.DOUBTFUL, detail, advice);
  }

  static Finding bad(String check, String detail, String advice) {
    return new Finding(check, Verdict.BAD, detail, advice);
  }
}

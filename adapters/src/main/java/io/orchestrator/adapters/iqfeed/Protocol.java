package io.orchestrator.adapters.iqfeed;

/** The versions of the protocol that this client speaks; it asks for the newest. */
final class Protocol {
  static final String WANTED = "6.2";
  private static final String OLDER = "6.1";

  private Protocol() {}

  static boolean spoken(String version) {
    return WANTED.equals(version) || OLDER.equals(version);
  }

  /** 6.2 names the kind of each line of an answer, 6.1 does not. */
  static boolean tagged(String version) {
    return WANTED.equals(version);
  }

  static String refusal(String version) {
    return "the feed speaks protocol " + version + ", " + WANTED + " or " + OLDER + " is needed";
  }
}

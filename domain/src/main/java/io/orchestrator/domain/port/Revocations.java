package io.orchestrator.domain.port;

import java.time.Instant;
import java.util.List;

/** Access that ends before its tokens do; it survives a restart. Blocking. */
public interface Revocations {
  /** What a revocation names. */
  enum Kind {
    /** One access token, by its id. */
    TOKEN,
    /** Every access token of a session. */
    SESSION,
    /** Every access token of a subject that was issued up to then. */
    SUBJECT
  }

  /**
   * @param name of the token, session or subject
   * @param at when it was revoked
   * @param until no token that it concerns lives longer
   */
  record Revocation(Kind kind, String name, Instant at, Instant until) {}

  /** A later revocation of the same replaces the earlier one; what is over is dropped. */
  void remember(Revocation revocation);

  /** Those that still matter. */
  List<Revocation> open(Instant now);
}

package io.orchestrator.domain.port;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Accounts of people and programs. Blocking; hashes never leave it. */
public interface Users {
  /** Roles in rising order, each includes the ones before. */
  enum Role {
    VIEWER,
    OPERATOR,
    TRADER,
    RISK,
    ADMIN
  }

  record User(String name, Set<Role> roles, boolean enabled) {}

  /**
   * One login and every refresh token that followed from it.
   *
   * @param lastUsed when it was last refreshed, or begun
   * @param expires of its present refresh token
   */
  record Session(String id, String userName, Instant begun, Instant lastUsed, Instant expires) {}

  /** What became of a refresh token. */
  sealed interface RefreshUse {
    /** It was good, and is used now. */
    record Good(User user, String session) implements RefreshUse {}

    /**
     * It was used before: somebody has a copy. The whole session has ended, whoever is its owner.
     */
    record Reused(String userName, String session) implements RefreshUse {}

    /** Never given out, expired, ended, or of a disabled user. */
    record Unknown() implements RefreshUse {}
  }

  /**
   * Checks a password with Argon2id; takes the same time for unknown and disabled users.
   *
   * @return empty when name or password is wrong, or the user is disabled
   */
  Optional<User> authenticate(String name, char[] password);

  Optional<User> find(String name);

  List<User> list();

  /**
   * As {@link #save} for a name that is free; refused with {@code users.exists}, 409, if it is not.
   */
  void create(User user, char[] password);

  /**
   * Creates or replaces; a new password or {@code enabled=false} ends the user's sessions. Refused
   * with {@code users.bad_name}, {@code users.bad_password}, {@code users.bad_roles} (400), {@code
   * users.too_many} or {@code users.last_admin} (409).
   *
   * @param password null keeps the present one of an existing user
   */
  void save(User user, char[] password);

  /**
   * Refused with {@code users.not_found}, 404, or {@code users.last_admin}, 409. Disabling ends the
   * user's sessions.
   */
  void setEnabled(String name, boolean enabled);

  /**
   * Keeps refresh tokens by hash.
   *
   * @param session a new one for a login, the old one's for a refresh
   */
  void rememberRefreshToken(String tokenHash, String userName, String session, Instant expires);

  /** Takes a refresh token out, once: of many callers at once one gets {@link RefreshUse.Good}. */
  RefreshUse useRefreshToken(String tokenHash, Instant now);

  /** Those that can still be refreshed, the newest first. */
  List<Session> sessions(String userName, Instant now);

  /** False when the user has no such session. */
  boolean endSession(String userName, String session);

  /** Ends all sessions of the user. */
  void endSessions(String userName);
}

package io.orchestrator.domain.port;

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
   * Checks a password with Argon2id; takes the same time for unknown and disabled users.
   *
   * @return empty when name or password is wrong, or the user is disabled
   */
  Optional<User> authenticate(String name, char[] password);

  Optional<User> find(String name);

  List<User> list();

  /**
   * Creates or replaces; a new password or {@code enabled=false} ends the user's refresh tokens.
   * Refused with {@code users.bad_name}, {@code users.bad_password}, {@code users.bad_roles} (400)
   * or {@code users.too_many} (409).
   *
   * @param password null keeps the present one of an existing user
   */
  void save(User user, char[] password);

  /** Refused with {@code users.not_found}, 404. Disabling ends the user's refresh tokens. */
  void setEnabled(String name, boolean enabled);

  /** Keeps refresh tokens by hash. */
  void rememberRefreshToken(String tokenHash, String userName, java.time.Instant expires);

  /** Takes a refresh token out, once: a second call with the same hash is empty. */
  Optional<String> consumeRefreshToken(String tokenHash, java.time.Instant now);

  void revokeRefreshTokens(String userName);
}

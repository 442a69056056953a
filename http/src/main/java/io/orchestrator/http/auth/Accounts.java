package io.orchestrator.http.auth;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.port.Users;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.domain.port.Users.Session;
import io.orchestrator.domain.port.Users.User;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What administrators do to accounts. A change that takes something away is effective at once: the
 * access tokens of the account end with it. Blocking.
 */
public final class Accounts {
  private final Users users;
  private final RevokedAccess revoked;
  private final Clock clock;

  /**
   * What is to change; empty parts stay.
   *
   * @param password cleared by the caller
   */
  public record Change(Optional<Role> role, Optional<Boolean> enabled, Optional<char[]> password) {}

  public Accounts(Users users, RevokedAccess revoked, Clock clock) {
    this.users = users;
    this.revoked = revoked;
    this.clock = clock;
  }

  public List<User> all() {
    return users.list();
  }

  public User one(String name) {
    return users.find(name).orElseThrow(() -> unknown(name));
  }

  public User create(String name, Role role, char[] password) {
    users.create(new User(name, Set.of(role), true), password);
    return one(name);
  }

  public User change(String name, Change change) {
    User before = one(name);
    Set<Role> roles = change.role().map(Set::of).orElse(before.roles());
    boolean enabled = change.enabled().orElse(before.enabled());
    users.save(new User(before.name(), roles, enabled), change.password().orElse(null));
    if (change.password().isPresent() || !enabled || !roles.equals(before.roles())) {
      revoked.subject(before.name());
    }
    return one(name);
  }

  public List<Session> sessions(String name) {
    return users.sessions(one(name).name(), clock.instant());
  }

  public void endSessions(String name) {
    String known = one(name).name();
    users.endSessions(known);
    revoked.subject(known);
  }

  /** Refused with {@code users.no_session}, 404. */
  public void endSession(String name, String session) {
    if (!users.endSession(one(name).name(), session)) {
      throw new Refusal(
              "users.no_session",
              404,
              name + " has no session '" + session + "'.",
              "See the list of sessions; it may have ended by itself.")
          .asException();
    }
    revoked.session(session);
  }

  private static RefusedException unknown(String name) {
    return new Refusal(
            "users.not_found", 404, "There is no user '" + name + "'.", "See the list of users.")
        .asException();
  }
}

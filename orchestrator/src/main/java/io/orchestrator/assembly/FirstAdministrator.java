package io.orchestrator.assembly;

import io.orchestrator.domain.port.Users;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.domain.port.Users.User;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/** The user of a fresh data directory; without one nobody could create the others. */
public final class FirstAdministrator {
  private static final String NAME = "admin";
  private static final int PASSWORD_BYTES = 18;

  private FirstAdministrator() {}

  /**
   * @return the random password, to be shown once; empty if there are users already
   */
  public static Optional<String> create(Users users, SecureRandom random) {
    if (!users.list().isEmpty()) {
      return Optional.empty();
    }
    byte[] bytes = new byte[PASSWORD_BYTES];
    random.nextBytes(bytes);
    String password = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    users.save(new User(NAME, Set.of(Role.ADMIN), true), password.toCharArray());
    return Optional.of(password);
  }
}

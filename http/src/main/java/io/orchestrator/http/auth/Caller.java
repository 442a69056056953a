package io.orchestrator.http.auth;

import io.orchestrator.domain.port.Users.Role;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Whoever presented a good token.
 *
 * @param role the highest; it includes all before it
 * @param issuedAt in whole seconds
 * @param expiresAt when the token, and any stream opened with it, ends
 * @param session of the login; empty for a token without one
 */
public record Caller(
    String subject,
    Role role,
    Instant issuedAt,
    Instant expiresAt,
    String tokenId,
    String session) {
  public boolean has(Role required) {
    return role.compareTo(required) >= 0;
  }

  /** Lower case, rising. */
  public List<String> roles() {
    return roleNames(role);
  }

  public static List<String> roleNames(Role highest) {
    return Stream.of(Role.values())
        .filter(role -> role.compareTo(highest) <= 0)
        .map(role -> role.name().toLowerCase(Locale.ROOT))
        .toList();
  }
}

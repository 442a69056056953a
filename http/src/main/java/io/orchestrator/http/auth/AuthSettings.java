package io.orchestrator.http.auth;

import java.time.Duration;

/**
 * @param issuer {@code iss} of own tokens; others are refused
 * @param audience {@code aud} of own tokens
 * @param accessTtl life of an access token from a login
 * @param refreshTtl life of a refresh token; each is good for one use
 * @param ticketTtl life of a single-use ticket for a WebSocket
 * @param leeway tolerated difference of clocks, in whole seconds
 * @param maxTokenLength characters; longer ones are refused before any decoding
 * @param cacheSize verified tokens, revoked tokens and tickets remembered, each
 * @param maxFailures failed logins of one name from one address before it is locked out
 * @param lockOut how long, from the last failure
 * @param maxLifetime of any token that is accepted; a revoked subject and a retired key are
 *     remembered for as long
 * @param external another issuer whose tokens are accepted
 * @param maxPasswordChecks password hashes computed at once; each needs tens of MiB
 */
public record AuthSettings(
    String issuer,
    String audience,
    Duration accessTtl,
    Duration refreshTtl,
    Duration ticketTtl,
    Duration leeway,
    int maxTokenLength,
    int cacheSize,
    int maxFailures,
    Duration lockOut,
    int maxPasswordChecks,
    Duration maxLifetime,
    ExternalIssuer external) {

  public static final AuthSettings DEFAULT =
      new AuthSettings(
          "orchestrator",
          "orchestrator-api",
          Duration.ofMinutes(15),
          Duration.ofHours(12),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          4096,
          10_000,
          5,
          Duration.ofMinutes(5),
          2,
          Duration.ofDays(30),
          ExternalIssuer.NONE);

  public AuthSettings {
    require(issuer != null && !issuer.isBlank(), "issuer must not be blank");
    require(audience != null && !audience.isBlank(), "audience must not be blank");
    require(positive(accessTtl), "access-ttl must be positive");
    require(positive(refreshTtl), "refresh-ttl must be positive");
    require(positive(ticketTtl), "ticket-ttl must be positive");
    require(!leeway.isNegative(), "leeway must not be negative");
    require(maxTokenLength >= 256, "max-token-length must be at least 256");
    require(cacheSize > 0, "cache-size must be positive");
    require(maxFailures > 0, "max-failures must be positive");
    require(positive(lockOut), "lock-out must be positive");
    require(maxPasswordChecks > 0, "max-password-checks must be positive");
    require(
        maxLifetime.compareTo(accessTtl) >= 0, "max-lifetime must not be shorter than access-ttl");
    require(
        !external.issuer().equals(issuer), "external.issuer must not be the issuer of own tokens");
  }

  private static boolean positive(Duration duration) {
    return duration.isPositive();
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}

package io.orchestrator.http.auth;

import java.net.URI;
import java.time.Duration;

/**
 * @param issuer {@code iss} of its tokens; empty: no other issuer
 * @param audience {@code aud} that its tokens must have
 * @param jwks where its public keys are: {@code https://…}, or a file
 * @param rolesClaim claim with a list of our role names, or one text with blanks between them; a
 *     dot leads into an object
 * @param refresh how often the keys are fetched again; at an unknown key at once, but not more
 *     often than every 30 s
 */
public record ExternalIssuer(
    String issuer, String audience, String jwks, String rolesClaim, Duration refresh) {
  public static final ExternalIssuer NONE =
      new ExternalIssuer("", "", "", "roles", Duration.ofMinutes(10));

  public ExternalIssuer {
    if (!issuer.isEmpty() && (audience.isBlank() || jwks.isBlank() || rolesClaim.isBlank())) {
      throw new IllegalArgumentException("issuer needs audience, jwks and roles-claim");
    }
    if (!refresh.isPositive()) {
      throw new IllegalArgumentException("refresh must be positive");
    }
    if (jwks.startsWith("http:")
        && !"localhost".equals(host(jwks))
        && !"127.0.0.1".equals(host(jwks))) {
      throw new IllegalArgumentException("jwks must be https, or a file: keys decide who gets in");
    }
  }

  public boolean used() {
    return !issuer.isEmpty();
  }

  private static String host(String uri) {
    return URI.create(uri).getHost();
  }
}

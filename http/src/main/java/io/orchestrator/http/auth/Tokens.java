package io.orchestrator.http.auth;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.exceptions.TokenExpiredException;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.auth0.jwt.interfaces.ECDSAKeyProvider;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.common.Sha256;
import io.orchestrator.domain.port.Users.Role;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Issues and verifies access tokens: ES256 only, key by id, every claim required. Thread-safe.
 * Revoked tokens are remembered in this process until they would have expired anyway.
 */
public final class Tokens {
  private static final String ROLES = "roles";

  private final AuthSettings settings;
  private final Clock clock;
  private final SigningKeys keys;
  private final Algorithm algorithm;
  private final JWTVerifier verifier;
  private final Cache<String, Caller> verified;
  private final Cache<String, Instant> revoked;

  public Tokens(SigningKeys keys, AuthSettings settings, Clock clock) {
    this.keys = keys;
    this.settings = settings;
    this.clock = clock;
    algorithm = Algorithm.ECDSA256(new Provider(keys));
    var require =
        (JWTVerifier.BaseVerification)
            JWT.require(algorithm)
                .withIssuer(settings.issuer())
                .withAudience(settings.audience())
                .withClaimPresence("sub")
                .withClaimPresence("jti")
                .withClaimPresence("exp")
                .withClaimPresence("nbf")
                .withClaimPresence(ROLES)
                .acceptLeeway(settings.leeway().toSeconds());
    verifier = require.build(clock);
    verified = Caffeine.newBuilder().maximumSize(settings.cacheSize()).build();
    revoked = Caffeine.newBuilder().maximumSize(settings.cacheSize()).build();
  }

  /** A signed token for the role and all below it. */
  public String issue(String subject, Role role, Duration ttl) {
    Instant now = clock.instant();
    return JWT.create()
        .withKeyId(keys.signingKeyId())
        .withIssuer(settings.issuer())
        .withAudience(settings.audience())
        .withSubject(subject)
        .withJWTId(UUID.randomUUID().toString())
        .withIssuedAt(now)
        .withNotBefore(now)
        .withExpiresAt(now.plus(ttl))
        .withClaim(ROLES, Caller.roleNames(role))
        .sign(algorithm);
  }

  /**
   * @throws RefusedException 401 with {@code auth.token_invalid}, {@code auth.token_expired} or
   *     {@code auth.token_revoked}
   */
  public Caller verify(String token) {
    if (token.length() > settings.maxTokenLength()) {
      throw invalid("it is longer than " + settings.maxTokenLength() + " characters");
    }
    String key = Sha256.hex(token);
    Caller caller = verified.getIfPresent(key);
    if (caller == null) {
      caller = decode(token);
      verified.put(key, caller);
    }
    if (clock.instant().isAfter(caller.expiresAt().plus(settings.leeway()))) {
      verified.invalidate(key);
      throw expired(caller.expiresAt());
    }
    if (revoked.getIfPresent(caller.tokenId()) != null) {
      throw new Refusal(
              "auth.token_revoked", 401, "The token was logged out.", "Log in for a new one.")
          .asException();
    }
    return caller;
  }

  /** From now on this token is refused here. */
  public void revoke(Caller caller) {
    revoked.put(caller.tokenId(), caller.expiresAt());
  }

  private Caller decode(String token) {
    try {
      DecodedJWT jwt = verifier.verify(token);
      List<String> names = jwt.getClaim(ROLES).asList(String.class);
      Role role =
          highest(names == null ? List.of() : names)
              .orElseThrow(() -> invalid("it carries no role that is known here"));
      if (jwt.getSubject().isBlank()) {
        throw invalid("its subject is blank");
      }
      return new Caller(jwt.getSubject(), role, jwt.getExpiresAtAsInstant(), jwt.getId());
    } catch (TokenExpiredException e) {
      throw expired(e.getExpiredOn());
    } catch (JWTVerificationException e) {
      throw invalid(e.getMessage());
    }
  }

  private static Optional<Role> highest(List<String> names) {
    return Stream.of(Role.values())
        .filter(role -> names.contains(role.name().toLowerCase(Locale.ROOT)))
        .reduce((low, high) -> high);
  }

  private static RefusedException invalid(String why) {
    return new Refusal(
            "auth.token_invalid",
            401,
            "The token is not accepted: " + why,
            "Log in at POST /api/auth/token, or make one with 'orchestrator token' on the server.")
        .asException();
  }

  private static RefusedException expired(Instant when) {
    return new Refusal(
            "auth.token_expired",
            401,
            "The token expired at " + when + ".",
            "Use the refresh token at POST /api/auth/refresh, or log in again.")
        .asException();
  }

  private record Provider(SigningKeys keys) implements ECDSAKeyProvider {
    @Override
    public ECPublicKey getPublicKeyById(String keyId) {
      return keys.verificationKey(keyId).orElse(null);
    }

    @Override
    public ECPrivateKey getPrivateKey() {
      return keys.signingKey();
    }

    @Override
    public String getPrivateKeyId() {
      return keys.signingKeyId();
    }
  }
}

package io.orchestrator.http.auth;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.exceptions.TokenExpiredException;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.common.Sha256;
import io.orchestrator.domain.port.Users.Role;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Issues and verifies access tokens: own ones by ES256 only, those of an external issuer by the
 * algorithm of its key; key by id, every claim required. Thread-safe.
 */
public final class Tokens {
  private static final String ROLES = "roles";
  private static final String SESSION = "sid";

  private final AuthSettings settings;
  private final Clock clock;
  private final Supplier<SigningKeys> keys;
  private final ExternalKeys external;
  private final Predicate<Caller> revoked;
  private final java.util.function.Function<String, Optional<Instant>> revokedSince;
  private final Cache<String, Verified> verified;

  /**
   * What was found of a token before; it is kept under its own text.
   *
   * @param stillKnown whether the key that signed it still counts
   */
  private record Verified(Caller caller, Supplier<Boolean> stillKnown) {}

  /** Without revocations: for a process that only signs, and tests. */
  public Tokens(SigningKeys keys, AuthSettings settings, Clock clock) {
    this(() -> keys, settings, clock, Runnable::run, caller -> false, subject -> Optional.empty());
  }

  /** As a node has them. */
  public Tokens(
      Supplier<SigningKeys> keys,
      AuthSettings settings,
      Clock clock,
      Executor blocking,
      RevokedAccess revoked) {
    this(keys, settings, clock, blocking, revoked::concerns, revoked::subjectSince);
  }

  private Tokens(
      Supplier<SigningKeys> keys,
      AuthSettings settings,
      Clock clock,
      Executor blocking,
      Predicate<Caller> revoked,
      java.util.function.Function<String, Optional<Instant>> revokedSince) {
    this.keys = keys;
    this.settings = settings;
    this.clock = clock;
    this.external = new ExternalKeys(settings.external(), clock, blocking);
    this.revoked = revoked;
    this.revokedSince = revokedSince;
    verified = Caffeine.newBuilder().maximumSize(settings.cacheSize()).build();
  }

  /** Fetches the keys of the external issuer, if there is one. Blocking. */
  public void prepare() {
    if (settings.external().used()) {
      external.fetch();
    }
  }

  /** A signed token for the role and all below it, of no session. */
  public String issue(String subject, Role role, Duration ttl) {
    return issue(subject, role, ttl, "");
  }

  /**
   * @param session ends all its tokens when it ends; empty: none
   */
  public String issue(String subject, Role role, Duration ttl, String session) {
    SigningKeys signing = keys.get();
    Instant now = clock.instant();
    JWTCreator.Builder builder =
        JWT.create()
            .withKeyId(signing.signingKeyId())
            .withIssuer(settings.issuer())
            .withAudience(settings.audience())
            .withSubject(subject)
            .withJWTId(UUID.randomUUID().toString())
            .withIssuedAt(issuedAt(revokedSince.apply(subject), now))
            .withNotBefore(now)
            .withExpiresAt(now.plus(ttl))
            .withClaim(ROLES, Caller.roleNames(role));
    if (!session.isEmpty()) {
      builder.withClaim(SESSION, session);
    }
    return builder.sign(Algorithm.ECDSA256(null, signing.signingKey()));
  }

  /** Times are in whole seconds: what is new in the second of a revocation must not look old. */
  static Instant issuedAt(Optional<Instant> revokedSince, Instant now) {
    return revokedSince
        .filter(at -> !now.truncatedTo(ChronoUnit.SECONDS).isAfter(at))
        .map(at -> at.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1))
        .orElse(now);
  }

  /**
   * @throws RefusedException 401 with {@code auth.token_invalid}, {@code auth.token_expired} or
   *     {@code auth.token_revoked}
   */
  public Caller verify(String token) {
    if (token.length() > settings.maxTokenLength()) {
      throw invalid("it is longer than " + settings.maxTokenLength() + " characters");
    }
    Verified known = verified.getIfPresent(token);
    if (known == null || !known.stillKnown().get()) {
      known = decode(token);
      verified.put(token, known);
    }
    Caller caller = known.caller();
    if (clock.instant().isAfter(caller.expiresAt().plus(settings.leeway()))) {
      verified.invalidate(token);
      throw expired(caller.expiresAt());
    }
    if (revoked.test(caller)) {
      throw new Refusal(
              "auth.token_revoked", 401, "The token was revoked.", "Log in for a new one.")
          .asException();
    }
    return caller;
  }

  private Verified decode(String token) {
    try {
      DecodedJWT unproven = JWT.decode(token);
      ExternalIssuer other = settings.external();
      boolean foreign = other.used() && other.issuer().equals(unproven.getIssuer());
      return foreign ? foreign(unproven, other) : own(unproven);
    } catch (TokenExpiredException e) {
      throw expired(e.getExpiredOn());
    } catch (JWTVerificationException | IllegalArgumentException e) {
      throw invalid(e.getMessage());
    }
  }

  private Verified own(DecodedJWT unproven) {
    String keyId = unproven.getKeyId();
    Algorithm algorithm =
        keys.get()
            .verificationKey(keyId)
            .map(key -> Algorithm.ECDSA256(key, null))
            .orElseThrow(() -> invalid("its key is not known here"));
    var required =
        required(algorithm, settings.issuer(), settings.audience())
            .withClaimPresence("jti")
            .withClaimPresence("nbf")
            .withClaimPresence(ROLES);
    DecodedJWT jwt = verifier(required).verify(unproven);
    return new Verified(
        caller(jwt, jwt.getClaim(ROLES).asList(String.class)),
        () -> keys.get().verificationKey(keyId).isPresent());
  }

  private Verified foreign(DecodedJWT unproven, ExternalIssuer issuer) {
    String keyId = unproven.getKeyId();
    Algorithm algorithm =
        external
            .algorithm(keyId)
            .orElseThrow(
                () -> invalid("no key '" + keyId + "' of its issuer is known; they are asked for"));
    DecodedJWT jwt =
        verifier(required(algorithm, issuer.issuer(), issuer.audience())).verify(unproven);
    return new Verified(
        caller(jwt, names(jwt, issuer.rolesClaim())), () -> external.algorithm(keyId).isPresent());
  }

  private com.auth0.jwt.interfaces.Verification required(
      Algorithm algorithm, String issuer, String audience) {
    return JWT.require(algorithm)
        .withIssuer(issuer)
        .withAudience(audience)
        .withClaimPresence("sub")
        .withClaimPresence("exp")
        .acceptLeeway(settings.leeway().toSeconds())
        .ignoreIssuedAt();
  }

  private JWTVerifier verifier(com.auth0.jwt.interfaces.Verification required) {
    return ((JWTVerifier.BaseVerification) required).build(clock);
  }

  private Caller caller(DecodedJWT jwt, List<String> names) {
    Role role =
        highest(names == null ? List.of() : names)
            .orElseThrow(() -> invalid("it carries no role that is known here"));
    if (jwt.getSubject().isBlank()) {
      throw invalid("its subject is blank");
    }
    Instant expires = jwt.getExpiresAtAsInstant();
    Instant issued = Optional.ofNullable(jwt.getIssuedAtAsInstant()).orElse(Instant.EPOCH);
    Instant begin = Optional.ofNullable(jwt.getNotBeforeAsInstant()).orElse(issued);
    if (begin.plus(settings.maxLifetime()).isBefore(expires)) {
      throw invalid("it lives longer than " + settings.maxLifetime().toDays() + " days");
    }
    // Where an issuer names its tokens by nothing, the content is the name.
    String id = Optional.ofNullable(jwt.getId()).orElseGet(() -> Sha256.hex(jwt.getToken()));
    String session = Optional.ofNullable(jwt.getClaim(SESSION).asString()).orElse("");
    return new Caller(jwt.getSubject(), role, issued, expires, id, session);
  }

  /** Names in a list or a text, at a path of objects. */
  private static List<String> names(DecodedJWT jwt, String path) {
    String[] parts = path.split("\\.");
    Object value = jwt.getClaim(parts[0]).as(Object.class);
    for (int i = 1; i < parts.length && value instanceof Map<?, ?> object; i++) {
      value = object.get(parts[i]);
    }
    if (value instanceof String text) {
      return List.of(text.split("[ ,]+"));
    }
    return value instanceof List<?> list ? list.stream().map(String::valueOf).toList() : List.of();
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
}

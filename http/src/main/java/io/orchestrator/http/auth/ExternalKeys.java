package io.orchestrator.http.auth;

import com.auth0.jwt.algorithms.Algorithm;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys of another issuer: ES256 on P-256, or RS256 with 2048 bits and more; others are
 * not taken. Nobody waits for them: they are fetched beside, and what was there stays while they
 * cannot be. Thread-safe.
 */
final class ExternalKeys {
  private static final Logger LOG = LoggerFactory.getLogger(ExternalKeys.class);
  private static final int TIMEOUT_MS = 5_000;
  private static final int MIN_RSA_BITS = 2048;
  private static final int MAX_BYTES = 256 * 1024;
  private static final Duration PAUSE = Duration.ofSeconds(30);

  private final ExternalIssuer issuer;
  private final Clock clock;
  private final Executor blocking;
  private final AtomicReference<Instant> asked = new AtomicReference<>(Instant.MIN);
  private volatile Map<String, Algorithm> keys = Map.of();

  ExternalKeys(ExternalIssuer issuer, Clock clock, Executor blocking) {
    this.issuer = issuer;
    this.clock = clock;
    this.blocking = blocking;
  }

  /**
   * How its tokens are verified, pinned by the kind of the key; empty: no such key is known yet.
   */
  Optional<Algorithm> algorithm(String keyId) {
    Optional<Algorithm> known = Optional.ofNullable(keyId).map(keys::get);
    Instant due = known.isPresent() ? asked.get().plus(issuer.refresh()) : asked.get().plus(PAUSE);
    if (asked.get() == Instant.MIN || !clock.instant().isBefore(due)) {
      asked.set(clock.instant());
      blocking.execute(this::fetch);
    }
    return known;
  }

  /** Blocking. */
  void fetch() {
    asked.set(clock.instant());
    try {
      Map<String, Algorithm> fresh = new HashMap<>();
      for (JWK jwk : load().getKeys()) {
        boolean signs = jwk.getKeyUse() == null || jwk.getKeyUse() == KeyUse.SIGNATURE;
        if (jwk.getKeyID() != null && signs) {
          pinned(jwk).ifPresent(algorithm -> fresh.put(jwk.getKeyID(), algorithm));
        }
      }
      keys = Map.copyOf(fresh);
    } catch (IOException | ParseException | JOSEException | RuntimeException e) {
      LOG.warn(
          "The keys of {} could not be read from {}: {}",
          issuer.issuer(),
          issuer.jwks(),
          e.getMessage());
    }
  }

  private JWKSet load() throws IOException, ParseException {
    return issuer.jwks().matches("https?:.*")
        ? JWKSet.load(URI.create(issuer.jwks()).toURL(), TIMEOUT_MS, TIMEOUT_MS, MAX_BYTES)
        : JWKSet.load(Path.of(issuer.jwks()).toFile());
  }

  private static Optional<Algorithm> pinned(JWK jwk) throws JOSEException {
    if (jwk instanceof ECKey ec && ec.getCurve().equals(Curve.P_256)) {
      return Optional.of(Algorithm.ECDSA256(ec.toECPublicKey(), null));
    }
    if (jwk instanceof RSAKey rsa && rsa.size() >= MIN_RSA_BITS) {
      return Optional.of(Algorithm.RSA256(rsa.toRSAPublicKey(), null));
    }
    return Optional.empty();
  }
}

package io.orchestrator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.http.auth.AuthSettings;
import io.orchestrator.http.auth.Caller;
import io.orchestrator.http.auth.ExternalIssuer;
import io.orchestrator.http.auth.SigningKeys;
import io.orchestrator.http.auth.Tokens;
import io.orchestrator.http.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

/** Tokens that another library made are judged the same, and no mutation of a good one passes. */
class ForeignTokensTest {
  private static final String ISSUER = "https://login.example";
  private static final String AUDIENCE = "orchestrator";
  private static final SigningKeys OWN = SigningKeys.ephemeral();
  private static final EllipticCurveJsonWebKey EC = ec("ec-1");
  private static final RsaJsonWebKey RSA = rsa();
  private static final Tokens TOKENS = tokens();

  private static EllipticCurveJsonWebKey ec(String id) {
    try {
      EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
      key.setKeyId(id);
      return key;
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RsaJsonWebKey rsa() {
    try {
      RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
      key.setKeyId("rsa-1");
      return key;
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  private static AuthSettings settings(Path jwks) {
    AuthSettings d = AuthSettings.DEFAULT;
    return new AuthSettings(
        d.issuer(),
        d.audience(),
        d.accessTtl(),
        d.refreshTtl(),
        d.ticketTtl(),
        d.leeway(),
        d.maxTokenLength(),
        d.cacheSize(),
        d.maxFailures(),
        d.lockOut(),
        d.maxPasswordChecks(),
        d.maxLifetime(),
        new ExternalIssuer(
            ISSUER, AUDIENCE, jwks.toString(), "realm.roles", Duration.ofMinutes(10)));
  }

  private static Tokens tokens() {
    try {
      Path file = Files.createTempFile("keys", ".jwks");
      Files.writeString(file, new JsonWebKeySet(EC, RSA).toJson());
      file.toFile().deleteOnExit();
      var tokens = new Tokens(OWN, settings(file), Clock.systemUTC());
      tokens.prepare();
      return tokens;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JwtClaims claims() {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(ISSUER);
    claims.setAudience(AUDIENCE);
    claims.setSubject("zoe");
    claims.setGeneratedJwtId();
    claims.setIssuedAtToNow();
    claims.setExpirationTimeMinutesInTheFuture(10);
    claims.setClaim("realm", Map.of("roles", List.of("trader", "offline_access")));
    return claims;
  }

  private static String sign(JwtClaims claims, JsonWebKey key, String algorithm) {
    try {
      JsonWebSignature jws = new JsonWebSignature();
      jws.setPayload(claims.toJson());
      jws.setKey(
          key instanceof RsaJsonWebKey rsa
              ? rsa.getPrivateKey()
              : ((EllipticCurveJsonWebKey) key).getPrivateKey());
      jws.setKeyIdHeaderValue(key.getKeyId());
      jws.setAlgorithmHeaderValue(algorithm);
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void anExternalIssuersTokensCarryItsRoles() {
    Caller caller =
        TOKENS.verify(sign(claims(), EC, AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256));
    assertEquals("zoe", caller.subject());
    assertEquals(Role.TRADER, caller.role());
    assertEquals(
        Role.TRADER,
        TOKENS.verify(sign(claims(), RSA, AlgorithmIdentifiers.RSA_USING_SHA256)).role());
  }

  @Test
  void whatItLacksOrForgesIsRefused() throws Exception {
    String es256 = AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256;
    refused(sign(claims(), RSA, AlgorithmIdentifiers.RSA_PSS_USING_SHA256));
    refused(sign(claims(), ec("ec-1"), es256));
    refused(sign(claims(), ec("unknown"), es256));
    JwtClaims other = claims();
    other.setAudience("somebody-else");
    refused(sign(other, EC, es256));
    other = claims();
    other.setClaim("realm", Map.of("roles", List.of("king")));
    refused(sign(other, EC, es256));
    other = claims();
    other.unsetClaim("sub");
    refused(sign(other, EC, es256));
    other = claims();
    other.setExpirationTime(
        NumericDate.fromSeconds(Instant.now().minusSeconds(60).getEpochSecond()));
    refused(sign(other, EC, es256));
    other = claims();
    other.setExpirationTimeMinutesInTheFuture(60 * 24 * 40);
    refused(sign(other, EC, es256));
    other = claims();
    other.setNotBeforeMinutesInThePast(-10);
    refused(sign(other, EC, es256));
    // Its key with our issuer: the key of one is none of the other's.
    other = claims();
    other.setIssuer(AuthSettings.DEFAULT.issuer());
    other.setAudience(AuthSettings.DEFAULT.audience());
    other.setClaim("roles", List.of("admin"));
    refused(sign(other, EC, es256));
    // The public key as the secret of an HMAC.
    JsonWebSignature hmac = new JsonWebSignature();
    hmac.setPayload(claims().toJson());
    hmac.setKey(new HmacKey(RSA.getPublicKey().getEncoded()));
    hmac.setKeyIdHeaderValue("rsa-1");
    hmac.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
    refused(hmac.getCompactSerialization());
  }

  /** What we sign, another library accepts by our published keys, and refuses by others. */
  @Test
  void ourTokensAndKeysAreReadByAnotherLibrary() throws Exception {
    String token = TOKENS.issue("ann", Role.RISK, Duration.ofMinutes(5), "s-1");
    var set = new JsonWebKeySet(Json.text(Map.of("keys", OWN.jwks())));
    var consumer =
        new JwtConsumerBuilder()
            .setRequireExpirationTime()
            .setRequireSubject()
            .setExpectedIssuer(AuthSettings.DEFAULT.issuer())
            .setExpectedAudience(AuthSettings.DEFAULT.audience())
            .setVerificationKeyResolver(
                new org.jose4j.keys.resolvers.JwksVerificationKeyResolver(set.getJsonWebKeys()))
            .build();
    JwtClaims claims = consumer.processToClaims(token);
    assertEquals("ann", claims.getSubject());
    assertEquals(
        List.of("viewer", "operator", "trader", "risk"), claims.getStringListClaimValue("roles"));
    assertTrue(claims.getJwtId().length() > 20);
  }

  /** One changed character anywhere is another token, but for unused bits at the end of a part. */
  @Property(tries = 300)
  void noMutationOfAGoodTokenPasses(
      @ForAll @IntRange(min = 0, max = 1_000_000) int position,
      @ForAll @IntRange(min = 1, max = 63) int shift,
      @ForAll boolean external) {
    String good =
        external
            ? sign(claims(), EC, AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256)
            : TOKENS.issue("ann", Role.VIEWER, Duration.ofMinutes(5));
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    int at = position % good.length();
    char old = good.charAt(at);
    char fresh =
        old == '.' ? 'A' : alphabet.charAt((alphabet.indexOf(old) + shift) % alphabet.length());
    String mutated = good.substring(0, at) + fresh + good.substring(at + 1);
    boolean lastOfPart = at == good.length() - 1 || good.charAt(at + 1) == '.';
    if (lastOfPart && sameBytes(good, mutated)) {
      return;
    }
    refused(mutated);
    assertTrue(TOKENS.verify(good).subject().length() == 3);
  }

  /** Cut, doubled, with parts of another: never. */
  @Property(tries = 200)
  void noPatchworkPasses(
      @ForAll @IntRange(min = 0, max = 2) int part, @ForAll @IntRange(min = 0, max = 400) int cut) {
    String[] viewer = TOKENS.issue("ann", Role.VIEWER, Duration.ofMinutes(5)).split("\\.");
    String[] admin =
        new Tokens(SigningKeys.ephemeral(), AuthSettings.DEFAULT, Clock.systemUTC())
            .issue("eve", Role.ADMIN, Duration.ofMinutes(5))
            .split("\\.");
    String[] mixed = viewer.clone();
    mixed[part] = admin[part];
    refused(String.join(".", mixed));
    String whole = String.join(".", viewer);
    refused(whole.substring(0, Math.min(cut, whole.length() - 1)));
    refused(whole + "." + viewer[part]);
  }

  private static boolean sameBytes(String a, String b) {
    String[] x = a.split("\\.");
    String[] y = b.split("\\.");
    if (x.length != y.length) {
      return false;
    }
    var decoder = java.util.Base64.getUrlDecoder();
    for (int i = 0; i < x.length; i++) {
      try {
        if (!java.util.Arrays.equals(decoder.decode(x[i]), decoder.decode(y[i]))) {
          return false;
        }
      } catch (IllegalArgumentException e) {
        return false;
      }
    }
    return true;
  }

  private static void refused(String token) {
    RefusedException e = assertThrows(RefusedException.class, () -> TOKENS.verify(token), token);
    assertEquals(401, e.refusal().status());
  }
}

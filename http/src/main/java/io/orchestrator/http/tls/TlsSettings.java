package io.orchestrator.http.tls;

import java.time.Duration;

/**
 * TLS of REST and WebSocket. Nothing set: none.
 *
 * @param certificate PEM file with the certificate and those between it and the root
 * @param key PEM file with its private key, PKCS#8 or traditional
 * @param keyPassword of an encrypted key; empty: it is not
 * @param keystore PKCS#12 or JKS file instead of the two
 * @param keystorePassword of the keystore and of the key in it
 * @param selfSigned makes a certificate of its own, which no client trusts by itself: for trials
 * @param lookEvery how often the files are looked at for a change
 */
public record TlsSettings(
    String certificate,
    String key,
    String keyPassword,
    String keystore,
    String keystorePassword,
    boolean selfSigned,
    Duration lookEvery) {
  public static final TlsSettings NONE =
      new TlsSettings("", "", "", "", "", false, Duration.ofSeconds(10));

  public TlsSettings {
    require(certificate.isEmpty() == key.isEmpty(), "certificate and key belong together");
    int ways =
        (certificate.isEmpty() ? 0 : 1) + (keystore.isEmpty() ? 0 : 1) + (selfSigned ? 1 : 0);
    require(ways <= 1, "keystore, certificate and self-signed: only one of them");
    require(lookEvery.isPositive(), "look-every must be positive");
  }

  public boolean used() {
    return selfSigned || !certificate.isEmpty() || !keystore.isEmpty();
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}

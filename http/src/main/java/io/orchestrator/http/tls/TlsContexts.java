package io.orchestrator.http.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate of this node as its files have it now. A connection keeps the one that it began
 * with; files that cannot be read leave the old one in use. Thread-safe.
 */
public final class TlsContexts {
  private static final Logger LOG = LoggerFactory.getLogger(TlsContexts.class);
  private static final String ALIAS = "server";
  private static final char[] IN_MEMORY = "in memory".toCharArray();

  private final TlsSettings settings;
  private final Path directory;
  private final String bindAddress;
  private final Clock clock;
  private volatile Loaded loaded;
  private List<FileTime> seen;

  private record Loaded(SSLContext context, X509Certificate certificate) {}

  /**
   * Reads or makes the certificate. Blocking.
   *
   * @throws TlsException it cannot be used
   */
  public TlsContexts(TlsSettings settings, Path directory, String bindAddress, Clock clock) {
    this.settings = settings;
    this.directory = directory;
    this.bindAddress = bindAddress;
    this.clock = clock;
    this.loaded = load();
    this.seen = changes();
  }

  /** For one new connection. */
  public SSLEngine engine() {
    SSLEngine engine = loaded.context().createSSLEngine();
    engine.setUseClientMode(false);
    engine.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    return engine;
  }

  /** When the certificate ends. */
  public Instant expires() {
    return loaded.certificate().getNotAfter().toInstant();
  }

  /** Reads the files again if they changed. Blocking. */
  public synchronized void look() {
    List<FileTime> now = changes();
    if (now.equals(seen)) {
      return;
    }
    try {
      loaded = load();
      seen = now;
      LOG.info("The certificate was read again; it is good until {}", expires());
    } catch (TlsException e) {
      LOG.warn("The changed certificate is not used: {}", e.getMessage());
    }
  }

  private Loaded load() {
    try {
      return settings.keystore().isEmpty() ? fromPem() : fromKeystore();
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw new TlsException(
          "http.tls: " + files() + " cannot be used: " + e.getMessage() + ".", e);
    }
  }

  private Loaded fromPem() throws IOException, GeneralSecurityException {
    Path certificate = Path.of(settings.certificate());
    Path key = Path.of(settings.key());
    if (settings.selfSigned()) {
      certificate = SelfSigned.file(directory, bindAddress, clock.instant());
      key = certificate;
    }
    X509Certificate[] chain = PemFiles.certificates(certificate);
    PrivateKey secret = PemFiles.key(key, settings.keyPassword().toCharArray());
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(ALIAS, secret, IN_MEMORY, chain);
    return loaded(store, IN_MEMORY);
  }

  private Loaded fromKeystore() throws IOException, GeneralSecurityException {
    char[] password = settings.keystorePassword().toCharArray();
    return loaded(KeyStore.getInstance(Path.of(settings.keystore()).toFile(), password), password);
  }

  private static Loaded loaded(KeyStore store, char[] password) throws GeneralSecurityException {
    String alias =
        Collections.list(store.aliases()).stream()
            .filter(name -> isKey(store, name))
            .findFirst()
            .orElseThrow(() -> new GeneralSecurityException("there is no key in it"));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    X509Certificate certificate = (X509Certificate) store.getCertificate(alias);
    certificate.checkValidity();
    return new Loaded(context, certificate);
  }

  private static boolean isKey(KeyStore store, String alias) {
    try {
      return store.isKeyEntry(alias);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the keystore was loaded", e);
    }
  }

  private String files() {
    return settings.selfSigned()
        ? "the self-signed certificate"
        : Stream.of(settings.certificate(), settings.key(), settings.keystore())
            .filter(name -> !name.isEmpty())
            .distinct()
            .reduce((a, b) -> a + ", " + b)
            .orElse("");
  }

  private List<FileTime> changes() {
    return Stream.of(settings.certificate(), settings.key(), settings.keystore())
        .filter(name -> !name.isEmpty())
        .map(name -> lastChange(Path.of(name)))
        .toList();
  }

  private static FileTime lastChange(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }
}

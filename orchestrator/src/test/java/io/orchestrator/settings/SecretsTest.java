package io.orchestrator.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import io.orchestrator.domain.port.Configuration.Entry;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
  private static final String KEY = "orchestrator.db.password";

  @TempDir Path folder;

  private Path file(String name, String content) throws Exception {
    return Files.writeString(folder.resolve(name), content);
  }

  /** As {@code keytool -importpass} writes it. */
  private Path store(String alias, String secret, char[] password) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    var key =
        SecretKeyFactory.getInstance("PBE").generateSecret(new PBEKeySpec(secret.toCharArray()));
    store.setEntry(
        alias, new KeyStore.SecretKeyEntry(key), new KeyStore.PasswordProtection(password));
    Path file = folder.resolve("secrets.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, password);
    }
    return file;
  }

  private static String password(Config config) {
    return Settings.read(config).config().getString(KEY);
  }

  @Test
  void aVariableMayNameAFile() throws Exception {
    Path secret = file("db", "open sesame\nsecond line\n");
    var environment = Map.of("ORCHESTRATOR_DB_PASSWORD_FILE", secret.toString());
    Config config = ConfigLayers.load(Optional.empty(), environment);
    assertEquals("open sesame", password(config));
    Entry entry = shown(config);
    assertEquals("(set, not shown)", entry.value());
    assertTrue(entry.origin().contains("ORCHESTRATOR_DB_PASSWORD_FILE"), entry.origin());
    assertFalse(entry.origin().contains("sesame"));
  }

  private static Entry shown(Config config) {
    return Provenance.of(config).stream()
        .filter(e -> e.key().equals(KEY))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aValueMayNameAFileOrAKeyOfTheStore() throws Exception {
    Path secret = file("db", "from a file");
    Path conf = file("a.conf", "orchestrator.db.password = \"secret:file:" + secret + "\"");
    assertEquals("from a file", password(ConfigLayers.load(Optional.of(conf), Map.of())));
    Path store = store("db", "from the store", "storepass".toCharArray());
    Path unlock = file("unlock", "storepass");
    conf =
        file(
            "b.conf",
            "orchestrator { db.password = \"secret:store:db\", secrets { store = \""
                + store
                + "\", password = \"secret:file:"
                + unlock
                + "\" } }");
    assertEquals("from the store", password(ConfigLayers.load(Optional.of(conf), Map.of())));
  }

  @Test
  void everySecretThatCannotBeReadIsNamed() throws Exception {
    Path store = store("other", "x", "storepass".toCharArray());
    Path conf =
        file(
            "c.conf",
            "orchestrator { db.password = \"secret:store:db\", redis.url = \"secret:file:/nowhere/x\","
                + " secrets { store = \""
                + store
                + "\", password = storepass } }");
    var bad =
        assertThrows(BadConfiguration.class, () -> ConfigLayers.load(Optional.of(conf), Map.of()));
    assertEquals(2, bad.problems().size(), bad.getMessage());
    assertTrue(bad.getMessage().contains(KEY), bad.getMessage());
    assertTrue(bad.getMessage().contains("/nowhere/x"), bad.getMessage());
    assertFalse(bad.getMessage().contains("storepass"));
  }

  @Test
  void provenanceNamesEachLayerAndWhatMayBeReloaded() throws Exception {
    Path conf = file("d.conf", "orchestrator { profile = stability, log-level = DEBUG }");
    Config config = ConfigLayers.load(Optional.of(conf), Map.of("ORCHESTRATOR_HTTP_PORT", "8123"));
    Map<String, Entry> entries = new java.util.HashMap<>();
    Provenance.of(config).forEach(e -> entries.put(e.key(), e));
    assertTrue(entries.get("orchestrator.log-level").origin().contains("d.conf"));
    assertTrue(entries.get("orchestrator.log-level").reloadable());
    assertEquals(
        "environment variable ORCHESTRATOR_HTTP_PORT",
        entries.get("orchestrator.http.port").origin());
    assertFalse(entries.get("orchestrator.http.port").reloadable());
    assertEquals("profile stability", entries.get("orchestrator.health-check-interval").origin());
    assertTrue(entries.get("orchestrator.risk-limits.max-daily-loss").reloadable());
    assertTrue(
        new String(config.root().render().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
            .contains("max-daily-loss"));
  }
}

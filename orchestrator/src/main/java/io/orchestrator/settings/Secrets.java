package io.orchestrator.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Values that do not stand in a configuration file: {@code secret:file:PATH} is the first line of a
 * file, {@code secret:store:ALIAS} a secret key of the PKCS#12 file {@code secrets.store}, as
 * {@code keytool -importpass} makes them.
 */
final class Secrets {
  private static final String FILE = "secret:file:";
  private static final String STORE = "secret:store:";
  private static final String STORE_KEY = ConfigReader.ROOT + ".secrets.store";
  private static final String PASSWORD_KEY = ConfigReader.ROOT + ".secrets.password";

  private Secrets() {}

  /**
   * @throws BadConfiguration with every secret that cannot be read
   */
  static Config reveal(Config config) {
    List<ConfigProblem> problems = new ArrayList<>();
    Config result = reveal(config, PASSWORD_KEY, config, problems);
    for (Map.Entry<String, ConfigValue> entry : config.getConfig(ConfigReader.ROOT).entrySet()) {
      result = reveal(result, ConfigReader.ROOT + "." + entry.getKey(), result, problems);
    }
    if (!problems.isEmpty()) {
      throw new BadConfiguration(problems);
    }
    return result;
  }

  private static Config reveal(
      Config config, String key, Config known, List<ConfigProblem> problems) {
    if (!config.hasPath(key) || config.getValue(key).valueType() != ConfigValueType.STRING) {
      return config;
    }
    ConfigValue value = config.getValue(key);
    String text = (String) value.unwrapped();
    String origin = value.origin().description();
    try {
      if (text.startsWith(FILE)) {
        return config.withValue(key, fromFile(text.substring(FILE.length()), key, origin));
      }
      if (text.startsWith(STORE)) {
        return config.withValue(key, fromStore(text.substring(STORE.length()), known, origin));
      }
    } catch (BadConfiguration e) {
      problems.addAll(e.problems());
    } catch (IOException | GeneralSecurityException e) {
      problems.add(
          new ConfigProblem(
              origin, key, "the secret store cannot be read: " + e.getMessage(), "secrets.store"));
    }
    return config;
  }

  static ConfigValue fromFile(String file, String key, String origin) {
    try {
      String line = Files.readString(Path.of(file)).lines().findFirst().orElse("");
      return ConfigValueFactory.fromAnyRef(line, origin + ", file " + file);
    } catch (IOException e) {
      throw new BadConfiguration(
          List.of(
              new ConfigProblem(origin, key, file + " cannot be read", "a file with a secret")));
    }
  }

  private static ConfigValue fromStore(String alias, Config config, String origin)
      throws IOException, GeneralSecurityException {
    char[] password = config.getString(PASSWORD_KEY).toCharArray();
    Path file = Path.of(config.getString(STORE_KEY));
    KeyStore store = KeyStore.getInstance(file.toFile(), password);
    Key key = store.getKey(alias, password);
    if (key == null) {
      throw new GeneralSecurityException("there is no '" + alias + "' in it");
    }
    return ConfigValueFactory.fromAnyRef(
        new String(key.getEncoded(), StandardCharsets.UTF_8), origin + ", store " + file);
  }
}

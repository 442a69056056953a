package io.orchestrator.persistence;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The operator's URL with what this program cannot do without. */
final class JdbcUrl {
  private JdbcUrl() {}

  static String hardened(DatabaseSettings settings) {
    return settings.postgres() ? postgres(settings) : h2(settings.url());
  }

  /**
   * Forced, because data would be lost or not found without them:
   *
   * <ul>
   *   <li>{@code WRITE_DELAY=0}: by default H2 answers a commit up to 500 ms before it is in the
   *       file, and a killed process loses it;
   *   <li>{@code DB_CLOSE_ON_EXIT=FALSE}: H2's own shutdown hook would close the file under the
   *       actors that still stop;
   *   <li>{@code DATABASE_TO_UPPER=FALSE}: the journal plug-in quotes lower-case names;
   *   <li>file system {@code async}: with H2's usual one an interrupt that meets a thread in a read
   *       or write closes the file for all (the JDK's interruptible channels), and thread pools
   *       interrupt their threads when they end.
   * </ul>
   */
  private static String h2(String url) {
    String[] parts = url.split(";");
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      if (equals > 0) {
        String key = parts[i].substring(0, equals).toUpperCase(Locale.ROOT);
        options.put(key, parts[i].substring(equals + 1));
      }
    }
    options.put("WRITE_DELAY", "0");
    options.put("DB_CLOSE_ON_EXIT", "FALSE");
    options.put("DATABASE_TO_UPPER", "FALSE");
    options.putIfAbsent("LOCK_TIMEOUT", "5000");
    return options.entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(";", uninterruptible(parts[0]) + ";", ""));
  }

  /** {@code jdbc:h2:file:x} and {@code jdbc:h2:x}; other file systems stay as they are. */
  private static String uninterruptible(String url) {
    String path = url.substring("jdbc:h2:".length());
    if (path.startsWith("file:")) {
      return "jdbc:h2:async:" + path.substring("file:".length());
    }
    boolean plain = path.startsWith("/") || path.startsWith(".") || path.startsWith("~");
    return plain ? "jdbc:h2:async:" + path : url;
  }

  private static String postgres(DatabaseSettings settings) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("ApplicationName", "orchestrator");
    options.put("reWriteBatchedInserts", "true");
    options.put("tcpKeepAlive", "true");
    options.put("connectTimeout", seconds(settings.connectTimeout().toMillis()));
    options.put("loginTimeout", seconds(settings.connectTimeout().toMillis()));
    options.put("socketTimeout", seconds(settings.queryTimeout().toMillis()));
    String url = settings.url();
    String query = url.contains("?") ? url.substring(url.indexOf('?')) : "";
    String added =
        options.entrySet().stream()
            .filter(e -> !query.contains(e.getKey() + "="))
            .map(e -> e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining("&"));
    return url + (query.isEmpty() ? "?" : "&") + added;
  }

  private static String seconds(long millis) {
    return Long.toString(Math.max(1, (millis + 999) / 1000));
  }

  /** For people: without parameters, where a password may stand, and without user info. */
  static String shown(String url) {
    String plain = url.split("[?;]", 2)[0];
    return plain.replaceAll("//[^/@]*@", "//");
  }
}

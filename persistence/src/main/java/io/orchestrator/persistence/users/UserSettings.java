package io.orchestrator.persistence.users;

import java.time.Duration;

/**
 * @param concurrentHashes passwords checked at a time; each takes 19 MiB and a core
 * @param hashWait how long a login waits for its turn before it is refused with {@code auth.busy}
 * @param maxUsers accounts
 * @param maxTokensPerUser open refresh tokens of one user; the one that ends first gives way
 */
public record UserSettings(
    int concurrentHashes, Duration hashWait, int maxUsers, int maxTokensPerUser) {
  public static final UserSettings DEFAULT = new UserSettings(4, Duration.ofSeconds(5), 1000, 20);

  public UserSettings {
    if (concurrentHashes < 1 || maxUsers < 1 || maxTokensPerUser < 1 || hashWait.isNegative()) {
      throw new IllegalArgumentException("user settings must be positive");
    }
  }
}

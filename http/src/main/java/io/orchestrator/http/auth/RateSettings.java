package io.orchestrator.http.auth;

/**
 * Token buckets. Kills and cancels never wait for one.
 *
 * @param subjectPerSecond requests one subject may make for long
 * @param subjectBurst and at once
 * @param addressPerSecond requests of one address (IPv6: one /64) for long
 * @param addressBurst and at once
 * @param failuresPerMinute refused tokens and logins of one address for long
 * @param failureBurst and at once
 * @param maxTracked subjects and addresses remembered, each
 */
public record RateSettings(
    int subjectPerSecond,
    int subjectBurst,
    int addressPerSecond,
    int addressBurst,
    int failuresPerMinute,
    int failureBurst,
    int maxTracked) {

  public static final RateSettings DEFAULT = new RateSettings(50, 200, 200, 800, 20, 40, 50_000);

  public RateSettings {
    require(subjectPerSecond > 0, "subject-per-second must be positive");
    require(subjectBurst > 0, "subject-burst must be positive");
    require(addressPerSecond > 0, "address-per-second must be positive");
    require(addressBurst > 0, "address-burst must be positive");
    require(failuresPerMinute > 0, "failures-per-minute must be positive");
    require(failureBurst > 0, "failure-burst must be positive");
    require(maxTracked > 0, "max-tracked must be positive");
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}

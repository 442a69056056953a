package io.orchestrator.adapters.alert;

import io.orchestrator.domain.event.Severity;
import java.time.Duration;
import java.util.List;

/**
 * Where alerts go. A channel whose address is empty is off.
 *
 * @param timeout of one attempt, connection and answer together
 */
public record ChannelSettings(
    Duration timeout, Webhook webhook, Slack slack, Telegram telegram, Email email) {

  /**
   * @param url takes a JSON object by POST
   * @param secret signs the body: {@code X-Signature: sha256=} HMAC in hex; empty: unsigned
   */
  public record Webhook(String url, String secret, Severity minimumSeverity) {}

  /**
   * @param url incoming webhook of Slack, Mattermost, Rocket.Chat, …
   */
  public record Slack(String url, Severity minimumSeverity) {}

  /**
   * @param token of the bot
   * @param chat id of the chat, or {@code @channel}
   * @param url of the Bot API
   */
  public record Telegram(String token, String chat, String url, Severity minimumSeverity) {}

  /** How the connection to the mail server is protected. */
  public enum Protection {
    NONE,
    STARTTLS,
    TLS
  }

  /**
   * @param host of the mail server; empty: no e-mail
   * @param user empty: no login
   */
  public record Email(
      String host,
      int port,
      Protection protection,
      String user,
      String password,
      String from,
      List<String> to,
      Severity minimumSeverity) {}

  public static final ChannelSettings DEFAULT =
      new ChannelSettings(
          Duration.ofSeconds(10),
          new Webhook("", "", Severity.WARNING),
          new Slack("", Severity.ERROR),
          new Telegram("", "", "https://api.telegram.org", Severity.ERROR),
          new Email("", 587, Protection.STARTTLS, "", "", "", List.of(), Severity.ERROR));

  public ChannelSettings {
    require(timeout.isPositive(), "timeout must be positive");
    require(
        telegram.token().isEmpty() || !telegram.chat().isEmpty(),
        "telegram.chat is needed with telegram.token");
    require(
        email.host().isEmpty() || (!email.from().isBlank() && !email.to().isEmpty()),
        "email.from and email.to are needed with email.host");
    require(email.port() > 0 && email.port() <= 65_535, "email.port must be 1 to 65535");
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}

package io.orchestrator.adapters.alert;

import io.orchestrator.domain.alert.AlertMessage;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.port.AlertChannel;
import java.util.Map;

/** {@code sendMessage} of Telegram's Bot API, as plain text. */
final class TelegramChannel implements AlertChannel {
  /** Longest text that the Bot API takes. */
  private static final int MAX_TEXT = 4096;

  private final ChannelSettings.Telegram settings;
  private final JsonPost post;

  TelegramChannel(ChannelSettings.Telegram settings, JsonPost post) {
    this.settings = settings;
    this.post = post;
  }

  @Override
  public String name() {
    return "telegram";
  }

  @Override
  public Severity minimumSeverity() {
    return settings.minimumSeverity();
  }

  @Override
  public void send(AlertMessage message) {
    String text = message.text();
    post.send(
        settings.url() + "/bot" + settings.token() + "/sendMessage",
        Map.of(
            "chat_id",
            settings.chat(),
            "text",
            text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT)),
        body -> Map.of());
  }
}

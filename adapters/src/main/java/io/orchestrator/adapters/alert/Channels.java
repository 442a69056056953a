package io.orchestrator.adapters.alert;

import io.orchestrator.domain.port.AlertChannel;
import java.util.ArrayList;
import java.util.List;

/** The channels that are configured. */
public final class Channels {
  private Channels() {}

  public static List<AlertChannel> of(ChannelSettings settings) {
    List<AlertChannel> channels = new ArrayList<>();
    JsonPost post = new JsonPost(settings.timeout());
    if (!settings.webhook().url().isEmpty()) {
      channels.add(new WebhookChannel(settings.webhook(), post));
    }
    if (!settings.slack().url().isEmpty()) {
      channels.add(new SlackChannel(settings.slack(), post));
    }
    if (!settings.telegram().token().isEmpty()) {
      channels.add(new TelegramChannel(settings.telegram(), post));
    }
    if (!settings.email().host().isEmpty()) {
      channels.add(new EmailChannel(settings.email(), settings.timeout()));
    }
    return List.copyOf(channels);
  }
}

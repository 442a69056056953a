package io.orchestrator.adapters.alert;

import io.orchestrator.domain.alert.AlertMessage;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.port.AlertChannel;
import java.util.Map;

/** {@code {"text":…}}, which Slack's incoming webhooks and those of its kin take. */
final class SlackChannel implements AlertChannel {
  private final ChannelSettings.Slack settings;
  private final JsonPost post;

  SlackChannel(ChannelSettings.Slack settings, JsonPost post) {
    this.settings = settings;
    this.post = post;
  }

  @Override
  public String name() {
    return "slack";
  }

  @Override
  public Severity minimumSeverity() {
    return settings.minimumSeverity();
  }

  @Override
  public void send(AlertMessage message) {
    post.send(settings.url(), Map.of("text", escaped(message.text())), body -> Map.of());
  }

  /** Slack's own three: what comes from outside must not mention everybody. */
  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}

package io.orchestrator.adapters.alert;

import io.orchestrator.domain.alert.AlertMessage;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.port.AlertChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A JSON object with every field of the message, signed if there is a secret. */
final class WebhookChannel implements AlertChannel {
  private static final String HMAC = "HmacSHA256";

  private final ChannelSettings.Webhook settings;
  private final JsonPost post;

  WebhookChannel(ChannelSettings.Webhook settings, JsonPost post) {
    this.settings = settings;
    this.post = post;
  }

  @Override
  public String name() {
    return "webhook";
  }

  @Override
  public Severity minimumSeverity() {
    return settings.minimumSeverity();
  }

  @Override
  public void send(AlertMessage message) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("reason", message.reason().name().toLowerCase(Locale.ROOT));
    body.put("id", message.alertId());
    body.put("key", message.key());
    body.put("severity", message.severity().name().toLowerCase(Locale.ROOT));
    body.put("title", message.title());
    body.put("detail", message.detail());
    body.put("at", message.at().toString());
    body.put("count", message.count());
    post.send(settings.url(), body, this::signed);
  }

  private Map<String, String> signed(byte[] body) {
    if (settings.secret().isEmpty()) {
      return Map.of();
    }
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(settings.secret().getBytes(StandardCharsets.UTF_8), HMAC));
      return Map.of("X-Signature", "sha256=" + HexFormat.of().formatHex(mac.doFinal(body)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + HMAC, e);
    }
  }
}

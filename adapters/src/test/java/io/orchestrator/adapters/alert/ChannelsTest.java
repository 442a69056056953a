package io.orchestrator.adapters.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import io.orchestrator.adapters.alert.ChannelSettings.Email;
import io.orchestrator.adapters.alert.ChannelSettings.Protection;
import io.orchestrator.adapters.alert.ChannelSettings.Slack;
import io.orchestrator.adapters.alert.ChannelSettings.Telegram;
import io.orchestrator.adapters.alert.ChannelSettings.Webhook;
import io.orchestrator.domain.alert.AlertMessage;
import io.orchestrator.domain.alert.AlertMessage.Reason;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.port.AlertChannel;
import io.orchestrator.domain.port.AlertChannel.DeliveryException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each channel against a real server on this machine. */
class ChannelsTest {
  private static final AlertMessage MESSAGE =
      new AlertMessage(
          Reason.ESCALATED,
          "alert-7",
          "breaker_tripped/daily_loss",
          Severity.CRITICAL,
          "breaker tripped daily_loss",
          "<!channel> loss=5000 & more – é",
          Instant.parse("2026-11-20T14:30:00Z"),
          3);

  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  private HttpServer http;
  private volatile int status = 200;

  private record Request(String path, String signature, String body) {
    JsonNode json() {
      try {
        return new ObjectMapper().readTree(body);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @BeforeEach
  void listen() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext(
        "/",
        exchange -> {
          requests.add(
              new Request(
                  exchange.getRequestURI().toString(),
                  String.valueOf(exchange.getRequestHeaders().getFirst("X-Signature")),
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    http.start();
  }

  @AfterEach
  void stop() {
    http.stop(0);
  }

  private String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  private ChannelSettings settings(Email email) {
    return new ChannelSettings(
        Duration.ofSeconds(20),
        new Webhook(url() + "/hook", "sesame", Severity.WARNING),
        new Slack(url() + "/slack", Severity.ERROR),
        new Telegram("123:abc", "-100", url(), Severity.CRITICAL),
        email);
  }

  private AlertChannel channel(String name, Email email) {
    return Channels.of(settings(email)).stream()
        .filter(c -> c.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private AlertChannel channel(String name) {
    return channel(name, ChannelSettings.DEFAULT.email());
  }

  private Request next() throws InterruptedException {
    Request request = requests.poll(20, TimeUnit.SECONDS);
    assertTrue(request != null, "nothing came");
    return request;
  }

  @Test
  void onlyWhatIsConfiguredIsThere() {
    assertEquals(List.of(), Channels.of(ChannelSettings.DEFAULT));
    assertEquals(
        List.of("webhook", "slack", "telegram"),
        Channels.of(settings(ChannelSettings.DEFAULT.email())).stream()
            .map(AlertChannel::name)
            .toList());
  }

  @Test
  void aWebhookGetsEveryFieldSigned() throws Exception {
    channel("webhook").send(MESSAGE);
    Request request = next();
    assertEquals("/hook", request.path());
    assertEquals("escalated", request.json().path("reason").asText());
    assertEquals("critical", request.json().path("severity").asText());
    assertEquals("alert-7", request.json().path("id").asText());
    assertEquals(3, request.json().path("count").asInt());
    assertEquals("<!channel> loss=5000 & more – é", request.json().path("detail").asText());
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("sesame".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    String expected =
        HexFormat.of().formatHex(mac.doFinal(request.body().getBytes(StandardCharsets.UTF_8)));
    assertEquals("sha256=" + expected, request.signature());
  }

  @Test
  void slackGetsOneTextThatMentionsNobody() throws Exception {
    channel("slack").send(MESSAGE);
    Request request = next();
    assertEquals(1, request.json().size());
    String text = request.json().path("text").asText();
    assertTrue(text.startsWith("[CRITICAL] breaker tripped daily_loss (nobody acknowledged it)"));
    assertTrue(text.contains("&lt;!channel&gt; loss=5000 &amp; more"), text);
    assertTrue(text.contains("orchestrator alerts ack alert-7"), text);
  }

  @Test
  void telegramGetsAMessageOfItsBot() throws Exception {
    channel("telegram").send(MESSAGE);
    Request request = next();
    assertEquals("/bot123:abc/sendMessage", request.path());
    assertEquals("-100", request.json().path("chat_id").asText());
    assertTrue(request.json().path("text").asText().contains("loss=5000"));
  }

  @Test
  void aRefusalOrAnOutageIsAFailureWithoutTheSecretAddress() throws Exception {
    status = 500;
    var refused = assertThrows(DeliveryException.class, () -> channel("telegram").send(MESSAGE));
    assertTrue(refused.getMessage().contains("500"), refused.getMessage());
    AlertChannel telegram = channel("telegram");
    http.stop(0);
    var away = assertThrows(DeliveryException.class, () -> telegram.send(MESSAGE));
    assertFalse(away.getMessage().contains("123:abc"), away.getMessage());
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  private static Email email(int port, Protection protection) {
    return new Email(
        "127.0.0.1",
        port,
        protection,
        "desk",
        "open sesame",
        "orchestrator@example.com",
        List.of("ann@example.com", "bob@example.com"),
        Severity.ERROR);
  }

  @Test
  void mailComesToEverybodyAfterALogin() throws Exception {
    var mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mail.setUser("desk@example.com", "desk", "open sesame");
    mail.getUserManager().setAuthRequired(true);
    mail.start();
    try {
      int port = mail.getSmtp().getPort();
      channel("email", email(port, Protection.NONE)).send(MESSAGE);
      assertTrue(mail.waitForIncomingEmail(20_000, 2));
      MimeMessage received = mail.getReceivedMessages()[0];
      assertEquals(
          "[CRITICAL] breaker tripped daily_loss (nobody acknowledged it)", received.getSubject());
      assertTrue(received.getContent().toString().contains("loss=5000 & more – é"));
      assertEquals("<alert-7@orchestrator>", received.getHeader("References")[0]);
      assertEquals("auto-generated", received.getHeader("Auto-Submitted")[0]);
      // A server without STARTTLS gets no password when it is required.
      var plain =
          assertThrows(
              DeliveryException.class,
              () -> channel("email", email(port, Protection.STARTTLS)).send(MESSAGE));
      assertTrue(plain.getMessage().contains("STARTTLS"), plain.getMessage());
      assertEquals(2, mail.getReceivedMessages().length);
    } finally {
      mail.stop();
    }
  }

  @Test
  void aMailServerThatIsAwayIsAFailure() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    assertThrows(
        DeliveryException.class,
        () -> channel("email", email(port, Protection.NONE)).send(MESSAGE));
  }
}

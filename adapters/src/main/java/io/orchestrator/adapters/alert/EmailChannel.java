package io.orchestrator.adapters.alert;

import io.orchestrator.adapters.alert.ChannelSettings.Protection;
import io.orchestrator.domain.alert.AlertMessage;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.port.AlertChannel;
import jakarta.mail.Authenticator;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Date;
import java.util.Properties;

/** One plain text message for each alert; what belongs to one alert is one thread. */
final class EmailChannel implements AlertChannel {
  private final ChannelSettings.Email settings;
  private final Session session;

  EmailChannel(ChannelSettings.Email settings, Duration timeout) {
    this.settings = settings;
    this.session = Session.getInstance(properties(settings, timeout), login(settings));
  }

  private static Properties properties(ChannelSettings.Email settings, Duration timeout) {
    String limit = Long.toString(timeout.toMillis());
    Properties p = new Properties();
    p.setProperty("mail.transport.protocol", "smtp");
    p.setProperty("mail.smtp.host", settings.host());
    p.setProperty("mail.smtp.port", Integer.toString(settings.port()));
    p.setProperty("mail.smtp.auth", Boolean.toString(!settings.user().isEmpty()));
    p.setProperty("mail.smtp.connectiontimeout", limit);
    p.setProperty("mail.smtp.timeout", limit);
    p.setProperty("mail.smtp.writetimeout", limit);
    p.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    boolean startTls = settings.protection() == Protection.STARTTLS;
    p.setProperty("mail.smtp.starttls.enable", Boolean.toString(startTls));
    p.setProperty("mail.smtp.starttls.required", Boolean.toString(startTls));
    p.setProperty(
        "mail.smtp.ssl.enable", Boolean.toString(settings.protection() == Protection.TLS));
    return p;
  }

  private static Authenticator login(ChannelSettings.Email settings) {
    return settings.user().isEmpty()
        ? null
        : new Authenticator() {
          @Override
          protected PasswordAuthentication getPasswordAuthentication() {
            return new PasswordAuthentication(settings.user(), settings.password());
          }
        };
  }

  @Override
  public String name() {
    return "email";
  }

  @Override
  public Severity minimumSeverity() {
    return settings.minimumSeverity();
  }

  @Override
  public void send(AlertMessage message) {
    try {
      MimeMessage mail = new MimeMessage(session);
      mail.setFrom(new InternetAddress(settings.from(), true));
      for (String to : settings.to()) {
        mail.addRecipient(Message.RecipientType.TO, new InternetAddress(to, true));
      }
      mail.setSubject(
          message.subject().replaceAll("\\p{Cntrl}", " "), StandardCharsets.UTF_8.name());
      mail.setText(message.text(), StandardCharsets.UTF_8.name());
      mail.setSentDate(Date.from(message.at()));
      mail.setHeader("References", "<" + message.alertId() + "@orchestrator>");
      mail.setHeader("Auto-Submitted", "auto-generated");
      Transport.send(mail);
    } catch (MessagingException e) {
      throw new DeliveryException("the mail server: " + e.getMessage());
    }
  }
}

package io.orchestrator.actors.alert;

import io.orchestrator.domain.alert.AlertMessage;
import io.orchestrator.domain.alert.AlertMessage.Reason;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.port.AlertChannel;
import io.orchestrator.domain.port.AlertChannel.DeliveryException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Of a database that is away or full no event gets on record, so no alert can be made or kept.
 * Every channel is told of it from memory, once, and of the end of it.
 */
final class StoreLoss {
  /** A restart of the database, or a moment without it, wakes nobody. */
  static final Duration AFTER = Duration.ofSeconds(30);

  /** Between two tries at a channel that did not take it. */
  static final Duration AGAIN_AFTER = Duration.ofSeconds(15);

  private static final Logger LOG = LoggerFactory.getLogger(StoreLoss.class);

  private final List<AlertChannel> channels;
  private final List<AlertChannel> untold = new ArrayList<>();
  private Optional<Instant> since = Optional.empty();
  private Instant nextTry = Instant.MIN;
  private boolean told;

  StoreLoss(List<AlertChannel> channels) {
    this.channels = channels;
  }

  /**
   * Blocks while channels are told.
   *
   * @param trouble of the database; empty: it works
   */
  synchronized void seen(Optional<String> trouble, Instant now) {
    if (trouble.isEmpty()) {
      boolean over = told;
      told = false;
      since = Optional.empty();
      if (over) {
        tell(channels, message(Reason.RESOLVED, "It works again.", now));
      }
      return;
    }
    if (since.isEmpty()) {
      since = Optional.of(now);
      untold.clear();
      untold.addAll(channels);
      nextTry = now.plus(AFTER);
    }
    if (!untold.isEmpty() && !now.isBefore(nextTry)) {
      told = true;
      nextTry = now.plus(AGAIN_AFTER);
      untold.removeAll(tell(untold, message(Reason.RAISED, trouble.get(), now)));
    }
  }

  private static AlertMessage message(Reason reason, String detail, Instant now) {
    return new AlertMessage(
        reason,
        "",
        "database",
        Severity.CRITICAL,
        "The database does not work: no event, order or alert can be kept",
        detail,
        now,
        1);
  }

  /** Those that took it. */
  private static List<AlertChannel> tell(List<AlertChannel> channels, AlertMessage message) {
    List<AlertChannel> took = new ArrayList<>();
    for (AlertChannel channel : channels) {
      try {
        channel.send(message);
        took.add(channel);
      } catch (DeliveryException e) {
        LOG.warn("{} did not take '{}': {}", channel.name(), message.subject(), e.getMessage());
      }
    }
    return took;
  }
}

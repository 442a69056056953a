package io.orchestrator.actors.alert;

import io.orchestrator.actors.api.Events;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.port.AlertChannel;
import io.orchestrator.domain.port.AlertChannel.DeliveryException;
import io.orchestrator.domain.port.AlertStore;
import io.orchestrator.domain.port.AlertStore.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages to their channels, later and later while a channel does not take them. In one run
 * a channel that failed is not tried again: it must not hold up the others.
 */
final class DeliveryRun {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryRun.class);
  private static final int AT_ONCE = 20;
  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Duration GIVE_UP = Duration.ofDays(1);

  private final AlertStore store;
  private final List<AlertChannel> channels;
  private final Events events;
  private final InstantSource clock;

  DeliveryRun(AlertStore store, List<AlertChannel> channels, Events events, InstantSource clock) {
    this.store = store;
    this.channels = channels;
    this.events = events;
    this.clock = clock;
  }

  /** Blocking. */
  void run() {
    Set<String> failed = new HashSet<>();
    for (Delivery delivery : store.due(clock.instant(), AT_ONCE)) {
      Optional<AlertChannel> channel =
          channels.stream().filter(c -> c.name().equals(delivery.channel())).findFirst();
      if (channel.isEmpty()) {
        giveUp(delivery, "the channel is not configured any more");
      } else if (!failed.contains(delivery.channel()) && !sent(delivery, channel.get())) {
        failed.add(delivery.channel());
      }
    }
  }

  private boolean sent(Delivery delivery, AlertChannel channel) {
    try {
      channel.send(delivery.message());
      store.delivered(delivery.id());
      return true;
    } catch (DeliveryException e) {
      Instant now = clock.instant();
      if (now.isAfter(delivery.createdAt().plus(GIVE_UP))) {
        giveUp(delivery, e.getMessage());
      } else {
        LOG.warn(
            "Alert {} was not taken by {}: {}",
            delivery.message().alertId(),
            delivery.channel(),
            e.getMessage());
        Instant next = now.plus(pause(delivery.attempts()));
        store.failed(delivery.id(), Optional.of(next), e.getMessage());
      }
      return false;
    }
  }

  static Duration pause(int attempts) {
    Duration pause = FIRST.multipliedBy(1L << Math.min(attempts, 20));
    return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
  }

  private void giveUp(Delivery delivery, String error) {
    store.failed(delivery.id(), Optional.empty(), error);
    events.record(
        EventDraft.of(
            EventTypes.ALERT_UNDELIVERED,
            "alert_desk",
            Severity.ERROR,
            Map.of(
                "id", delivery.message().alertId(),
                "channel", delivery.channel(),
                "error", error)));
  }
}

package io.orchestrator.domain.port;

import io.orchestrator.domain.alert.Alert;
import io.orchestrator.domain.alert.AlertMessage;
import io.orchestrator.domain.event.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Alerts and what is still to be told of them; it survives a restart. Blocking. */
public interface AlertStore {
  /**
   * One message to one channel.
   *
   * @param attempts that failed so far
   */
  record Delivery(
      String id, String channel, AlertMessage message, Instant createdAt, int attempts) {}

  /**
   * @param state empty: any; likewise the others
   * @param before only alerts whose newest event is older than this seq: the cursor
   */
  record Query(
      Optional<Alert.State> state, Optional<Severity> minimum, Optional<Long> before, int limit) {}

  /** Seq of the last event that was judged; empty: none ever was. */
  Optional<Long> position();

  /** The latest alert of a key, resolved or not. */
  Optional<Alert> latest(String key);

  Optional<Alert> find(String id);

  /** Newest first. */
  List<Alert> list(Query query);

  /** Open ones whose escalation is due. */
  List<Alert> toEscalate(Instant now);

  /** Notes that everything up to this event was judged. */
  void judged(long seq);

  /** All of it or nothing: position, alert, and what is to be told. */
  void judged(long seq, Alert alert, List<Delivery> deliveries);

  /** As above, for a change that no event caused. */
  void save(Alert alert, List<Delivery> deliveries);

  /** Deliveries that are due, the oldest first. */
  List<Delivery> due(Instant now, int limit);

  void delivered(String deliveryId);

  /**
   * @param nextAt empty: it is given up
   */
  void failed(String deliveryId, Optional<Instant> nextAt, String error);

  /** How many wait. */
  long waiting();
}

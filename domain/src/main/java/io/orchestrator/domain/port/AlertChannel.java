package io.orchestrator.domain.port;

import io.orchestrator.domain.alert.AlertMessage;
import io.orchestrator.domain.event.Severity;

/** A way out of the house for alerts. Blocking. */
public interface AlertChannel {
  /** {@code webhook}, {@code email}, … */
  String name();

  /** Milder alerts do not go this way. */
  Severity minimumSeverity();

  /**
   * Returns when the other side has taken it.
   *
   * @throws DeliveryException it did not; the message holds no secret
   */
  void send(AlertMessage message);

  /** Not delivered; it may be tried again. */
  final class DeliveryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DeliveryException(String message) {
      super(message);
    }
  }
}

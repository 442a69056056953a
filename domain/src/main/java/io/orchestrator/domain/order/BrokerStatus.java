package io.orchestrator.domain.order;

/** What the broker's many status words mean for us. Fills never follow from a word. */
public enum BrokerStatus {
  LIVE,
  FILLED,
  CANCELLED,
  /** Held or rejected; only an error message or the list of completed orders ends the order. */
  INACTIVE;

  /** An unknown word is {@link #LIVE}: an order is never closed by a word that we do not know. */
  public static BrokerStatus of(String word) {
    return switch (word) {
      case "Filled" -> FILLED;
      case "Cancelled", "ApiCancelled" -> CANCELLED;
      case "Inactive" -> INACTIVE;
      default -> LIVE;
    };
  }
}

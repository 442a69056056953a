package io.orchestrator.domain.order;

/**
 * Our name of an order, derived and never random, so that the same intention has the same name
 * after any crash: {@code <workflow id>/<step>/<index>} or {@code manual/<idempotency key>}. It
 * travels as the broker's {@code orderRef}, by which it is found again.
 */
public record ClientOrderId(String value) implements Comparable<ClientOrderId> {
  private static final int MAX_LENGTH = 100;

  public ClientOrderId {
    if (value == null || !allowed(value)) {
      throw new IllegalArgumentException(
          "a client order id is 1 to 100 of A-Z a-z 0-9 . _ / -, was '" + value + "'");
    }
  }

  /** Without a regular expression: each word of the broker's about an order comes through here. */
  private static boolean allowed(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean other = (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '/' || c == '-';
      if (!letter && !other) {
        return false;
      }
    }
    return !value.isEmpty() && value.length() <= MAX_LENGTH;
  }

  public static ClientOrderId of(String workflowId, String step, int index) {
    return new ClientOrderId(workflowId + "/" + step + "/" + index);
  }

  @Override
  public int compareTo(ClientOrderId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}

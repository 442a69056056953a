package io.orchestrator.domain.order;

import java.util.regex.Pattern;

/**
 * Our name of an order, derived and never random, so that the same intention has the same name
 * after any crash: {@code <workflow id>/<step>/<index>} or {@code manual/<idempotency key>}. It
 * travels as the broker's {@code orderRef}, by which it is found again.
 */
public record ClientOrderId(String value) implements Comparable<ClientOrderId> {
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9._/\\-]{1,100}");

  public ClientOrderId {
    if (value == null || !SHAPE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a client order id is 1 to 100 of A-Z a-z 0-9 . _ / -, was '" + value + "'");
    }
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

package io.orchestrator.adapters.ibkr;

import io.orchestrator.domain.port.BrokerGateway.BrokerEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Collects events and waits for them. */
final class Events implements Consumer<BrokerEvent> {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private final List<BrokerEvent> all = new ArrayList<>();

  @Override
  public synchronized void accept(BrokerEvent event) {
    all.add(event);
    notifyAll();
  }

  synchronized List<BrokerEvent> all() {
    return List.copyOf(all);
  }

  synchronized void clear() {
    all.clear();
  }

  synchronized <E extends BrokerEvent> List<E> of(Class<E> type) {
    return all.stream().filter(type::isInstance).map(type::cast).toList();
  }

  <E extends BrokerEvent> E await(Class<E> type) {
    return await(type, e -> true);
  }

  synchronized <E extends BrokerEvent> E await(Class<E> type, Predicate<E> wanted) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      for (BrokerEvent event : all) {
        if (type.isInstance(event) && wanted.test(type.cast(event))) {
          return type.cast(event);
        }
      }
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError("no " + type.getSimpleName() + " came; came " + all);
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}

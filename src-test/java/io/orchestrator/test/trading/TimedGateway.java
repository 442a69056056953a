package io.orchestrator.test.trading;

import io.orchestrator.domain.port.BrokerGateway;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Notes when the adapter came back from its calls; can keep the broker's words from the desk. */
final class TimedGateway implements InvocationHandler {

  final Map<String, Long> placedNanos = new ConcurrentHashMap<>();
  final AtomicInteger cancels = new AtomicInteger();
  private final Map<String, Integer> cancelsBefore = new ConcurrentHashMap<>();
  volatile long lastCancelNanos;

  /** Since the last {@link #forgetSyncs}: first asked, and how often. */
  volatile long syncAskedNanos;

  final AtomicInteger syncs = new AtomicInteger();

  /** From asking to the broker's last word, all syncs together. */
  final AtomicLong answeringNanos = new AtomicLong();

  private volatile long lastAskedNanos;
  volatile boolean deaf;
  private BrokerGateway adapter;

  BrokerGateway around(BrokerGateway real) {
    adapter = real;
    return (BrokerGateway)
        Proxy.newProxyInstance(
            BrokerGateway.class.getClassLoader(), new Class<?>[] {BrokerGateway.class}, this);
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    Object[] passed = arguments;
    switch (method.getName()) {
      case "start" -> {
        @SuppressWarnings("unchecked") // The port's own type of that one argument.
        var listener = (Consumer<BrokerGateway.BrokerEvent>) arguments[0];
        Consumer<BrokerGateway.BrokerEvent> hearing = event -> hear(listener, event);
        passed = new Object[] {hearing};
      }
      case "requestSync" -> {
        lastAskedNanos = System.nanoTime();
        if (syncs.getAndIncrement() == 0) {
          syncAskedNanos = lastAskedNanos;
        }
      }
      default -> {
        // Nothing to note before the call.
      }
    }
    Object result;
    try {
      result = method.invoke(adapter, passed);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    long now = System.nanoTime();
    switch (method.getName()) {
      case "place" -> {
        String ref = ((BrokerGateway.Ticket) arguments[0]).orderRef();
        cancelsBefore.put(ref, cancels.get());
        placedNanos.put(ref, now);
      }
      case "cancel" -> {
        cancels.incrementAndGet();
        lastCancelNanos = now;
      }
      default -> {
        // Nothing to note behind it.
      }
    }
    return result;
  }

  /** Cancels that were written before this order. */
  int cancelsBefore(String orderRef) {
    return cancelsBefore.get(orderRef);
  }

  void forgetSyncs() {
    syncs.set(0);
    answeringNanos.set(0);
  }

  private void hear(Consumer<BrokerGateway.BrokerEvent> listener, BrokerGateway.BrokerEvent event) {
    if (event instanceof BrokerGateway.SyncFinished) {
      answeringNanos.addAndGet(System.nanoTime() - lastAskedNanos);
    }
    if (!deaf) {
      listener.accept(event);
    }
  }
}

package io.orchestrator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Orders at a fixed rate, whatever the answers take: the time of an answer counts from the moment
 * at which its order was due. Two sets of names are bought and sold in turn, each sold one turn
 * after it was bought, so that no order meets an own one. Where twice the messages are more than
 * that brings, orders far from the market are placed and taken back.
 */
final class StressLoad {
  private static final List<List<String>> NAMES =
      List.of(List.of("AAPL", "MSFT"), List.of("GOOGL", "AMZN"));
  private static final Duration TURN = Duration.ofSeconds(5);
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(60);

  /** Decided, sent, acknowledged, filled and the report of the fill. */
  private static final int MESSAGES_OF_A_FILL = 4;

  /** Decided, sent, acknowledged, asked back, taken back. */
  private static final int MESSAGES_OF_A_CANCEL = 5;

  private static final double FAR_BELOW = 0.97;

  private final ApiClient client;
  private final StressPeak target;
  private final Duration duration;
  private final Queue<Double> millis = new ConcurrentLinkedQueue<>();
  private final Queue<String> refusals = new ConcurrentLinkedQueue<>();
  private final AtomicInteger answered = new AtomicInteger();

  StressLoad(ApiClient client, StressPeak target, Duration duration) {
    this.client = client;
    this.target = target;
    this.duration = duration;
  }

  /** An order, and whether it is taken back. */
  private record Wish(Map<String, Object> order, boolean back) {}

  StressReport run() {
    List<Wish> wishes = wishes();
    long pause = duration.toNanos() / wishes.size();
    long start = System.nanoTime();
    try (ExecutorService sending = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < wishes.size(); i++) {
        long due = start + i * pause;
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        Wish wish = wishes.get(i);
        String key = "stress-" + i;
        sending.submit(() -> send(wish, key, due));
      }
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    return report(wishes.size(), took);
  }

  private List<Wish> wishes() {
    double minutes = duration.toMillis() / 60_000.0;
    int orders = (int) Math.max(1, Math.ceil(target.orders() * minutes));
    double missing = target.messages() * minutes - (double) MESSAGES_OF_A_FILL * orders;
    int taken = (int) Math.max(0, Math.ceil(missing / MESSAGES_OF_A_CANCEL));
    long quantity = Math.max(1, Math.ceilDiv(target.shares(), Math.max(1, target.orders())));
    double price = taken == 0 ? 0 : farPrice();
    List<Wish> wishes = new ArrayList<>();
    int all = orders + taken;
    for (int i = 0; i < all; i++) {
      boolean back = (long) (i + 1) * taken / all > (long) i * taken / all;
      wishes.add(back ? far(price) : fill(i, all, quantity));
    }
    return wishes;
  }

  private Wish fill(int i, int all, long quantity) {
    long turn = duration.toMillis() * i / all / TURN.toMillis();
    List<String> names = NAMES.get((int) (turn % 2));
    Map<String, Object> order = new LinkedHashMap<>();
    order.put("symbol", names.get(i % names.size()));
    order.put("side", turn % 4 < 2 ? "buy" : "sell");
    order.put("quantity", quantity);
    return new Wish(order, false);
  }

  /** In a name that nothing else trades in. */
  private Wish far(double price) {
    Map<String, Object> order = new LinkedHashMap<>();
    order.put("symbol", "SPY");
    order.put("side", "buy");
    order.put("quantity", 1);
    order.put("limit_price", String.format(Locale.ROOT, "%.2f", price));
    return new Wish(order, true);
  }

  private double farPrice() {
    JsonNode quote =
        client.get("/api/market/quotes?symbols=SPY").body().path("quotes").path(0).path("bid");
    return quote.asDouble() * FAR_BELOW;
  }

  private void send(Wish wish, String key, long due) {
    try {
      client.post("/api/orders", wish.order(), Map.of("Idempotency-Key", key));
      millis.add((System.nanoTime() - due) / 1e6);
      answered.incrementAndGet();
      if (wish.back()) {
        client.delete("/api/orders/" + ApiClient.encode("manual/" + key));
      }
    } catch (CliFailure e) {
      refusals.add(e.getMessage().lines().findFirst().orElse(""));
    }
  }

  private StressReport report(int wanted, Duration took) {
    Instant deadline = Instant.now().plus(ENDS_WITHIN);
    while (!client.get("/api/orders?open=true&limit=1").body().path("orders").isEmpty()
        && Instant.now().isBefore(deadline)) {
      StressNode.pause();
    }
    boolean open = !client.get("/api/orders?open=true&limit=1").body().path("orders").isEmpty();
    StressPeak reached = StressPeak.of(client, Instant.now());
    double[] sorted = millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    String state = client.get("/api/system/status").body().path("state").asText();
    boolean equal = client.get("/api/portfolio").body().path("reconciled").asBoolean();
    int unknown =
        client.get("/api/system/events?type=order_unknown&limit=1").body().path("events").size();
    return new StressReport(
        wanted,
        answered.get(),
        List.copyOf(refusals),
        took,
        percentile(sorted, 0.5),
        percentile(sorted, 0.99),
        sorted.length == 0 ? 0 : sorted[sorted.length - 1],
        reached,
        open,
        unknown > 0,
        equal,
        state);
  }

  static double percentile(double[] sorted, double share) {
    return sorted.length == 0
        ? 0
        : sorted[(int) Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  }
}

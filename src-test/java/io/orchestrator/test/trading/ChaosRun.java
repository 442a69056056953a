package io.orchestrator.test.trading;

import io.orchestrator.adapters.simulator.gateway.Faults;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import io.orchestrator.test.process.Conditions;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Random orders while the gateway does everything that gateways do; all by one seed. */
final class ChaosRun {
  private static final List<String> SYMBOLS =
      List.of("AAPL", "MSFT", "GOOGL", "AMZN", "SPY", "NVDA", "JPM", "XOM");

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int UNANSWERED_MAX = 40;

  private final TradingFloor floor;
  private final Random random;
  private final Faults faults;
  private final Map<String, OrderRequest> wishes = new LinkedHashMap<>();
  private final List<CompletableFuture<OrderView>> answers = new ArrayList<>();
  final Map<String, Integer> disturbances = new TreeMap<>();
  private int restoreAt = -1;
  private boolean upstreamDown;

  ChaosRun(TradingFloor floor, long seed) {
    this.floor = floor;
    this.random = new Random(seed);
    this.faults = floor.simulator.gateway().faults();
  }

  /** Every wish by its name. */
  Map<String, OrderRequest> wishes() {
    return wishes;
  }

  void trade(int orders) {
    for (int i = 0; i < orders; i++) {
      if (i == restoreAt) {
        restore();
      }
      if (random.nextInt(7) == 0 && restoreAt < i) {
        disturb(i);
      }
      OrderRequest wish = wish(i);
      wishes.put(wish.clientOrderId().value(), wish);
      answers.add(floor.trading.submit(wish, PATIENCE).toCompletableFuture());
      if (random.nextInt(12) == 0) {
        String some = List.copyOf(wishes.keySet()).get(random.nextInt(wishes.size()));
        floor.trading.cancel(new ClientOrderId(some), "chaos");
      }
      boolean held = restoreAt > i;
      Conditions.await(
          "answers to orders",
          PATIENCE,
          () -> held || answers.stream().filter(a -> !a.isDone()).count() < UNANSWERED_MAX);
    }
  }

  private OrderRequest wish(int number) {
    Symbol symbol = Symbol.of(SYMBOLS.get(random.nextInt(SYMBOLS.size())));
    // One side to a name: the gate refuses an entry that would meet an own working order.
    Side side = SYMBOLS.indexOf(symbol.value()) % 2 == 0 ? Side.BUY : Side.SELL;
    boolean market = random.nextBoolean();
    double distance = (random.nextBoolean() ? 0.01 : -0.002) * (side == Side.BUY ? 1 : -1);
    double mid = floor.simulator.market().quote(symbol).mid();
    BigDecimal limit = BigDecimal.valueOf(mid * (1 + distance)).setScale(2, RoundingMode.HALF_EVEN);
    return new OrderRequest(
        new ClientOrderId("chaos/order/" + number),
        symbol,
        side,
        1 + random.nextInt(200),
        market ? OrderType.MARKET : OrderType.LIMIT,
        market ? Optional.empty() : Optional.of(limit),
        TimeInForce.DAY,
        "chaos",
        "workflow:chaos");
  }

  private void disturb(int now) {
    int until = now + 1 + random.nextInt(12);
    String what =
        switch (random.nextInt(14)) {
          case 0 -> {
            faults.delay(Duration.ofMillis(1 + random.nextInt(30)));
            restoreAt = until;
            yield "delay";
          }
          case 1 -> {
            faults.cutAfterBytes(1 + random.nextInt(3_000));
            yield "cut";
          }
          case 2 -> {
            faults.halfFrameNext();
            yield "half frame";
          }
          case 3 -> {
            faults.freeze();
            restoreAt = until;
            yield "freeze";
          }
          case 4 -> {
            faults.rejectNextOrder(201, "Order rejected - reason: chaos");
            yield "reject";
          }
          case 5 -> {
            faults.loseNextAcknowledgement();
            yield "lost acknowledgement";
          }
          case 6 -> {
            faults.dropOnNextOrder(Faults.Drop.BEFORE_BOOKING);
            yield "drop before booking";
          }
          case 7 -> {
            faults.dropOnNextOrder(Faults.Drop.AFTER_BOOKING);
            yield "drop after booking";
          }
          case 8 -> {
            faults.duplicateStatus(true);
            restoreAt = until;
            yield "status twice";
          }
          case 9 -> {
            faults.omitStatus(true);
            restoreAt = until;
            yield "no status";
          }
          case 10 -> {
            faults.nextValidIdBack(1 + random.nextInt(50));
            floor.simulator.gateway().disconnectAll();
            restoreAt = until;
            yield "id goes back";
          }
          case 11 -> {
            faults.upstreamLost();
            upstreamDown = true;
            restoreAt = until;
            yield "1100";
          }
          case 12 -> {
            floor.simulator.gateway().disconnectAll();
            yield "disconnect";
          }
          default -> {
            floor.restart();
            yield "desk restarts";
          }
        };
    disturbances.merge(what, 1, Integer::sum);
  }

  private void restore() {
    faults.delay(Duration.ZERO);
    faults.thaw();
    faults.duplicateStatus(false);
    faults.omitStatus(false);
    faults.nextValidIdBack(0);
    if (upstreamDown) {
      upstreamDown = false;
      faults.upstreamRestored(random.nextBoolean());
    }
  }

  /** Everything works again; each wish is repeated, what works is cancelled, the books settle. */
  void calmDown() {
    restore();
    faults.clear();
    floor.restart();
    floor.reconciled();
    wishes.values().forEach(this::answered);
    Conditions.await(
        "the end of all orders",
        PATIENCE,
        () -> {
          List<OrderView> open = TradingFloor.get(floor.trading.orders(true, 10_000));
          open.forEach(order -> floor.trading.cancel(order.clientOrderId(), "the end"));
          return open.isEmpty();
        });
    floor.reconciled();
  }

  private void answered(OrderRequest wish) {
    try {
      TradingFloor.get(floor.trading.submit(wish, PATIENCE));
    } catch (RefusedException e) {
      throw new AssertionError("repeat of " + wish + " was refused: " + e.refusal(), e);
    }
  }
}

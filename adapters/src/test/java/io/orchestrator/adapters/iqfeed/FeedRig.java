package io.orchestrator.adapters.iqfeed;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.orchestrator.adapters.simulator.iqfeed.FeedFaults;
import io.orchestrator.adapters.simulator.iqfeed.SimulatedIqFeed;
import io.orchestrator.adapters.simulator.iqfeed.SimulatedIqFeedSettings;
import io.orchestrator.adapters.simulator.market.SimulatedMarket;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.port.IntervalBars;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Servers and a client with every port in use: two symbols, bars, depth, history. */
final class FeedRig implements AutoCloseable {
  static final Symbol WATCHED = Symbol.of("AAPL");
  static final Symbol SECOND = Symbol.of("MSFT");
  static final Symbol OTHER = Symbol.of("GOOGL");
  static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofSeconds(25);

  final SimulatedIqFeed servers;
  final IqFeedClient client;
  final EventRecorder events = new EventRecorder();
  final BarRecorder bars = new BarRecorder();
  final DepthRecorder depths = new DepthRecorder();

  static FeedRig start(SimulatedMarket market) {
    try {
      return new FeedRig(
          SimulatedIqFeed.start(market, SimulatedIqFeedSettings.DEFAULT.onFreePorts()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FeedRig(SimulatedIqFeed servers) {
    this.servers = servers;
    this.client =
        new IqFeedClient(
            IqFeedSettings.DEFAULT
                .withPorts(
                    servers.levelOnePort(),
                    servers.lookupPort(),
                    servers.adminPort(),
                    servers.derivativesPort(),
                    servers.depthPort())
                .withTimes(
                    Duration.ofMillis(2500),
                    REQUEST_TIMEOUT,
                    Duration.ofSeconds(3),
                    Duration.ofMillis(50)));
    client.events().subscribe(events);
    client.start();
    client.watch(Set.of(WATCHED, SECOND));
    client
        .intervalBars()
        .orElseThrow()
        .watch(new IntervalBars.Query(WATCHED, Duration.ofSeconds(1), 5), bars);
    client.depth().orElseThrow().watch(WATCHED, depths);
  }

  FeedFaults faults() {
    return servers.faults();
  }

  /** Everything that was asked for before comes, on every port. */
  void awaitWhole() {
    await("Level 1 is up", () -> client.probe().reachable());
    events.forget();
    events.awaitQuote(WATCHED);
    events.awaitQuote(SECOND);
    bars.awaitMore(3);
    depths.awaitWhole();
    awaitServerState("Connected");
    await("history", () -> history(WATCHED).join().equals("bars"));
  }

  void awaitServerState(String state) {
    await(state, () -> client.serverState().filter(state::equals).isPresent());
  }

  /** {@code bars}, or the code of the refusal. */
  CompletableFuture<String> history(Symbol symbol) {
    return client
        .history(symbol, Timeframe.M1, 50)
        .toCompletableFuture()
        .handle((found, failure) -> failure == null ? checked(found) : code(failure));
  }

  private static String checked(List<Bar> found) {
    var starts = new HashSet<>();
    for (int i = 0; i < found.size(); i++) {
      assertTrue(starts.add(found.get(i).start()), "a bar came twice");
      assertTrue(
          i == 0 || found.get(i).start().isAfter(found.get(i - 1).start()), "bars out of order");
    }
    return "bars";
  }

  private static String code(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof RefusedException refused
        ? refused.refusal().code()
        : String.valueOf(cause);
  }

  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        fail("waited in vain: " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  @Override
  public void close() {
    client.close();
    servers.close();
  }
}

package io.orchestrator.actors.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.api.StrategyVersions;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.port.StrategyStore;
import io.orchestrator.domain.strategy.Review;
import io.orchestrator.domain.strategy.Stage;
import io.orchestrator.domain.strategy.StrategyEvent;
import io.orchestrator.domain.strategy.StrategyLimits;
import io.orchestrator.domain.strategy.StrategyLine;
import io.orchestrator.domain.strategy.StrategyLine.Pace;
import io.orchestrator.domain.strategy.VersionEvidence;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class StrategyRegisterTest {
  private static final Instant NOW = Instant.parse("2024-01-25T21:00:00Z");
  private static final StrategyLimits LIMITS = new StrategyLimits(5, 1e4, 20, 5e4, 2e3);

  private final Table table = new Table();
  private final List<EventDraft> told = new ArrayList<>();
  private final StrategyVersions register = register(table);

  private StrategyVersions register(StrategyStore store) {
    Events events =
        (Events)
            Proxy.newProxyInstance(
                Events.class.getClassLoader(),
                new Class<?>[] {Events.class},
                (proxy, method, arguments) -> {
                  assertEquals("record", method.getName());
                  told.add((EventDraft) arguments[0]);
                  return null;
                });
    return new StrategyRegister(
        List.of("momentum"), store, events, new Pace(1, 1), () -> NOW, Runnable::run);
  }

  /** As the table behaves: who is behind appends nothing. */
  private static final class Table implements StrategyStore {
    private final Map<String, List<StrategyEvent>> rows = new HashMap<>();
    private int losses;

    @Override
    public List<String> names() {
      return rows.keySet().stream().sorted().toList();
    }

    @Override
    public List<StrategyEvent> events(String name) {
      return List.copyOf(rows.getOrDefault(name, List.of()));
    }

    @Override
    public boolean append(String name, long behind, List<StrategyEvent> events) {
      if (losses > 0) {
        losses--;
        return false;
      }
      assertEquals(behind, events(name).size());
      rows.computeIfAbsent(name, n -> new ArrayList<>()).addAll(events);
      return true;
    }
  }

  private static <T> T now(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private static String code(CompletionStage<?> stage) {
    var e = assertThrows(CompletionException.class, () -> now(stage));
    return ((RefusedException) e.getCause()).refusal().code();
  }

  private CompletionStage<StrategyLine> add(String run) {
    var evidence =
        new VersionEvidence(1.4, 0.97, 1.1, 0.01, 0.1, "2024-01-24", "ab", "a.html", List.of());
    return register.add(
        "momentum", run, Map.of("lookback", 9.0), List.of("SPY"), evidence, LIMITS, "ann");
  }

  @Test
  void everyChangeIsKeptAndTold() {
    now(add("w-1"));
    now(register.promote("momentum", 1, Optional.empty(), "good", "bob"));
    var drift = new Review(1, -0.05, -5, 0.05, -50, Optional.of("far below"), NOW);
    StrategyLine line = now(register.review("momentum", 1, drift, true, "review"));
    assertEquals(Stage.RETIRED, line.versions().get(1).stage());
    assertEquals(
        List.of(
            EventTypes.STRATEGY_VERSION_ADDED,
            EventTypes.STRATEGY_PROMOTED,
            EventTypes.STRATEGY_REVIEWED,
            EventTypes.STRATEGY_ROLLED_BACK),
        told.stream().map(EventDraft::type).toList());
    assertEquals("shadow", told.get(1).data().get("to"));
    assertEquals(line, now(register.find("momentum")));
    assertEquals(4, now(register.history("momentum")).size());
  }

  @Test
  void whatIsRefusedChangesNothing() {
    assertEquals("strategy.unknown", code(register.find("nothing")));
    assertEquals(
        "strategy.unknown_version",
        code(register.promote("momentum", 7, Optional.empty(), "", "bob")));
    assertEquals("strategy.nothing_to_roll_back", code(register.rollback("momentum", "", "bob")));
    assertEquals(List.of(), now(register.history("momentum")));
    assertEquals(List.of(), told);
  }

  @Test
  void aLostRaceIsDecidedAgainAndAHopelessOneRefused() {
    table.losses = 3;
    assertEquals(1, now(add("w-1")).versions().size());
    assertEquals(1, told.size());
    table.losses = Integer.MAX_VALUE;
    assertEquals("strategy.busy", code(add("w-2")));
  }

  @Test
  void strategiesWithoutVersionsAreListedToo() {
    assertEquals(List.of(StrategyLine.of("momentum")), now(register.all()));
  }
}

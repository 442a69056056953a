package io.orchestrator.actors.strategy;

import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.api.StrategyVersions;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.port.StrategyStore;
import io.orchestrator.domain.strategy.Review;
import io.orchestrator.domain.strategy.StrategyEvent;
import io.orchestrator.domain.strategy.StrategyEvent.Promoted;
import io.orchestrator.domain.strategy.StrategyEvent.Reviewed;
import io.orchestrator.domain.strategy.StrategyEvent.RolledBack;
import io.orchestrator.domain.strategy.StrategyEvent.VersionAdded;
import io.orchestrator.domain.strategy.StrategyLimits;
import io.orchestrator.domain.strategy.StrategyLine;
import io.orchestrator.domain.strategy.StrategyLine.Decision;
import io.orchestrator.domain.strategy.StrategyLine.Pace;
import io.orchestrator.domain.strategy.VersionEvidence;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * {@link StrategyVersions} on a table, the same on every node: a change is decided on what was read
 * and appended only if nobody else appended meanwhile, else decided again.
 */
public final class StrategyRegister implements StrategyVersions {
  private static final int ATTEMPTS = 20;

  private final List<String> known;
  private final StrategyStore store;
  private final Events events;
  private final Pace pace;
  private final InstantSource clock;
  private final Executor blocking;

  /**
   * @param known names of strategies that there are
   * @param clock wall time
   */
  public StrategyRegister(
      List<String> known,
      StrategyStore store,
      Events events,
      Pace pace,
      InstantSource clock,
      Executor blocking) {
    this.known = List.copyOf(known);
    this.store = store;
    this.events = events;
    this.pace = pace;
    this.clock = clock;
    this.blocking = blocking;
  }

  @Override
  public CompletionStage<List<StrategyLine>> all() {
    return later(
        () -> {
          var names = new TreeSet<>(known);
          names.addAll(store.names());
          return names.stream().map(this::read).toList();
        });
  }

  @Override
  public CompletionStage<StrategyLine> find(String name) {
    return later(
        () -> {
          require(name);
          return read(name);
        });
  }

  @Override
  public CompletionStage<List<StrategyEvent>> history(String name) {
    return later(
        () -> {
          require(name);
          return store.events(name);
        });
  }

  private <T> CompletionStage<T> later(java.util.function.Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, blocking);
  }

  private StrategyLine read(String name) {
    return StrategyLine.of(name, store.events(name));
  }

  private void require(String name) {
    if (!known.contains(name) && !store.names().contains(name)) {
      throw new Refusal(
              "strategy.unknown", 404, "there is no strategy '" + name + "'", "known are " + known)
          .asException();
    }
  }

  @Override
  public CompletionStage<StrategyLine> add(
      String name,
      String run,
      Map<String, Double> parameters,
      List<String> symbols,
      VersionEvidence evidence,
      StrategyLimits limits,
      String by) {
    return change(
        name, line -> line.add(run, parameters, symbols, evidence, limits, by, clock.instant()));
  }

  @Override
  public CompletionStage<StrategyLine> promote(
      String name, int version, Optional<StrategyLimits> limits, String reason, String by) {
    return change(name, line -> line.promote(version, limits, pace, reason, by, clock.instant()));
  }

  @Override
  public CompletionStage<StrategyLine> rollback(String name, String reason, String by) {
    return change(name, line -> line.rollback(reason, by, clock.instant()));
  }

  @Override
  public CompletionStage<StrategyLine> review(
      String name, int version, Review seen, boolean automatic, String by) {
    return change(name, line -> line.review(version, seen, pace, automatic, by, clock.instant()));
  }

  private CompletionStage<StrategyLine> change(
      String name, Function<StrategyLine, Decision> decide) {
    return later(
        () -> {
          require(name);
          for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            StrategyLine line = read(name);
            Decision decision = decide.apply(line);
            decision
                .refusal()
                .ifPresent(
                    refusal -> {
                      throw refusal.asException();
                    });
            if (store.append(name, line.events(), decision.events())) {
              for (StrategyEvent event : decision.events()) {
                line = line.evolve(event);
                tell(name, event);
              }
              return line;
            }
          }
          throw new Refusal(
                  "strategy.busy",
                  503,
                  name + " is changed by others all the time",
                  "try again in a moment")
              .asException();
        });
  }

  private void tell(String name, StrategyEvent event) {
    var data = new TreeMap<String, Object>();
    data.put("strategy", name);
    String type =
        switch (event) {
          case VersionAdded e -> {
            data.put("version", e.version());
            data.put("parameters", e.parameters());
            data.put("deflated_sharpe", e.evidence().deflatedSharpe());
            data.put("against", e.evidence().against());
            data.put("by", e.by());
            yield EventTypes.STRATEGY_VERSION_ADDED;
          }
          case Promoted e -> {
            data.put("version", e.version());
            data.put("from", e.from().wireName());
            data.put("to", e.to().wireName());
            data.put("reason", e.reason());
            data.put("by", e.by());
            yield EventTypes.STRATEGY_PROMOTED;
          }
          case RolledBack e -> {
            data.put("version", e.version());
            data.put("from", e.from().wireName());
            data.put("restored", e.restored());
            data.put("reason", e.reason());
            data.put("by", e.by());
            yield EventTypes.STRATEGY_ROLLED_BACK;
          }
          case Reviewed e -> {
            data.put("version", e.version());
            data.put("stage", e.stage().wireName());
            data.put("days", e.days());
            data.put("z", e.z());
            data.put("drawdown", e.drawdown());
            data.put("profit", e.profit());
            data.put("drift", e.drift().orElse(null));
            yield EventTypes.STRATEGY_REVIEWED;
          }
        };
    Severity severity = event instanceof RolledBack ? Severity.WARNING : Severity.INFO;
    events.record(EventDraft.of(type, "strategies", severity, data));
  }
}

package io.orchestrator.domain.strategy;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.strategy.StrategyEvent.Promoted;
import io.orchestrator.domain.strategy.StrategyEvent.Reviewed;
import io.orchestrator.domain.strategy.StrategyEvent.RolledBack;
import io.orchestrator.domain.strategy.StrategyEvent.VersionAdded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All versions of one strategy. At most one is champion and at most one under way to become it; the
 * champion has what capital the other does not.
 *
 * @param events how many made it
 */
public record StrategyLine(String name, Map<Integer, StrategyVersion> versions, long events) {

  /**
   * @param shadowDays closes on paper before capital is given
   * @param stageDays closes at each share of capital before the next
   */
  public record Pace(int shadowDays, int stageDays) {
    public static final Pace DEFAULT = new Pace(20, 20);

    int daysOf(Stage stage) {
      return stage == Stage.SHADOW ? shadowDays : stageDays;
    }
  }

  /** Events, or why there are none. */
  public record Decision(List<StrategyEvent> events, Optional<Refusal> refusal) {
    static Decision of(StrategyEvent... events) {
      return new Decision(List.of(events), Optional.empty());
    }

    static Decision refused(String code, int status, String detail, String advice) {
      return new Decision(List.of(), Optional.of(new Refusal(code, status, detail, advice)));
    }
  }

  public StrategyLine {
    versions = new TreeMap<>(versions);
  }

  public static StrategyLine of(String name) {
    return new StrategyLine(name, Map.of(), 0);
  }

  public static StrategyLine of(String name, List<StrategyEvent> events) {
    StrategyLine line = of(name);
    for (StrategyEvent event : events) {
      line = line.evolve(event);
    }
    return line;
  }

  public Optional<StrategyVersion> champion() {
    return versions.values().stream().filter(v -> v.stage() == Stage.CHAMPION).findFirst();
  }

  public Optional<StrategyVersion> underWay() {
    return versions.values().stream().filter(v -> v.stage().underWay()).findFirst();
  }

  /** Share of the strategy's capital that a version trades now, 0 to 1. */
  public double capital(StrategyVersion v) {
    double taken = underWay().map(u -> u.stage().capital()).orElse(0.0);
    return v.stage() == Stage.CHAMPION ? 1 - taken : v.stage().capital();
  }

  /** The version of a run; the same run adds one only once. */
  public Optional<StrategyVersion> ofRun(String run) {
    return versions.values().stream().filter(v -> v.run().equals(run)).findFirst();
  }

  public Decision add(
      String run,
      Map<String, Double> parameters,
      List<String> symbols,
      VersionEvidence evidence,
      StrategyLimits limits,
      String by,
      Instant now) {
    if (ofRun(run).isPresent()) {
      return Decision.of();
    }
    int number = 1 + versions.keySet().stream().mapToInt(v -> v).max().orElse(0);
    return Decision.of(
        new VersionAdded(number, run, parameters, symbols, evidence, limits, by, now));
  }

  /**
   * One stage on.
   *
   * @param given limits that replace those of the version, where they are given
   */
  public Decision promote(
      int number,
      Optional<StrategyLimits> given,
      Pace pace,
      String reason,
      String by,
      Instant now) {
    StrategyVersion v = versions.get(number);
    if (v == null) {
      return unknown(number);
    }
    StrategyLimits limits = given.orElse(v.limits());
    Optional<Decision> refused = against(v, limits, pace);
    if (refused.isPresent()) {
      return refused.get();
    }
    Stage next = v.stage().next().orElseThrow();
    return Decision.of(new Promoted(number, v.stage(), next, limits, reason, by, now));
  }

  private Decision unknown(int number) {
    return Decision.refused(
        "strategy.unknown_version",
        404,
        name + " has no version " + number + "; it has " + versions.keySet(),
        "look at /api/strategies/" + name);
  }

  private Optional<Decision> against(StrategyVersion v, StrategyLimits limits, Pace pace) {
    if (v.stage().next().isEmpty()) {
      return Optional.of(
          Decision.refused(
              "strategy.not_promotable",
              409,
              "version " + v.version() + " is " + v.stage().wireName(),
              "a retired version is found again by a search; a champion is where it can get"));
    }
    if (!v.evidence().against().isEmpty()) {
      return Optional.of(
          Decision.refused(
              "strategy.not_promotable",
              409,
              "version " + v.version() + ": " + String.join("; ", v.evidence().against()),
              "its evidence page says more; only a search that fulfils every rule may trade"));
    }
    if (!limits.missing().isEmpty()) {
      return Optional.of(
          Decision.refused(
              "strategy.limits_missing",
              409,
              "RTS 6 limits are missing: " + String.join(", ", limits.missing()),
              "give them with the promotion"));
    }
    if (v.symbols().size() > limits.maxInstruments()) {
      return Optional.of(
          Decision.refused(
              "strategy.limits_missing",
              409,
              v.symbols().size() + " instruments are above max_instruments",
              "search with fewer names, or give a higher limit"));
    }
    Optional<StrategyVersion> other = underWay().filter(u -> u.version() != v.version());
    if (other.isPresent()) {
      return Optional.of(
          Decision.refused(
              "strategy.other_under_way",
              409,
              "version " + other.get().version() + " is " + other.get().stage().wireName(),
              "wait for it, or roll it back first"));
    }
    return v.stage().underWay() ? tooEarly(v, pace) : Optional.empty();
  }

  private static Optional<Decision> tooEarly(StrategyVersion v, Pace pace) {
    int needed = pace.daysOf(v.stage());
    int seen = v.review().map(Review::days).orElse(0);
    if (seen < needed) {
      return Optional.of(
          Decision.refused(
              "strategy.too_early",
              409,
              "version %d was seen on %d of %d days as %s"
                  .formatted(v.version(), seen, needed, v.stage().wireName()),
              "run strategy_review after each close"));
    }
    return v.review()
        .flatMap(Review::drift)
        .map(why -> Decision.refused("strategy.drifted", 409, why, "roll it back"));
  }

  /** Takes back the version under way, else the champion; the one before comes back. */
  public Decision rollback(String reason, String by, Instant now) {
    Optional<StrategyVersion> back = underWay().or(this::champion);
    return back.map(v -> Decision.of(takenBack(v, reason, by, now)))
        .orElseGet(
            () ->
                Decision.refused(
                    "strategy.nothing_to_roll_back",
                    409,
                    "no version of " + name + " is promoted",
                    "look at /api/strategies/" + name));
  }

  private RolledBack takenBack(StrategyVersion v, String reason, String by, Instant now) {
    int restored =
        v.stage() == Stage.CHAMPION && versions.containsKey(v.replaced()) ? v.replaced() : 0;
    return new RolledBack(v.version(), v.stage(), restored, reason, by, now);
  }

  /**
   * Notes what was seen. Drift takes the version back; one that was seen long enough goes on.
   *
   * @param automatic whether it goes on by itself
   */
  public Decision review(
      int number, Review seen, Pace pace, boolean automatic, String by, Instant now) {
    StrategyVersion v = versions.get(number);
    if (v == null) {
      return unknown(number);
    }
    var events = new ArrayList<StrategyEvent>();
    events.add(
        new Reviewed(
            number,
            v.stage(),
            seen.days(),
            seen.meanReturn(),
            seen.z(),
            seen.drawdown(),
            seen.profit(),
            seen.drift(),
            now));
    boolean trades = v.stage().underWay() || v.stage() == Stage.CHAMPION;
    if (trades && seen.drift().isPresent()) {
      events.add(takenBack(v, "drift: " + seen.drift().get(), by, now));
    } else if (automatic && v.stage().underWay()) {
      StrategyLine after = evolve(events.getFirst());
      events.addAll(
          after.promote(number, Optional.empty(), pace, "seen long enough", by, now).events());
    }
    return new Decision(List.copyOf(events), Optional.empty());
  }

  public StrategyLine evolve(StrategyEvent event) {
    var next = new TreeMap<>(versions);
    switch (event) {
      case VersionAdded e -> next.put(e.version(), added(e));
      case Promoted e -> promoted(next, e);
      case RolledBack e -> {
        next.computeIfPresent(e.version(), (k, v) -> v.at(Stage.RETIRED, e.at()));
        next.computeIfPresent(e.restored(), (k, v) -> v.at(Stage.CHAMPION, e.at()));
      }
      case Reviewed e -> next.computeIfPresent(e.version(), (k, v) -> v.reviewed(e.review()));
    }
    return new StrategyLine(name, next, events + 1);
  }

  private static StrategyVersion added(VersionAdded e) {
    return new StrategyVersion(
        e.version(),
        e.run(),
        Map.copyOf(e.parameters()),
        List.copyOf(e.symbols()),
        e.evidence(),
        e.limits(),
        e.by(),
        e.at(),
        Stage.CHALLENGER,
        e.at(),
        0,
        Optional.empty());
  }

  private void promoted(Map<Integer, StrategyVersion> next, Promoted e) {
    int before = e.to() == Stage.CHAMPION ? champion().map(StrategyVersion::version).orElse(0) : 0;
    next.computeIfPresent(before, (k, v) -> v.at(Stage.RETIRED, e.at()));
    next.computeIfPresent(
        e.version(), (k, v) -> v.limited(e.limits()).at(e.to(), e.at()).replacing(before));
  }
}

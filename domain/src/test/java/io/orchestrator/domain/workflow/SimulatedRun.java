package io.orchestrator.domain.workflow;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * One run in virtual time: the rules, a host that dies and comes back, workers that fail, hang,
 * answer twice or too late, a world in which effects happen, and people who interfere. All of it
 * follows from the seed.
 */
final class SimulatedRun {
  static final Instant START = Instant.parse("2026-01-05T15:00:00Z");
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final long VALID_SECONDS = 120;
  private static final int MOST_EVENTS = 20_000;
  private static final RetryPolicy RETRY =
      new RetryPolicy(4, Duration.ofSeconds(1), 2, Duration.ofSeconds(30), 0.5);

  private record Due(Instant at, long number, Runnable action) implements Comparable<Due> {
    @Override
    public int compareTo(Due o) {
      return at.equals(o.at) ? Long.compare(number, o.number) : at.compareTo(o.at);
    }
  }

  final WorkflowDefinition definition;
  final List<WorkflowEvent> journal = new ArrayList<>();

  /** Effects that are in the world now, by step. */
  final Map<String, Integer> present = new HashMap<>();

  /** Effects that ever happened, by step. */
  final Map<String, Integer> ever = new HashMap<>();

  final List<String> violations = new ArrayList<>();

  private final SplittableRandom random;
  private final WorkflowRules rules;
  private final PriorityQueue<Due> agenda = new PriorityQueue<>();
  private Instant now = START;
  private long number;
  private Optional<WorkflowRun> run = Optional.empty();

  /** Of the host; what an earlier one had asked for or was told is lost. */
  private int incarnation;

  private Optional<DueWork> asked = Optional.empty();

  /** Whether this host has judged what an earlier one left; nothing is begun before. */
  private boolean awake = true;

  /** The code that is at work; the next waits until it is back. */
  private boolean busy;

  private Optional<Runnable> queued = Optional.empty();

  SimulatedRun(long seed) {
    random = new SplittableRandom(seed);
    definition = definition();
    rules = new WorkflowRules(definition);
  }

  private boolean chance(double p) {
    return random.nextDouble() < p;
  }

  private Duration seconds(int most) {
    return Duration.ofMillis(random.nextInt(most * 1000) + 1);
  }

  private WorkflowDefinition definition() {
    var steps = new ArrayList<StepDefinition>();
    int n = 1 + random.nextInt(6);
    for (int i = 0; i < n; i++) {
      Effect effect = Effect.values()[random.nextInt(Effect.values().length)];
      StepTraits traits = StepTraits.NONE;
      if (effect == Effect.PURE && chance(0.4)) {
        traits = traits.validFor("valid_seconds");
      }
      if (chance(0.1)) {
        traits = traits.onlyIf("never");
      }
      if (chance(0.2)) {
        traits =
            traits.after(
                new AwaitedSignal(
                    "approval", Duration.ofMinutes(10), SignalRole.OPERATOR, false, Set.of()));
      }
      steps.add(new StepDefinition("s" + i, effect, RETRY, TIMEOUT, true, true, traits));
    }
    return new WorkflowDefinition(WorkflowType.ANALYSIS_TO_TRADE, 1, steps, ParameterSchema.of());
  }

  /** Until the end of the run, or until nothing more can happen. */
  Optional<WorkflowRun> play() {
    Optional<Instant> deadline =
        chance(0.2) ? Optional.of(START.plus(seconds(400))) : Optional.empty();
    tell(
        new WorkflowCommand.Start(
            "wf",
            Map.of("valid_seconds", VALID_SECONDS),
            "ann",
            random.nextLong(),
            new StartOptions(deadline, 0)));
    for (int i = random.nextInt(6); i > 0; i--) {
      later(seconds(300), this::crash);
    }
    for (int i = random.nextInt(5); i > 0; i--) {
      later(seconds(300), this::interfere);
    }
    // In the end somebody lets it go on, and asks again where a crash swallowed the wish.
    for (int minute = 15; minute < 25; minute++) {
      later(Duration.ofMinutes(minute), () -> tell(new WorkflowCommand.Resume("ops")));
    }
    int events = 0;
    while (!agenda.isEmpty() && events++ < MOST_EVENTS) {
      Due next = agenda.poll();
      now = next.at();
      next.action().run();
    }
    return run;
  }

  private void later(Duration delay, Runnable action) {
    Duration atLeast = delay.isNegative() ? Duration.ZERO : delay;
    agenda.add(new Due(now.plus(atLeast), number++, action));
  }

  private void ofThisHost(Duration delay, Runnable action) {
    int mine = incarnation;
    later(
        delay,
        () -> {
          if (mine == incarnation) {
            action.run();
          }
        });
  }

  /** The process dies: the journal stays, and the world; code and messages are gone. */
  private void crash() {
    incarnation++;
    busy = false;
    queued = Optional.empty();
    asked = Optional.empty();
    awake = false;
    run = Optional.empty();
    journal.forEach(e -> run = Optional.of(WorkflowHistory.evolve(run, e)));
    ofThisHost(seconds(5), this::wake);
  }

  private void wake() {
    awake = true;
    tell(new WorkflowCommand.Wake());
  }

  private void interfere() {
    switch (random.nextInt(4)) {
      case 0 -> tell(new WorkflowCommand.Cancel("ops"));
      case 1 -> tell(new WorkflowCommand.Pause("ops"));
      case 2 -> tell(new WorkflowCommand.Resume("ops"));
      default -> tell(new WorkflowCommand.Retry("ops"));
    }
  }

  private void tell(WorkflowCommand command) {
    var decision = rules.decide(run, command, now);
    if (run.isPresent() && !decision.events().isEmpty() && chance(0.02)) {
      // It dies before the write, or after it and before it could act.
      if (chance(0.5)) {
        persist(decision.events());
      }
      crash();
      return;
    }
    persist(decision.events());
    work();
  }

  private void persist(List<WorkflowEvent> events) {
    for (WorkflowEvent event : events) {
      Invariants.beforeWrite(this, run, event);
      journal.add(event);
      run = Optional.of(WorkflowHistory.evolve(run, event));
    }
  }

  private void work() {
    if (!awake) {
      return;
    }
    WorkflowRun r = run.orElseThrow();
    DueWork.alarm(r, now)
        .ifPresent(
            at ->
                ofThisHost(
                    Duration.between(now, at).plusMillis(1),
                    () -> tell(new WorkflowCommand.Tick())));
    if (r.waiting().isPresent() && chance(0.7)) {
      ofThisHost(seconds(200), this::answer);
    }
    Optional<DueWork> due = DueWork.of(r, now);
    boolean told = asked.isPresent() && due.isPresent() && sameWork(asked.get(), due.get());
    if (!due.equals(asked)) {
      asked = due;
      if (!told) {
        due.ifPresent(this::begin);
      }
    }
  }

  /** A wish to cancel reaches code that is at work; it is not started again. */
  private static boolean sameWork(DueWork before, DueWork after) {
    return before instanceof DueWork.RunStep b
        && after instanceof DueWork.RunStep a
        && a.step().equals(b.step())
        && a.attempt() == b.attempt();
  }

  private void answer() {
    tell(
        new WorkflowCommand.Signal(
            "approval", Map.of("approved", chance(0.9)), "bob", Set.of(SignalRole.OPERATOR)));
  }

  private void begin(DueWork work) {
    Runnable start = () -> start(work);
    if (busy) {
      queued = Optional.of(start);
    } else {
      start.run();
    }
  }

  private void start(DueWork work) {
    busy = true;
    switch (work) {
      case DueWork.RunStep w -> runStep(w);
      case DueWork.Reconcile w -> reconcile(w);
      case DueWork.Undo w -> undo(w);
    }
  }

  private void ended(DueWork work) {
    asked = asked.filter(a -> a.getClass() != work.getClass() || !a.step().equals(work.step()));
  }

  /** The code is back: whatever waited may begin. */
  private void back() {
    busy = false;
    Optional<Runnable> next = queued;
    queued = Optional.empty();
    next.ifPresent(Runnable::run);
  }

  private void runStep(DueWork.RunStep w) {
    Effect effect = definition.step(w.step()).effect();
    boolean happens = chance(0.75);
    Duration takes = chance(0.1) ? TIMEOUT.plus(seconds(60)) : seconds(20);
    if (takes.compareTo(TIMEOUT) > 0) {
      ofThisHost(TIMEOUT, () -> tell(new WorkflowCommand.ReportTimeout(w.step(), w.attempt(), "")));
    }
    if (happens && effect != Effect.PURE) {
      Duration moment = Duration.ofMillis(random.nextLong(takes.toMillis()) + 1);
      ofThisHost(moment, () -> happen(w.step(), effect));
    }
    ofThisHost(
        takes,
        () -> {
          ended(w);
          back();
          WorkflowCommand report =
              happens
                  ? new WorkflowCommand.ReportSuccess(w.step(), w.attempt(), Map.of())
                  : new WorkflowCommand.ReportFailure(
                      w.step(), w.attempt(), "no", chance(0.8), chance(0.5));
          if (effect == Effect.PURE && chance(0.1)) {
            // Another node worked on it and is gone; its word may still come.
            tell(new WorkflowCommand.ReportLost(w.step(), w.attempt()));
          }
          int times = chance(0.1) ? 2 : 1;
          int mine = incarnation;
          for (int i = 0; i < times && mine == incarnation; i++) {
            tell(report);
          }
        });
  }

  private void happen(String step, Effect effect) {
    ever.merge(step, 1, Integer::sum);
    if (effect == Effect.IDEMPOTENT) {
      present.put(step, 1);
    } else {
      present.merge(step, 1, Integer::sum);
    }
    Invariants.effect(this, run.orElseThrow(), step, effect);
  }

  private void reconcile(DueWork.Reconcile w) {
    ofThisHost(
        seconds(10),
        () -> {
          ended(w);
          back();
          if (chance(0.3)) {
            ofThisHost(seconds(5), this::work);
          } else {
            boolean happened = present.getOrDefault(w.step(), 0) > 0;
            tell(new WorkflowCommand.ReportEvidence(w.step(), w.attempt(), happened, Map.of()));
          }
        });
  }

  private void undo(DueWork.Undo w) {
    ofThisHost(
        seconds(10),
        () -> {
          ended(w);
          back();
          if (chance(0.3)) {
            tell(new WorkflowCommand.ReportUndoFailure(w.step(), "no"));
          } else {
            present.remove(w.step());
            tell(new WorkflowCommand.ReportUndone(w.step()));
          }
        });
  }

  /** What must hold in every run, whatever happened to it. */
  static final class Invariants {
    private Invariants() {}

    static void effect(SimulatedRun s, WorkflowRun r, String step, Effect effect) {
      if (effect.ambiguousWhenInterrupted() && s.ever.get(step) > 1) {
        s.violations.add("AT_MOST_ONCE: " + step + " happened " + s.ever.get(step) + " times");
      }
      if (r.step(step).attempts() == 0) {
        s.violations.add("WRITE_AHEAD: " + step + " happened and is not in the journal");
      }
      boolean signal = s.definition.step(step).traits().signal().isPresent();
      if (signal && r.step(step).signal().filter(x -> !x.refused()).isEmpty()) {
        s.violations.add("APPROVED: " + step + " happened without its signal");
      }
    }

    static void beforeWrite(SimulatedRun s, Optional<WorkflowRun> run, WorkflowEvent event) {
      if (!(event instanceof WorkflowEvent.StepStarted e)) {
        return;
      }
      WorkflowRun r = run.orElseThrow();
      int i = r.steps().indexOf(r.step(e.step()));
      boolean first = r.steps().get(i).attempts() == 0;
      if (!r.steps().get(i).effect().equals(Effect.PURE) && first) {
        for (int k = i - 1; k >= 0 && r.steps().get(k).effect() == Effect.PURE; k--) {
          StepRun gate = r.steps().get(k);
          if (s.definition.step(gate.name()).traits().validSeconds().isPresent()) {
            boolean fresh =
                gate.state() != StepState.COMPLETED
                    || gate.endedAt().orElseThrow().plusSeconds(VALID_SECONDS).isAfter(e.at());
            if (!fresh) {
              s.violations.add("FRESH_VERDICT: " + e.step() + " began on an old " + gate.name());
            }
            break;
          }
        }
      }
      if (r.deadline().filter(d -> d.isBefore(e.at())).isPresent() && first) {
        s.violations.add("DEADLINE: " + e.step() + " began after it");
      }
    }

    static void atTheEnd(SimulatedRun s, Optional<WorkflowRun> run) {
      WorkflowRun r = run.orElseThrow();
      if (!r.ended()) {
        s.violations.add("ENDS: " + r.state() + " " + r.steps());
        return;
      }
      Optional<WorkflowRun> replayed = Optional.empty();
      for (WorkflowEvent event : s.journal) {
        replayed = Optional.of(WorkflowHistory.evolve(replayed, event));
      }
      if (!replayed.equals(run)) {
        s.violations.add("REPLAY: the journal gives another state");
      }
      for (StepRun step : r.steps()) {
        boolean there = s.present.getOrDefault(step.name(), 0) > 0;
        boolean effect = step.effect() != Effect.PURE;
        if (effect && step.state() == StepState.COMPLETED && !there && !step.wasUndone()) {
          s.violations.add("DONE_MEANS_DONE: " + step.name() + " has no effect");
        }
        boolean undo = step.effect() == Effect.COMPENSATABLE && r.end().get() != RunState.COMPLETED;
        if (undo && there && step.undoFailures() == 0) {
          s.violations.add("COMPENSATED: " + step.name() + " is still there and nobody says so");
        }
      }
      reverseOrder(s, r);
    }

    private static void reverseOrder(SimulatedRun s, WorkflowRun r) {
      var order = r.steps().stream().map(StepRun::name).toList();
      int last = Integer.MAX_VALUE;
      for (WorkflowEvent event : s.journal) {
        switch (event) {
          case WorkflowEvent.CompensationStarted e -> {
            int i = order.indexOf(e.step());
            if (i > last) {
              s.violations.add("REVERSE_ORDER: " + e.step() + " was undone too late");
            }
            last = i;
          }
          case WorkflowEvent.StepStarted e -> last = Integer.MAX_VALUE;
          default -> {}
        }
      }
    }
  }
}

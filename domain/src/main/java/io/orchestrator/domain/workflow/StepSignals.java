package io.orchestrator.domain.workflow;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.workflow.WorkflowEvent.GateExpired;
import io.orchestrator.domain.workflow.WorkflowEvent.SignalAwaited;
import io.orchestrator.domain.workflow.WorkflowEvent.SignalReceived;
import io.orchestrator.domain.workflow.WorkflowEvent.StepFailed;
import io.orchestrator.domain.workflow.WorkflowEvent.StepSkipped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What must be true before a step's first attempt: its parameter asks for it, the verdict that it
 * rests on is fresh, and the signal that it waits for has come.
 */
final class StepSignals {
  /** A gate that was taken so often never holds long enough. */
  static final int MOST_VERDICTS = 20;

  private final WorkflowDefinition definition;

  StepSignals(WorkflowDefinition definition) {
    this.definition = definition;
  }

  /** Empty: the step may begin. An empty inner value: it must wait. */
  Optional<Optional<WorkflowEvent>> before(WorkflowRun r, StepRun s, Instant now) {
    if (s.attempts() > 0 && s.effect() != Effect.PURE && !s.wasUndone()) {
      // It began: its effects may be there, so it must be brought to its end.
      return Optional.empty();
    }
    StepTraits traits = definition.step(s.name()).traits();
    if (s.state() == StepState.WAITING_FOR_SIGNAL) {
      return Optional.of(expired(s, now));
    }
    if (s.state() != StepState.PENDING) {
      return Optional.empty();
    }
    if (traits.onlyIf().filter(f -> !Boolean.TRUE.equals(r.parameters().get(f))).isPresent()) {
      String flag = traits.onlyIf().orElseThrow();
      return Optional.of(Optional.of(new StepSkipped(s.name(), flag + " is not set", now)));
    }
    Optional<StepRun> gate = s.effect() == Effect.PURE ? Optional.empty() : gateOf(r, s);
    if (gate.filter(g -> !validUntil(r, g).isAfter(now)).isPresent()) {
      return Optional.of(Optional.of(stale(s, gate.get(), now)));
    }
    return traits
        .signal()
        .filter(a -> a.awaitedBy(r.parameters()) && s.signal().isEmpty())
        .map(
            awaited -> {
              Instant latest = now.plus(awaited.within());
              Instant until =
                  gate.map(g -> validUntil(r, g)).filter(latest::isAfter).orElse(latest);
              return Optional.of(new SignalAwaited(s.name(), awaited.name(), until, now));
            });
  }

  private static Optional<WorkflowEvent> expired(StepRun s, Instant now) {
    boolean late = s.retryAt().filter(t -> !t.isAfter(now)).isPresent();
    return late
        ? Optional.of(
            new StepFailed(
                s.name(),
                s.attempts(),
                "workflow.signal_expired: nobody answered in time; retry the run to ask again",
                Optional.empty(),
                now))
        : Optional.empty();
  }

  private static WorkflowEvent stale(StepRun s, StepRun gate, Instant now) {
    return gate.attempts() >= MOST_VERDICTS
        ? new StepFailed(
            s.name(),
            s.attempts(),
            "the verdict of " + gate.name() + " was too old " + MOST_VERDICTS + " times",
            Optional.empty(),
            now)
        : new GateExpired(gate.name(), s.name(), now);
  }

  /** The nearest gate before the step, if nothing with an effect lies between. */
  private Optional<StepRun> gateOf(WorkflowRun r, StepRun s) {
    int i = r.steps().indexOf(s) - 1;
    for (; i >= 0; i--) {
      StepRun earlier = r.steps().get(i);
      if (earlier.effect() != Effect.PURE) {
        return Optional.empty();
      }
      if (definition.step(earlier.name()).traits().validSeconds().isPresent()) {
        return Optional.of(earlier).filter(g -> g.state() == StepState.COMPLETED);
      }
    }
    return Optional.empty();
  }

  private Instant validUntil(WorkflowRun r, StepRun gate) {
    String parameter = definition.step(gate.name()).traits().validSeconds().orElseThrow();
    return r.parameters().get(parameter) instanceof Number seconds
        ? gate.endedAt().orElseThrow().plus(Duration.ofSeconds(seconds.longValue()))
        : Instant.MAX;
  }

  Optional<Refusal> refusal(WorkflowRun r, WorkflowCommand.Signal c) {
    Optional<StepRun> waiting = r.waiting();
    Optional<AwaitedSignal> awaited =
        waiting.flatMap(s -> definition.step(s.name()).traits().signal());
    if (awaited.filter(a -> a.name().equals(c.name())).isEmpty()) {
      String waitsFor = awaited.map(a -> "waits for " + a.name()).orElse("waits for no signal");
      return refused(
          "workflow.not_awaited",
          409,
          r.workflowId() + " " + waitsFor,
          "Look at the run's steps for what it waits for.");
    }
    if (!c.roles().contains(awaited.get().role())) {
      return refused(
          "auth.forbidden",
          403,
          c.name() + " of " + waiting.get().name() + " needs the role " + awaited.get().role(),
          "Ask somebody who has it.");
    }
    if (awaited.get().otherPerson() && c.by().equals(r.requestedBy())) {
      return refused(
          "workflow.four_eyes",
          403,
          c.by() + " started the run and may not send " + c.name(),
          "Another person must.");
    }
    boolean clear =
        !c.name().equals(AwaitedSignal.APPROVAL) || c.payload().get("approved") instanceof Boolean;
    return clear
        ? Optional.empty()
        : refused(
            "workflow.bad_signal",
            400,
            "an approval says approved: true or false",
            "Add the field.");
  }

  private static Optional<Refusal> refused(String code, int status, String detail, String advice) {
    return Optional.of(new Refusal(code, status, detail, advice));
  }

  static List<WorkflowEvent> received(WorkflowRun r, WorkflowCommand.Signal c, Instant now) {
    StepRun s = r.waiting().orElseThrow();
    if (s.retryAt().filter(t -> !t.isAfter(now)).isPresent()) {
      return List.of();
    }
    var received = new SignalReceived(s.name(), c.name(), c.payload(), c.by(), now);
    if (!Boolean.FALSE.equals(c.payload().get("approved"))) {
      return List.of(received);
    }
    Map<String, Object> payload = c.payload();
    String reason = payload.get("reason") instanceof String text ? ": " + text : "";
    return List.of(
        received,
        new StepFailed(
            s.name(),
            s.attempts(),
            "workflow.not_approved: " + c.name() + " was denied by " + c.by() + reason,
            Optional.empty(),
            now));
  }
}

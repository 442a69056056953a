package io.orchestrator.catalogue;

import io.orchestrator.actors.workflow.StepContext;
import io.orchestrator.actors.workflow.StepFailure;
import io.orchestrator.actors.workflow.WorkflowProgram;
import io.orchestrator.domain.workflow.AwaitedSignal;
import io.orchestrator.domain.workflow.DueWork;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.SignalRole;
import io.orchestrator.domain.workflow.StepRun;
import io.orchestrator.domain.workflow.WorkflowCommand;
import io.orchestrator.domain.workflow.WorkflowEvent;
import io.orchestrator.domain.workflow.WorkflowHistory;
import io.orchestrator.domain.workflow.WorkflowRules;
import io.orchestrator.domain.workflow.WorkflowRun;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Runs a workflow program in the test's own thread, from its journal alone: after a crash the state
 * is rebuilt from the events and a new program object goes on.
 */
final class RunBench implements InstantSource {
  final List<WorkflowEvent> journal = new ArrayList<>();
  private final java.util.function.Supplier<WorkflowProgram> programs;
  private Instant now = Instant.parse("2026-01-07T16:00:00Z");
  private final CompletableFuture<Void> cancellation = new CompletableFuture<>();
  private int crashes;
  private boolean approves;
  private String pausedStep = "";
  private Duration pause = Duration.ZERO;

  RunBench(java.util.function.Function<InstantSource, WorkflowProgram> programs) {
    this.programs = () -> programs.apply(this);
  }

  @Override
  public Instant instant() {
    return now;
  }

  void later(Duration by) {
    now = now.plus(by);
  }

  int crashes() {
    return crashes;
  }

  WorkflowRun run() {
    Optional<WorkflowRun> run = Optional.empty();
    for (WorkflowEvent event : journal) {
      run = Optional.of(WorkflowHistory.evolve(run, event));
    }
    return run.orElseThrow();
  }

  private Optional<WorkflowRun> state() {
    return journal.isEmpty() ? Optional.empty() : Optional.of(run());
  }

  private void tell(WorkflowProgram program, WorkflowCommand command) {
    var rules = new WorkflowRules(program.definition());
    journal.addAll(rules.decide(state(), command, now).events());
  }

  /** From the first event to the end, through any crash. */
  WorkflowRun start(Map<String, Object> parameters) {
    WorkflowProgram program = programs.get();
    var checked = program.definition().parameters().check(parameters);
    if (!checked.ok()) {
      throw new AssertionError(checked.errors());
    }
    tell(program, new WorkflowCommand.Start("wf-1", checked.values(), "ann", 5));
    return goOn(program);
  }

  private WorkflowRun goOn(WorkflowProgram program) {
    WorkflowProgram present = program;
    while (!run().ended()) {
      try {
        oneStep(present);
      } catch (Crashes.Crash e) {
        crashes++;
        present = programs.get();
        tell(present, new WorkflowCommand.Wake());
      }
    }
    return run();
  }

  /** Somebody says yes whenever a run waits for it. */
  void approves() {
    approves = true;
  }

  /** A person pauses the run while the step is at work, and resumes it so much later. */
  void pauseDuring(String step, Duration time) {
    pausedStep = step;
    pause = time;
  }

  private void oneStep(WorkflowProgram program) {
    Optional<DueWork> due = DueWork.of(run(), now);
    if (due.isEmpty() && approves && run().state() == RunState.WAITING) {
      tell(
          program,
          new WorkflowCommand.Signal(
              AwaitedSignal.APPROVAL, Map.of("approved", true), "bob", Set.of(SignalRole.TRADER)));
      return;
    }
    if (due.isEmpty() && run().state() == RunState.PAUSED) {
      later(pause);
      tell(program, new WorkflowCommand.Resume("ann"));
      return;
    }
    if (due.isEmpty()) {
      now = DueWork.alarm(run(), now).orElseThrow();
      tell(program, new WorkflowCommand.Tick());
      return;
    }
    DueWork.RunStep step = (DueWork.RunStep) due.get();
    if (step.step().equals(pausedStep)) {
      pausedStep = "";
      tell(program, new WorkflowCommand.Pause("ann"));
    }
    try {
      Map<String, Object> output =
          program.step(step.step()).code().run(new Context(run(), step.attempt()));
      tell(program, new WorkflowCommand.ReportSuccess(step.step(), step.attempt(), output));
    } catch (Exception e) {
      boolean retryable = !(e instanceof StepFailure f) || f.isRetryable();
      tell(
          program,
          new WorkflowCommand.ReportFailure(
              step.step(), step.attempt(), String.valueOf(e.getMessage()), retryable, false));
    }
  }

  /** As a person's cancel in the middle of a step. */
  void cancel() {
    tell(programs.get(), new WorkflowCommand.Cancel("bob"));
    cancellation.complete(null);
  }

  private final class Context implements StepContext {
    private final WorkflowRun run;
    private final int attempt;

    Context(WorkflowRun run, int attempt) {
      this.run = run;
      this.attempt = attempt;
    }

    @Override
    public String workflowId() {
      return run.workflowId();
    }

    @Override
    public int attempt() {
      return attempt;
    }

    @Override
    public Map<String, Object> parameters() {
      return run.parameters();
    }

    @Override
    public Map<String, Object> output(String step) {
      StepRun done = run.step(step);
      if (!done.done()) {
        throw new AssertionError(step + " has no output yet");
      }
      return done.output();
    }

    @Override
    public String requestedBy() {
      return run.requestedBy();
    }

    @Override
    public long seed() {
      return run.seed();
    }

    @Override
    public void progress(double fraction, String message) {
      if (!(fraction >= 0 && fraction <= 1)) {
        throw new AssertionError("progress " + fraction);
      }
    }

    @Override
    public boolean cancelled() {
      return cancellation.isDone();
    }

    @Override
    public <T> T await(CompletionStage<T> stage) {
      CompletableFuture<T> future = stage.toCompletableFuture();
      CompletableFuture.anyOf(future, cancellation).exceptionally(e -> null).join();
      if (!future.isDone()) {
        throw new StepCancelled();
      }
      return await(stage, Duration.ZERO);
    }

    @Override
    public <T> T await(CompletionStage<T> stage, Duration atMost) {
      try {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
      } catch (CompletionException e) {
        throw e.getCause() instanceof RuntimeException cause ? cause : e;
      }
    }
  }
}

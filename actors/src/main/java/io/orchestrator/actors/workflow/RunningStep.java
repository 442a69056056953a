package io.orchestrator.actors.workflow;

import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.port.AnalysisEngine.AnalysisFailure;
import io.orchestrator.domain.workflow.ErrorClass;
import io.orchestrator.domain.workflow.JsonLike;
import io.orchestrator.domain.workflow.ReceivedSignal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;

/** One job at work: its context, and the translation of whatever the code does into a report. */
final class RunningStep implements StepContext {
  private static final int MAX_ERROR_CHARS = 2_000;

  private final StepJob job;
  private final int maxOutputChars;
  private final BiConsumer<Double, String> progress;
  private final CompletableFuture<Void> cancellation = new CompletableFuture<>();

  /** The thread that the code has now; guarded by this. */
  private Thread thread;

  RunningStep(StepJob job, int maxOutputChars, BiConsumer<Double, String> progress) {
    this.job = job;
    this.maxOutputChars = maxOutputChars;
    this.progress = progress;
    if (job.underCancellation()) {
      cancel();
    }
  }

  StepJob job() {
    return job;
  }

  void cancel() {
    cancellation.complete(null);
  }

  /** For code that was asked to come back and did not. */
  synchronized void interrupt() {
    if (thread != null) {
      thread.interrupt();
    }
  }

  private synchronized void take(Thread mine) {
    thread = mine;
    if (mine == null) {
      // The thread goes back to its pool without what was meant for the code.
      Thread.interrupted();
    }
  }

  /** Runs the code in this thread; whatever happens becomes a report. */
  StepJob.Report execute() {
    take(Thread.currentThread());
    try {
      return executed();
    } finally {
      take(null);
    }
  }

  private StepJob.Report executed() {
    try {
      return switch (job.kind()) {
        case RUN -> succeeded(job.step().code().run(this));
        case RECONCILE -> new StepJob.Judged(job, job.step().reconciler().orElseThrow().ask(this));
        case UNDO -> {
          job.step().undo().orElseThrow().run(this);
          yield new StepJob.Undone(job);
        }
      };
    } catch (InterruptedException e) {
      return new StepJob.Failed(job, "interrupted", true, false, ErrorClass.TIMEOUT);
    } catch (Throwable e) {
      return failed(unwrap(e));
    }
  }

  private StepJob.Report succeeded(Map<String, Object> output) {
    Map<String, Object> copy = JsonLike.copy(output);
    List<String> bad = job.step().definition().traits().gives().problems(copy);
    if (!bad.isEmpty()) {
      return new StepJob.Failed(
          job,
          "workflow.bad_output: " + String.join("; ", bad),
          false,
          false,
          ErrorClass.PERMANENT);
    }
    int chars = JsonLike.canonical(copy).length();
    if (chars > maxOutputChars) {
      return new StepJob.Failed(
          job,
          "workflow.output_too_large: "
              + chars
              + " characters, more than the "
              + maxOutputChars
              + " of max-output-chars; take fewer symbols",
          false,
          false,
          ErrorClass.PERMANENT);
    }
    return new StepJob.Succeeded(job, copy);
  }

  private StepJob.Report failed(Throwable e) {
    return switch (e) {
      case StepFailure f ->
          new StepJob.Failed(job, words(f), f.isRetryable(), f.nothingHappened(), f.errorClass());
      case AnalysisFailure f ->
          new StepJob.Failed(
              job,
              words(f),
              f.retryable(),
              false,
              f.retryable() ? ErrorClass.TRANSIENT : ErrorClass.DATA);
      case RefusedException f -> {
        int status = f.refusal().status();
        yield new StepJob.Failed(
            job, words(f), status >= 500 || status == 429, false, ofStatus(status));
      }
      case StepCancelled c ->
          new StepJob.Failed(job, "cancelled", !cancelled(), false, ErrorClass.TIMEOUT);
      case VirtualMachineError f ->
          new StepJob.Failed(job, f.toString(), false, false, ErrorClass.PERMANENT);
      case java.io.IOException f ->
          new StepJob.Failed(job, words(f), true, false, ErrorClass.TRANSIENT);
      default -> new StepJob.Failed(job, words(e), true, false, ErrorClass.UNEXPECTED);
    };
  }

  private static ErrorClass ofStatus(int status) {
    if (status == 429) {
      return ErrorClass.BUSY;
    }
    return status >= 500 ? ErrorClass.TRANSIENT : ErrorClass.PERMANENT;
  }

  private static String words(Throwable e) {
    String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return text.length() > MAX_ERROR_CHARS ? text.substring(0, MAX_ERROR_CHARS) + "…" : text;
  }

  private static Throwable unwrap(Throwable e) {
    boolean wrapper = e instanceof CompletionException || e instanceof ExecutionException;
    return wrapper && e.getCause() != null ? unwrap(e.getCause()) : e;
  }

  @Override
  public String workflowId() {
    return job.workflowId();
  }

  @Override
  public int attempt() {
    return job.attempt();
  }

  @Override
  public Map<String, Object> parameters() {
    return job.run().parameters();
  }

  @Override
  public Map<String, Object> output(String step) {
    return job.run().step(step).output();
  }

  @Override
  public Optional<ReceivedSignal> signal() {
    return job.run().step(job.name()).signal();
  }

  @Override
  public String requestedBy() {
    return job.run().requestedBy();
  }

  @Override
  public long seed() {
    return job.run().seed();
  }

  @Override
  public void progress(double fraction, String message) {
    progress.accept(Math.clamp(fraction, 0, 1), message == null ? "" : message);
  }

  @Override
  public boolean cancelled() {
    return cancellation.isDone();
  }

  @Override
  public <T> T await(CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    try {
      CompletableFuture.anyOf(future, cancellation).exceptionally(e -> null).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new StepCancelled();
    }
    if (!future.isDone()) {
      throw new StepCancelled();
    }
    return result(future);
  }

  @Override
  public <T> T await(CompletionStage<T> stage, Duration atMost) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    try {
      return future.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw StepFailure.retryable("no answer within " + atMost);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StepFailure.retryable("interrupted");
    } catch (ExecutionException e) {
      return result(future);
    }
  }

  private static <T> T result(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (unwrap(e) instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}

package io.orchestrator.adapters.worker;

import io.orchestrator.domain.health.ProbeResult;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A probe that may have to start a process first, which takes seconds on a busy machine and says
 * nothing about health. It goes on in the background; whoever asks meanwhile hears the last bad
 * news, or that it has begun. One at a time.
 */
final class BackgroundProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Supplier<ProbeResult> probe;
  private final String meanwhile;
  private CompletableFuture<ProbeResult> running;
  private Optional<ProbeResult> last = Optional.empty();

  /**
   * @param probe bounded in time; may throw
   * @param meanwhile detail of the answer while nothing better is known
   */
  BackgroundProbe(Supplier<ProbeResult> probe, String meanwhile) {
    this.probe = probe;
    this.meanwhile = meanwhile;
  }

  /** Begins a probe unless one runs, and waits for it no longer than a second. */
  synchronized ProbeResult ask() {
    if (running == null) {
      running = new CompletableFuture<>();
      CompletableFuture<ProbeResult> mine = running;
      Thread.ofVirtual().name("probe").start(() -> mine.completeAsync(probe, Runnable::run));
    }
    try {
      ProbeResult result = running.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return ended(result);
    } catch (TimeoutException e) {
      return last.filter(known -> !known.reachable())
          .orElseGet(() -> ProbeResult.ok(Duration.ZERO, meanwhile));
    } catch (ExecutionException e) {
      return ended(ProbeResult.down("probe failed: " + e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ProbeResult.down("interrupted");
    }
  }

  private ProbeResult ended(ProbeResult result) {
    running = null;
    last = Optional.of(result);
    return result;
  }

  /** Whether a probe has begun and nobody heard its result yet. */
  synchronized boolean underWay() {
    return running != null;
  }
}

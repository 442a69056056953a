package io.orchestrator.adapters.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker that is there when needed: started by the first request, killed and started again once
 * when it dies or hangs in a request, stopped when it had nothing to do for a while. One request at
 * a time; others wait, no longer than their deadline.
 */
public final class WorkerProcess implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WorkerProcess.class);

  private final String name;
  private final WorkerSettings settings;
  private final ObjectMapper json = new ObjectMapper();
  private final ReentrantLock turn = new ReentrantLock(true);
  private final ScheduledExecutorService timer;
  private volatile WorkerConnection connection;
  private volatile String lastFailure = "";
  private volatile boolean closed;
  private ScheduledFuture<?> idleStop;

  public WorkerProcess(String name, WorkerSettings settings) {
    this.name = name;
    this.settings = settings;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name(name + "-idle").factory());
  }

  ObjectNode request(String operation) {
    return json.createObjectNode().put("op", operation);
  }

  /**
   * Asks the worker; blocks for at most two deadlines (one attempt, one retry).
   *
   * @param progress called from another thread, from the beginning again on a retry
   * @return the {@code result} of the answer
   * @throws WorkerFailure it said no, or failed twice
   */
  JsonNode call(ObjectNode request, Duration deadline, DoubleConsumer progress)
      throws WorkerFailure {
    boolean mine = false;
    try {
      mine = turn.tryLock(deadline.toMillis(), TimeUnit.MILLISECONDS);
      if (!mine) {
        throw new WorkerFailure(name + " is busy with another request", true, null);
      }
      return attempt(request, deadline, progress);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorkerFailure(name + ": interrupted", true, e);
    } finally {
      if (mine) {
        scheduleIdleStop(request.path("op").asText().equals("ping"));
        turn.unlock();
      }
    }
  }

  private JsonNode attempt(ObjectNode request, Duration deadline, DoubleConsumer progress)
      throws WorkerFailure, InterruptedException {
    IOException first = null;
    for (int attempt = 1; attempt <= 2; attempt++) {
      try {
        JsonNode answer = running().call(request, deadline, progress);
        lastFailure = "";
        if (answer.path("ok").asBoolean(false) && answer.hasNonNull("result")) {
          return answer.get("result");
        }
        throw new WorkerFailure(
            answer.path("error").asText("no reason given"),
            answer.path("retryable").asBoolean(true),
            null);
      } catch (IllegalArgumentException e) {
        throw new WorkerFailure(name + ": " + e.getMessage(), false, e);
      } catch (IOException e) {
        lastFailure = String.valueOf(e.getMessage());
        log.warn("worker {} failed in attempt {}: {}", name, attempt, lastFailure);
        if (first == null) {
          first = e;
        }
      }
    }
    throw new WorkerFailure(lastFailure, true, first);
  }

  private WorkerConnection running() throws IOException {
    if (closed) {
      throw new IOException(name + " is closed");
    }
    WorkerConnection current = connection;
    if (current != null && current.alive()) {
      return current;
    }
    WorkerConnection fresh = new WorkerConnection(name, settings, json).open();
    connection = fresh;
    if (closed) {
      fresh.kill();
    }
    return fresh;
  }

  /**
   * @param probe a sign of life is no work: it does not keep an idle worker alive
   */
  private void scheduleIdleStop(boolean probe) {
    if (probe && idleStop != null && !idleStop.isDone()) {
      return;
    }
    if (idleStop != null) {
      idleStop.cancel(false);
    }
    if (!closed) {
      idleStop =
          timer.schedule(
              this::stopIfIdle, settings.idleShutdown().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void stopIfIdle() {
    if (turn.tryLock()) {
      try {
        log.info("worker {} has nothing to do and is stopped", name);
        kill();
      } finally {
        turn.unlock();
      }
    }
  }

  /** Process id, if it runs. */
  public Optional<Long> pid() {
    WorkerConnection current = connection;
    return current != null && current.alive() ? Optional.of(current.pid()) : Optional.empty();
  }

  /** A request is being worked on. */
  public boolean busy() {
    return turn.isLocked();
  }

  /** Why the last request failed; empty if it did not. */
  public String lastFailure() {
    return lastFailure;
  }

  /** Ends the process; a request in progress is tried again in a new one. */
  public void kill() {
    WorkerConnection current = connection;
    if (current != null) {
      current.kill();
    }
  }

  /** Ends the process for good; a request in progress fails. */
  @Override
  public void close() {
    closed = true;
    timer.shutdownNow();
    kill();
  }
}

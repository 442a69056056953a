package io.orchestrator.adapters.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.DoubleConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running child: one request at a time, its answer or its death. Used by one thread. */
final class WorkerConnection {
  private static final Logger log = LoggerFactory.getLogger("io.orchestrator.worker");
  private static final int KEPT_LINES = 20;
  private static final int MAX_LINE = 2_000;

  private final String name;
  private final WorkerSettings settings;
  private final ObjectMapper json;
  private final WorkerLauncher.Started started;
  private final Deque<String> lastLines = new ArrayDeque<>();
  private volatile Pending pending;
  private volatile boolean killed;
  private long lastId;

  private record Pending(long id, DoubleConsumer progress, CompletableFuture<JsonNode> answer) {}

  WorkerConnection(String name, WorkerSettings settings, ObjectMapper json) throws IOException {
    this.name = name;
    this.settings = settings;
    this.json = json;
    this.started = WorkerLauncher.start(settings);
    log.info("worker {} started, pid {}", name, started.process().pid());
  }

  /**
   * Begins to read, and sees to the temporary files when the process ends; apart from the
   * constructor, so that no thread sees a half-made object.
   */
  WorkerConnection open() {
    started.process().onExit().thenRun(started::cleanUp);
    Thread words = Thread.ofVirtual().name(name + "-log").start(this::readLog);
    Thread.ofVirtual().name(name + "-answers").start(() -> readAnswers(words));
    return this;
  }

  boolean alive() {
    return !killed && started.process().isAlive(); // a killed one lives on for a moment
  }

  long pid() {
    return started.process().pid();
  }

  /**
   * Sends and waits. Whatever goes wrong, the child is dead afterwards, except for an answer that
   * says no.
   *
   * @return the whole answer
   * @throws IOException it died, hung beyond the deadline or spoke nonsense
   */
  JsonNode call(ObjectNode request, Duration deadline, DoubleConsumer progress)
      throws IOException, InterruptedException {
    long id = ++lastId;
    request.put("id", id);
    byte[] bytes = json.writeValueAsBytes(request);
    if (bytes.length > settings.maxFrameBytes()) {
      throw new IllegalArgumentException(
          "request of %d bytes, at most %d: send fewer symbols or bars"
              .formatted(bytes.length, settings.maxFrameBytes()));
    }
    Pending waiting = new Pending(id, progress, new CompletableFuture<>());
    pending = waiting;
    // A hung child does not read either: the write is bounded by the same deadline.
    CompletableFuture<Void> written =
        CompletableFuture.runAsync(() -> write(bytes, waiting), Thread.ofVirtual()::start);
    try {
      return waiting.answer().get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException(name + " did not answer within " + deadline.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException(name + ": " + e.getCause().getMessage() + tail(), e.getCause());
    } finally {
      pending = null;
      if (!waiting.answer().isDone() || waiting.answer().isCompletedExceptionally()) {
        kill();
      }
      written.cancel(false);
    }
  }

  private void write(byte[] bytes, Pending waiting) {
    try {
      WorkerFrames.write(started.process().getOutputStream(), bytes);
    } catch (IOException e) {
      waiting.answer().completeExceptionally(e);
    }
  }

  private void readAnswers(Thread words) {
    String end = "the process ended";
    try (InputStream in = new BufferedInputStream(started.process().getInputStream(), 1 << 16)) {
      Optional<byte[]> frame = WorkerFrames.read(in, settings.maxFrameBytes());
      while (frame.isPresent()) {
        accept(json.readTree(frame.get()));
        frame = WorkerFrames.read(in, settings.maxFrameBytes());
      }
    } catch (IOException e) {
      end = e.getMessage();
    }
    kill();
    Pending waiting = pending;
    if (waiting != null) {
      waiting.answer().completeExceptionally(new IOException(end + ", " + exit(words)));
    }
  }

  private void accept(JsonNode message) {
    Pending waiting = pending;
    if (waiting == null || message.path("id").asLong(-1) != waiting.id()) {
      log.warn("worker {} answered what nobody asked", name);
    } else if (message.has("progress")) {
      waiting.progress().accept(message.get("progress").asDouble());
    } else {
      waiting.answer().complete(message);
    }
  }

  private void readLog() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(started.process().getErrorStream(), StandardCharsets.UTF_8))) {
      StringBuilder line = new StringBuilder();
      for (int c = reader.read(); c >= 0; c = reader.read()) {
        if (c == '\n') {
          logLine(line.toString());
          line.setLength(0);
        } else if (line.length() < MAX_LINE) {
          line.append((char) c);
        }
      }
      logLine(line.toString());
    } catch (IOException e) {
      log.debug("log of worker {} ended: {}", name, e.toString());
    }
  }

  private void logLine(String line) {
    if (line.isBlank()) {
      return;
    }
    if (line.startsWith("ERROR") || line.startsWith("WARN ")) {
      log.warn("{}: {}", name, line);
    } else {
      log.debug("{}: {}", name, line);
    }
    synchronized (lastLines) {
      lastLines.addLast(line);
      if (lastLines.size() > KEPT_LINES) {
        lastLines.removeFirst();
      }
    }
  }

  private String tail() {
    synchronized (lastLines) {
      return lastLines.isEmpty() ? "" : "; last words: " + lastLines.getLast();
    }
  }

  /**
   * @param words what the child said last is the reason, and is read to its end before it is told;
   *     bounded, because a grandchild may hold the pipe open
   */
  private String exit(Thread words) {
    try {
      boolean ended = started.process().waitFor(2, TimeUnit.SECONDS);
      words.join(Duration.ofSeconds(2));
      return ended ? "exit status " + started.process().exitValue() : "it does not end";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  /** Ends the process without asking. Repeats do no harm. */
  void kill() {
    killed = true;
    started.process().destroyForcibly();
  }
}

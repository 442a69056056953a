package io.orchestrator.analysis.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestrator.analysis.learn.LearningSettings;
import io.orchestrator.domain.port.AnalysisEngine.AnalysisFailure;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/**
 * Main of a worker process. Requests {@code {"id":1,"op":"ping|predict|gpu_probe|…"}} come on
 * standard input as frames and are answered one after the other on standard output: any number of
 * {@code {"id":1,"progress":0.5}}, then {@code {"id":1,"ok":true,"result":{}}} or {@code
 * {"id":1,"ok":false,"error":"","retryable":false}}. Everything that Java code prints goes to
 * standard error. When standard input ends, the parent is gone and the process ends at once,
 * whatever it is doing.
 *
 * <p>Arguments: folder of models, highest message size in bytes, highest age of a model in seconds.
 */
public final class WorkerMain {
  /** Requests that wait while one is worked on; the parent sends one at a time. */
  private static final int QUEUE = 4;

  private static final long PROGRESS_EVERY_NANOS = Duration.ofMillis(100).toNanos();

  private final Frames frames;
  private final RequestHandler handler;
  private final ObjectMapper json;
  private final BlockingQueue<byte[]> requests = new ArrayBlockingQueue<>(QUEUE);

  private WorkerMain(
      InputStream in, OutputStream out, int maxBytes, Path models, LearningSettings settings) {
    this.json = new ObjectMapper();
    this.frames = new Frames(in, out, maxBytes);
    this.handler = new RequestHandler(models, settings, json);
  }

  public static void main(String[] arguments) throws InterruptedException {
    OutputStream answers = new FileOutputStream(FileDescriptor.out);
    System.setOut(System.err);
    LearningSettings base = LearningSettings.DEFAULT;
    LearningSettings settings =
        new LearningSettings(
            base.minBars(),
            base.maxBars(),
            base.maxSymbols(),
            base.minRows(),
            Duration.ofSeconds(Long.parseLong(arguments[2])),
            base.keptVersions());
    WorkerMain worker =
        new WorkerMain(
            System.in, answers, Integer.parseInt(arguments[1]), Path.of(arguments[0]), settings);
    Thread.ofPlatform().daemon().name("requests").start(worker::receive);
    worker.serve();
  }

  /** Also notices the parent's death while a request is worked on. */
  private void receive() {
    int status = 0;
    try {
      Optional<byte[]> request = frames.read();
      while (request.isPresent()) {
        requests.put(request.get());
        request = frames.read();
      }
    } catch (IOException | InterruptedException e) {
      System.err.println("worker stops: " + e);
      status = 1;
    }
    // Not exit(): shutdown hooks of native libraries may hang behind a running computation.
    Runtime.getRuntime().halt(status);
  }

  private void serve() throws InterruptedException {
    while (true) {
      byte[] request = requests.take();
      try {
        frames.write(json.writeValueAsBytes(answer(request)));
      } catch (IOException e) {
        System.err.println("worker stops, the answer cannot be written: " + e);
        Runtime.getRuntime().halt(1);
      }
    }
  }

  private Map<String, Object> answer(byte[] bytes) {
    Map<String, Object> answer = new LinkedHashMap<>();
    try {
      JsonNode request = json.readTree(bytes);
      long id = RequestCodec.required(request, "id").asLong();
      answer.put("id", id);
      answer.put("result", handler.handle(request, progress(id)));
      answer.put("ok", true);
    } catch (IOException | RuntimeException | LinkageError e) {
      answer.put("ok", false);
      answer.put("error", e.getMessage() == null ? e.toString() : e.getMessage());
      answer.put(
          "retryable",
          e instanceof AnalysisFailure failure
              ? failure.retryable()
              : !(e instanceof IllegalArgumentException));
      if (!(e instanceof AnalysisFailure) && !(e instanceof IllegalArgumentException)) {
        e.printStackTrace(System.err);
      }
    }
    return answer;
  }

  private Consumer<Double> progress(long id) {
    long[] last = {System.nanoTime() - PROGRESS_EVERY_NANOS};
    return value -> {
      long now = System.nanoTime();
      if (now - last[0] < PROGRESS_EVERY_NANOS) {
        return;
      }
      last[0] = now;
      try {
        frames.write(json.writeValueAsBytes(Map.of("id", id, "progress", value)));
      } catch (IOException e) {
        // The answer to come fails in the same way and ends the process.
        System.err.println("progress cannot be written: " + e);
      }
    };
  }
}

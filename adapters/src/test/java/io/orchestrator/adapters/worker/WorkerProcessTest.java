package io.orchestrator.adapters.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestrator.domain.analysis.AnalysisRequest;
import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.market.Timeframe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WorkerProcessTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path directory;
  private WorkerProcess worker;

  @BeforeEach
  void create() throws IOException {
    behave("well");
    worker = new WorkerProcess("fake", settings(Duration.ofMinutes(5)));
  }

  @AfterEach
  void close() {
    worker.close();
  }

  private WorkerSettings settings(Duration idle) {
    WorkerSettings usual = WorkerSettings.in(directory);
    return new WorkerSettings(
        usual.classPath(),
        FakeWorker.class.getName(),
        directory,
        64,
        64,
        SOON,
        SOON,
        idle,
        Duration.ofHours(1),
        4096,
        2,
        100,
        usual.niceness());
  }

  private void behave(String how) throws IOException {
    Files.writeString(directory.resolve("behaviour"), how);
  }

  private JsonNode call() throws WorkerFailure {
    return worker.call(worker.request("predict"), SOON, p -> {});
  }

  private static void ended(long pid) throws Exception {
    Optional<ProcessHandle> handle = ProcessHandle.of(pid);
    if (handle.isPresent()) {
      handle.get().onExit().get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void startsOnDemandAndStays() throws Exception {
    assertTrue(worker.pid().isEmpty());
    List<Double> told = new ArrayList<>();
    JsonNode first = worker.call(worker.request("predict"), SOON, told::add);
    assertEquals(first.get("pid"), call().get("pid"));
    assertEquals(List.of(0.5), told);
    assertEquals("1", first.get("omp").asText());
    assertEquals("null", first.get("secret").asText());
  }

  @Test
  void textOfANativeLibraryDoesNoHarm() throws Exception {
    behave("noise");
    JsonNode first = call();
    assertEquals(first.get("pid"), call().get("pid"));
  }

  @Test
  void startsAgainOnceAfterACrash() throws Exception {
    behave("crash-once");
    assertEquals("predict", call().get("op").asText());
    assertTrue(worker.lastFailure().isEmpty());
  }

  @Test
  void givesUpAfterTwoCrashesWithTheReason() throws Exception {
    behave("crash");
    WorkerFailure failure = assertThrows(WorkerFailure.class, this::call);
    assertTrue(failure.retryable());
    assertTrue(failure.getMessage().contains("exit status 134"), failure.getMessage());
    assertTrue(failure.getMessage().contains("about to crash"), failure.getMessage());
    assertFalse(worker.lastFailure().isEmpty());
    behave("well");
    assertEquals("predict", call().get("op").asText());
  }

  @Test
  void killsWhatHangs() throws Exception {
    long pid = call().get("pid").asLong();
    behave("hang");
    WorkerFailure failure =
        assertThrows(
            WorkerFailure.class,
            () -> worker.call(worker.request("predict"), Duration.ofSeconds(1), p -> {}));
    assertTrue(failure.getMessage().contains("did not answer within 1 s"), failure.getMessage());
    ended(pid);
    behave("well");
    assertNotEquals(pid, call().get("pid").asLong());
  }

  @Test
  void anAnswerBeyondTheLimitIsADeadWorker() throws Exception {
    behave("nonsense");
    assertTrue(assertThrows(WorkerFailure.class, this::call).getMessage().contains("at most 4096"));
  }

  @Test
  void aRequestBeyondTheLimitIsRefused() {
    ObjectNode large = worker.request("predict").put("pad", "x".repeat(5000));
    WorkerFailure failure =
        assertThrows(WorkerFailure.class, () -> worker.call(large, SOON, p -> {}));
    assertFalse(failure.retryable());
  }

  @Test
  void aRefusalIsNotRetried() throws Exception {
    long pid = call().get("pid").asLong();
    behave("refuse");
    assertFalse(assertThrows(WorkerFailure.class, this::call).retryable());
    assertEquals(Optional.of(pid), worker.pid());
  }

  @Test
  void stopsWhenIdleAndLeavesNoFiles() throws Exception {
    worker.close();
    worker = new WorkerProcess("fake", settings(Duration.ofMillis(300)));
    long pid = call().get("pid").asLong();
    ended(pid);
    long deadline = System.nanoTime() + SOON.toNanos();
    while (temporaryFolders() > 0 && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertEquals(0, temporaryFolders());
    assertNotEquals(pid, call().get("pid").asLong());
  }

  private long temporaryFolders() throws IOException {
    try (Stream<Path> entries = Files.list(directory.resolve("tmp"))) {
      return entries.count();
    }
  }

  @Test
  void closeEndsAWaitingRequest() throws Exception {
    long pid = call().get("pid").asLong();
    behave("hang");
    CompletableFuture<String> failed =
        CompletableFuture.supplyAsync(
            () -> assertThrows(WorkerFailure.class, this::call).getMessage());
    while (!worker.busy()) {
      Thread.onSpinWait();
    }
    worker.close();
    failed.get(20, TimeUnit.SECONDS);
    ended(pid);
    assertThrows(WorkerFailure.class, this::call);
  }

  @Test
  void absentGpuIsHealthy() {
    GpuProbeService off = new GpuProbeService(false, settings(SOON));
    assertEquals(ProbeResult.ok(Duration.ZERO, "cpu-only"), off.probe());
    GpuProbeService none =
        new GpuProbeService(true, settings(SOON), List.of(directory.resolve("no-node")));
    assertEquals(ProbeResult.ok(Duration.ZERO, "cpu-only"), none.probe());
  }

  /** A driver that ends the JVM must only cost the verdict. */
  @Test
  void gpuThatCrashesTheProbeIsReported() throws Exception {
    behave("crash");
    GpuProbeService service =
        new GpuProbeService(true, settings(SOON), List.of(directory.resolve("behaviour")));
    ProbeResult verdict = probed(service::probe, ProbeResult::impaired);
    assertTrue(verdict.reachable() && verdict.impaired());
    assertTrue(verdict.detail().startsWith("cpu-only: "), verdict.detail());
    assertEquals(verdict, service.probe(), "kept");
  }

  /** A probe answers within about a second, so that the end of a start is asked for repeatedly. */
  private static ProbeResult probed(Supplier<ProbeResult> probe, Predicate<ProbeResult> wanted) {
    long end = System.nanoTime() + SOON.multipliedBy(2).toNanos();
    ProbeResult said = probe.get();
    while (!wanted.test(said) && System.nanoTime() < end) {
      said = probe.get();
    }
    return said;
  }

  /** The health check of a busy machine must not kill a worker because it starts slowly. */
  @Test
  void aSlowStartIsNoOutage() throws Exception {
    behave("hang-once");
    try (RemoteEngine engine = new RemoteEngine("machine_learning", settings(SOON))) {
      long start = System.nanoTime();
      ProbeResult first = engine.probe();
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertTrue(took.compareTo(Duration.ofSeconds(4)) < 0, "took " + took);
      assertEquals(ProbeResult.ok(Duration.ZERO, "machine_learning: starting"), first);
      release();
      ProbeResult later = probed(engine::probe, p -> p.detail().contains("worker"));
      assertTrue(later.detail().contains("worker " + engine.workerPid()), later.detail());
    }
  }

  /** A machine without libgomp works, and whoever looks at its health sees with what. */
  @Test
  void healthNamesTheLibraryThatDoesTheWork() throws Exception {
    try (RemoteEngine engine = new RemoteEngine("machine_learning", settings(SOON))) {
      engine.analyse(new AnalysisRequest(Map.of(), Timeframe.D1, 1, Map.of()), p -> {});
      ProbeResult said = probed(engine::probe, p -> p.detail().contains("worker"));
      assertTrue(said.detail().endsWith("; the second choice (libgomp is missing)"), said.detail());
    }
  }

  @Test
  void aWorkerThatCannotStartIsDownUntilItCan() throws Exception {
    behave("crash");
    try (RemoteEngine engine = new RemoteEngine("machine_learning", settings(SOON))) {
      ProbeResult down = probed(engine::probe, p -> !p.reachable());
      assertTrue(down.detail().contains("exit status 134"), down.detail());
      behave("well");
      engine.reset();
      ProbeResult up = probed(engine::probe, ProbeResult::reachable);
      assertTrue(up.reachable(), up.detail());
    }
  }

  private void release() throws IOException {
    Files.writeString(directory.resolve("go-on"), "");
  }
}

package io.orchestrator.actors.workflow;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import akka.persistence.testkit.query.javadsl.PersistenceTestKitReadJournal;
import akka.persistence.typed.PersistenceId;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.orchestrator.actors.api.LiveFeed;
import io.orchestrator.actors.api.Resources;
import io.orchestrator.actors.node.KeptEvents;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.workflow.WorkflowSummary;
import io.orchestrator.domain.workflow.WorkflowView;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** The engine on a cluster of one with a journal in memory. */
final class EngineBench implements AutoCloseable {
  final ActorTestKit kit;
  final WorkflowEngine engine;
  final InMemoryDirectory directory;
  final KeptEvents events = new KeptEvents();
  final List<LiveFeed.Update> live = new CopyOnWriteArrayList<>();
  final AtomicBoolean allowed = new AtomicBoolean(true);
  final AtomicInteger ids;

  EngineBench(List<WorkflowProgram> programs) {
    this(programs, new InMemoryDirectory(), new AtomicInteger(), Map.of());
  }

  private EngineBench(
      List<WorkflowProgram> programs,
      InMemoryDirectory directory,
      AtomicInteger ids,
      Map<String, List<Object>> journal) {
    this.directory = directory;
    this.ids = ids;
    kit = ActorTestKit.create("workflows", config());
    var stored = PersistenceTestKit.create(kit.system());
    journal.forEach(stored::persistForRecovery);
    Cluster.get(kit.system())
        .manager()
        .tell(Join.create(Cluster.get(kit.system()).selfMember().address()));
    engine =
        WorkflowEngine.start(
            kit.system(),
            programs,
            new WorkflowEngine.Surroundings(
                events,
                live::add,
                directory,
                allowed::get,
                Resources.PLENTY,
                () -> "wf-" + ids.incrementAndGet(),
                InstantSource.system(),
                new SimpleMeterRegistry()),
            settings());
    await("shards are there", () -> answers("wf-warm-up"));
  }

  private static Config config() {
    return ConfigFactory.parseString(
            """
            akka.actor.provider = cluster
            akka.actor.serialization-bindings {
              "io.orchestrator.domain.common.JournalRecord" = jackson-json
            }
            # As in the program: no module that reads an inner object as a Scala map.
            akka.serialization.jackson.jackson-json.jackson-modules = [
              "akka.serialization.jackson.AkkaJacksonModule"
              "com.fasterxml.jackson.module.paramnames.ParameterNamesModule"
              "com.fasterxml.jackson.datatype.jdk8.Jdk8Module"
              "com.fasterxml.jackson.datatype.jsr310.JavaTimeModule"
            ]
            akka.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
            akka.cluster.jmx.enabled = off
            akka.cluster.sharding.number-of-shards = 5
            akka.cluster.sharded-daemon-process.keep-alive-interval = 1s
            akka.coordinated-shutdown.exit-jvm = off
            akka.coordinated-shutdown.run-by-actor-system-terminate = off
            akka.actor.testkit.typed.system-shutdown-default = 60s
            """)
        .withFallback(PersistenceTestKitPlugin.config())
        .withFallback(PersistenceTestKitSnapshotPlugin.config())
        .withFallback(ConfigFactory.load());
  }

  private static WorkflowSettings settings() {
    WorkflowSettings d = WorkflowSettings.DEFAULT;
    return new WorkflowSettings(
        Duration.ofSeconds(20),
        4,
        d.maxPendingStarts(),
        2,
        4,
        20,
        Duration.ofMillis(50),
        Duration.ofMillis(50),
        Duration.ofMillis(50),
        Duration.ofMillis(200),
        Duration.ofMillis(100),
        Duration.ofMinutes(1),
        Duration.ofMillis(200),
        20,
        Duration.ofMillis(300),
        100,
        20_000,
        1_000,
        new StepLimits(8, 1, Duration.ofSeconds(30), Duration.ofMillis(200)),
        PersistenceTestKitReadJournal.Identifier());
  }

  /** A new process with these programs finds the directory and the journal of this one. */
  EngineBench restarted(List<WorkflowProgram> programs) {
    var stored = PersistenceTestKit.create(kit.system());
    var journal = new LinkedHashMap<String, List<Object>>();
    for (WorkflowSummary run : directory.openRuns()) {
      String id = PersistenceId.of(WorkflowEntity.TYPE_KEY.name(), run.workflowId()).id();
      journal.put(id, stored.persistedInStorage(id));
    }
    close();
    return new EngineBench(programs, directory, ids, journal);
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }

  static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      while (cause instanceof CompletionException && cause.getCause() != null) {
        cause = cause.getCause();
      }
      throw cause instanceof RuntimeException r ? r : new IllegalStateException(cause);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  /** Of the refusal that it ends with. */
  static String code(CompletionStage<?> stage) {
    return assertThrows(RefusedException.class, () -> get(stage)).refusal().code();
  }

  void await(String what, BooleanSupplier condition) {
    TestProbe.create(kit.system())
        .awaitAssert(
            Duration.ofSeconds(30),
            Duration.ofMillis(20),
            () -> {
              assertTrue(condition.getAsBoolean(), what);
              return null;
            });
  }

  WorkflowView end(WorkflowView started) {
    return get(engine.awaitEnd(started.workflowId()));
  }

  /** Stops the entity as a dying node would: its step hears nothing of it being over. */
  void crash(WorkflowView run) {
    ClusterSharding.get(kit.system())
        .entityRefFor(WorkflowEntity.TYPE_KEY, run.workflowId())
        .tell(new WorkflowEntity.Stop());
    // What is sent while it dies is lost.
    await("it is back", () -> answers(run.workflowId()));
  }

  private boolean answers(String workflowId) {
    try {
      ClusterSharding.get(kit.system())
          .entityRefFor(WorkflowEntity.TYPE_KEY, workflowId)
          .<WorkflowEntity.Answer>ask(WorkflowEntity.GetRun::new, Duration.ofMillis(300))
          .toCompletableFuture()
          .join();
      return true;
    } catch (CompletionException e) {
      return false;
    }
  }
}

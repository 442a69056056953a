package io.orchestrator.tracing;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.stream.RestartSettings;
import akka.stream.SystemMaterializer;
import akka.stream.javadsl.RestartSource;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.orchestrator.Version;
import io.orchestrator.actors.api.Events;
import io.orchestrator.domain.event.EventFilter;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.StreamSupport;

/**
 * Sends the spans of all runs to a collector. Every node sees every event; only the oldest sends.
 * What a collector does not take is dropped: nothing here ever waits for it.
 */
public final class WorkflowTraces {
  private static final Duration LAST_WORDS = Duration.ofSeconds(3);

  private WorkflowTraces() {}

  /** Follows the event log from now on, until the actor system ends. */
  public static void start(
      ActorSystem<?> system, Events events, TracingSettings settings, String node) {
    DerivedIds ids = new DerivedIds();
    SdkTracerProvider provider = provider(settings, node, ids);
    WorkflowSpans spans = new WorkflowSpans(provider.get("io.orchestrator.workflow"), ids);
    AtomicLong last = new AtomicLong();
    Cluster cluster = Cluster.get(system);
    events
        .lastSeq()
        .thenAccept(
            seq -> {
              last.set(seq);
              RestartSource.onFailuresWithBackoff(
                      RestartSettings.create(Duration.ofSeconds(1), Duration.ofSeconds(30), 0.2),
                      () -> events.follow(EventFilter.ALL, last.get()))
                  .runForeach(
                      event -> {
                        last.set(event.seq());
                        if (isOldest(cluster)) {
                          spans.observe(event);
                        }
                      },
                      SystemMaterializer.get(system).materializer());
            });
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
            "last-traces",
            () ->
                CompletableFuture.supplyAsync(
                    () -> {
                      provider.shutdown().join(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
                      return Done.getInstance();
                    }));
  }

  private static SdkTracerProvider provider(TracingSettings settings, String node, DerivedIds ids) {
    var exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(settings.endpoint())
            .setTimeout(settings.timeout());
    for (String header : settings.headers()) {
      int colon = header.indexOf(':');
      exporter.addHeader(header.substring(0, colon).strip(), header.substring(colon + 1).strip());
    }
    Attributes about =
        Attributes.of(
            AttributeKey.stringKey("service.name"),
            settings.serviceName(),
            AttributeKey.stringKey("service.version"),
            Version.current(),
            AttributeKey.stringKey("service.instance.id"),
            node);
    return SdkTracerProvider.builder()
        .setIdGenerator(ids)
        .setResource(Resource.create(about))
        .addSpanProcessor(
            BatchSpanProcessor.builder(exporter.build())
                .setMaxQueueSize(settings.queue())
                .setExporterTimeout(settings.timeout())
                .build())
        .build();
  }

  private static boolean isOldest(Cluster cluster) {
    Set<MemberStatus> here = Set.of(MemberStatus.up(), MemberStatus.leaving());
    return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
        .filter(member -> here.contains(member.status()))
        .reduce((a, b) -> a.isOlderThan(b) ? a : b)
        .filter(cluster.selfMember()::equals)
        .isPresent();
  }
}

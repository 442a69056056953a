package io.orchestrator.actors.metrics;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.orchestrator.actors.api.MetricsView;
import io.orchestrator.actors.resource.NodeResources;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.event.SystemEvent;
import io.orchestrator.domain.system.SystemPart;
import io.orchestrator.domain.workflow.WorkflowType;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The node's numbers, fed from the event log: every node sees every event, so that each can answer.
 * Thread-safe.
 */
public final class NodeMetrics implements MetricsView {
  private static final Duration RATE_WINDOW = Duration.ofMinutes(1);
  private static final int RATE_SLOTS = 60;
  private static final double NANOS_PER_SECOND = 1e9;

  private final MeterRegistry registry;
  private final InstantSource clock;
  private final Instant startedAt;
  private final Map<String, WorkflowMetrics> workflows = new ConcurrentHashMap<>();
  private final Map<String, Counter> restartCounts = new ConcurrentHashMap<>();
  private final Map<String, LongSupplier> others = new ConcurrentHashMap<>();
  private final Deque<Slot> slots = new ArrayDeque<>();
  private volatile Optional<MailboxDepths> mailboxes = Optional.empty();
  private volatile Optional<NodeResources> found = Optional.empty();
  private long events;
  private long errors;
  private long restarts;

  private record Slot(long second, long events, long errors) {}

  /**
   * @param clock wall time
   */
  public NodeMetrics(MeterRegistry registry, InstantSource clock) {
    this.registry = registry;
    this.clock = clock;
    this.startedAt = clock.instant();
    for (WorkflowType type : WorkflowType.values()) {
      workflows.put(key(type.wireName()), new WorkflowMetrics(0, 0, 0, Optional.empty()));
    }
    for (SystemPart part : SystemPart.values()) {
      restarted(part.wireName());
    }
    Gauge.builder("orchestrator.heap.used", NodeMetrics::heapUsed)
        .description("Heap in use, garbage included")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("orchestrator.process.cpu", NodeMetrics::processCpu)
        .description("Share of all processors")
        .register(registry);
  }

  /** Adds a number to {@link #operations()}, e.g. connected clients or cache hits. */
  public void add(String name, LongSupplier value) {
    others.put(name, value);
    FunctionCounter.builder("orchestrator." + name, value, LongSupplier::getAsLong)
        .description(words(name))
        .register(registry);
  }

  /** As {@link #add}, for a number that falls as well. */
  public void addLevel(String name, LongSupplier value) {
    others.put(name, value);
    Gauge.builder("orchestrator." + name, value, LongSupplier::getAsLong)
        .description(words(name))
        .register(registry);
  }

  /** Some readers of the format do not take a metric without a description. */
  private static String words(String name) {
    return name.replace('_', ' ');
  }

  /** How many messages wait, by actor. */
  public void mailboxes(MailboxDepths depths) {
    depths.listen(
        name ->
            Gauge.builder("orchestrator.mailbox.messages", depths, d -> d.waiting(name))
                .description("Messages that wait for an actor")
                .tag("actor", name.replace('-', '_'))
                .register(registry));
    mailboxes = Optional.of(depths);
  }

  /** What the node has left, and who gives way. */
  public void resources(NodeResources found) {
    this.found = Optional.of(found);
    Gauge.builder("orchestrator.memory.used", found, NodeResources::heapUsed)
        .description("Share of the largest heap in use after the last collection")
        .baseUnit("ratio")
        .register(registry);
    Gauge.builder("orchestrator.memory.scarce", found, n -> n.memoryScarce() ? 1 : 0)
        .description("1 while costly work is refused or waits for memory")
        .register(registry);
    FunctionCounter.builder("orchestrator.memory.shortages", found, NodeResources::timesScarce)
        .description("How often the high watermark was crossed")
        .register(registry);
    Gauge.builder("orchestrator.cores.needed", found, n -> n.coresNeeded() ? 1 : 0)
        .description("1 while analysis gives way to the order path")
        .register(registry);
    Gauge.builder(
            "orchestrator.thread.wait", found, n -> n.waitForThread().toNanos() / NANOS_PER_SECOND)
        .description("How long a task last waited for a thread of the actors")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("orchestrator.gpu.held", found, n -> n.gpu().holder().isPresent() ? 1 : 0)
        .description("1 while somebody has the GPU")
        .register(registry);
    Gauge.builder("orchestrator.gpu.waiting", found, n -> n.gpu().waiting())
        .description("Who waits for the GPU")
        .register(registry);
    FunctionCounter.builder("orchestrator.gpu.leases", found, n -> n.gpu().taken())
        .description("How often the GPU was given to somebody")
        .register(registry);
  }

  private Map<String, Long> restartsByPart() {
    Map<String, Long> all = new TreeMap<>();
    restartCounts.forEach((part, counter) -> all.put(part, (long) counter.count()));
    return all;
  }

  /** Takes in what the log announced; each event once. */
  public void observe(List<SystemEvent> fresh) {
    fresh.forEach(this::observe);
  }

  private void observe(SystemEvent event) {
    Counter.builder("orchestrator.events")
        .description("Events of the log, by type and severity")
        .tag("type", event.eventType())
        .tag("severity", event.severity().name().toLowerCase(java.util.Locale.ROOT))
        .register(registry)
        .increment();
    boolean error = event.severity().compareTo(Severity.ERROR) >= 0;
    synchronized (this) {
      events++;
      errors += error ? 1 : 0;
      restarts += event.eventType().equals(EventTypes.COMPONENT_RESTARTED) ? 1 : 0;
      count(event.timestamp().getEpochSecond(), error);
    }
    switch (event.eventType()) {
      case EventTypes.WORKFLOW_COMPLETED -> ended(event, false);
      case EventTypes.WORKFLOW_FAILED -> ended(event, true);
      case EventTypes.COMPONENT_RESTARTED ->
          restarted(String.valueOf(event.data().get("component"))).increment();
      default -> {
        // Other events are counted only.
      }
    }
  }

  private Counter restarted(String part) {
    return restartCounts.computeIfAbsent(
        part,
        name ->
            Counter.builder("orchestrator.component.restarts")
                .description("How often a part failed and was started again")
                .tag("component", name)
                .register(registry));
  }

  private void count(long second, boolean error) {
    Slot last = slots.peekLast();
    if (last != null && last.second() == second) {
      slots.removeLast();
      slots.addLast(new Slot(second, last.events() + 1, last.errors() + (error ? 1 : 0)));
    } else {
      slots.addLast(new Slot(second, 1, error ? 1 : 0));
      if (slots.size() > RATE_SLOTS) {
        slots.removeFirst();
      }
    }
  }

  private void ended(SystemEvent event, boolean failed) {
    Object workflow = event.data().get("workflow");
    if (workflow == null) {
      return;
    }
    double seconds = event.data().get("duration") instanceof Number n ? n.doubleValue() : 0;
    workflows.merge(
        key(workflow.toString()),
        new WorkflowMetrics(1, seconds, failed ? 1 : 0, Optional.of(event.timestamp())),
        (before, one) ->
            new WorkflowMetrics(
                before.count() + 1,
                before.totalTime() + seconds,
                before.errors() + one.errors(),
                one.lastRun()));
  }

  private static String key(String workflow) {
    return "workflow_" + workflow;
  }

  @Override
  public Map<String, WorkflowMetrics> workflows() {
    return Map.copyOf(workflows);
  }

  @Override
  public Map<String, Object> operations() {
    Map<String, Object> result = new LinkedHashMap<>();
    synchronized (this) {
      long since = clock.instant().getEpochSecond() - RATE_WINDOW.toSeconds();
      long recent = slots.stream().filter(s -> s.second() > since).mapToLong(Slot::events).sum();
      long recentErrors =
          slots.stream().filter(s -> s.second() > since).mapToLong(Slot::errors).sum();
      result.put("events_total", events);
      result.put("events_per_second", recent / (double) RATE_WINDOW.toSeconds());
      result.put("errors_total", errors);
      result.put("error_rate", recent == 0 ? 0.0 : recentErrors / (double) recent);
      result.put("component_restarts", restarts);
    }
    result.put("uptime_seconds", Duration.between(startedAt, clock.instant()).toSeconds());
    Map<String, Object> resources = resources();
    found.ifPresent(n -> resources.putAll(n.view()));
    result.put("resources", resources);
    mailboxes.ifPresent(depths -> result.put("mailboxes", depths.all()));
    result.put("restarts", restartsByPart());
    others.forEach((name, value) -> result.put(name, value.getAsLong()));
    return result;
  }

  private static Map<String, Object> resources() {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    Map<String, Object> resources = new LinkedHashMap<>();
    resources.put("heap_used_bytes", heap.getUsed());
    resources.put("heap_max_bytes", heap.getMax());
    resources.put("threads", ManagementFactory.getThreadMXBean().getThreadCount());
    resources.put("process_cpu", processCpu());
    resources.put("processors", Runtime.getRuntime().availableProcessors());
    resources.put(
        "gc_time_ms",
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .mapToLong(gc -> Math.max(0, gc.getCollectionTime()))
            .sum());
    return resources;
  }

  private static double heapUsed() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** Share of all processors, 0 to 1; 0 where the platform does not say. */
  private static double processCpu() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean os
        ? Math.max(0, os.getProcessCpuLoad())
        : 0;
  }
}

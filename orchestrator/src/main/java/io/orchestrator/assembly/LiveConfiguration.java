package io.orchestrator.assembly;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import io.orchestrator.actors.api.Risk;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.port.Configuration;
import io.orchestrator.domain.risk.LimitSet;
import io.orchestrator.domain.risk.RiskLimits;
import io.orchestrator.domain.system.SystemPart;
import io.orchestrator.settings.BadConfiguration;
import io.orchestrator.settings.Provenance;
import io.orchestrator.settings.Settings;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The configuration of this node: what was read at the start, and what was read again since. In a
 * cluster each node has files of its own; intervals and limits act on the whole cluster.
 */
public final class LiveConfiguration implements Configuration {
  private final Supplier<Config> source;
  private final NodeAssembly assembly;
  private final LogLevels levels;
  private final Executor blocking;
  private final Config started;

  /** What counts of the reloadable keys. */
  private volatile Settings present;

  /** Sets the levels of the log. */
  @FunctionalInterface
  public interface LogLevels {
    void set(String log, String screen);
  }

  /**
   * @param source reads all layers again; fails with {@link BadConfiguration}
   */
  public LiveConfiguration(
      Settings present,
      Supplier<Config> source,
      NodeAssembly assembly,
      LogLevels levels,
      Executor blocking) {
    this.started = present.config();
    this.present = present;
    this.source = source;
    this.assembly = assembly;
    this.levels = levels;
    this.blocking = blocking;
  }

  @Override
  public List<Entry> entries() {
    Map<String, Entry> now = byKey(present.config());
    return Provenance.of(started).stream()
        .map(entry -> entry.reloadable() ? now.getOrDefault(entry.key(), entry) : entry)
        .toList();
  }

  @Override
  public CompletionStage<Reloaded> reload(String by) {
    return CompletableFuture.supplyAsync(this::readAgain, blocking)
        .thenCompose(
            next ->
                limits(present.risk().limits(), next.risk().limits(), by)
                    .thenApply(done -> apply(next, by)));
  }

  private Settings readAgain() {
    try {
      return Settings.read(source.get());
    } catch (BadConfiguration e) {
      throw new Refusal(
              "config.invalid", 409, e.getMessage(), "Nothing was changed; correct it, then again.")
          .asException();
    }
  }

  /** Only what changed in the file: what a person set while running stays. */
  private CompletionStage<Risk.Controls> limits(RiskLimits before, RiskLimits after, String by) {
    Risk risk = assembly.risk();
    return risk.controls()
        .thenCompose(
            controls -> {
              RiskLimits merged = merged(controls.limits().account(), before, after);
              if (merged.equals(controls.limits().account())) {
                return CompletableFuture.completedFuture(controls);
              }
              LimitSet held = controls.limits();
              return risk.changeLimits(
                  held.version(),
                  new LimitSet(held.version(), merged, held.symbols(), held.strategies()),
                  "configuration reloaded",
                  by);
            });
  }

  static RiskLimits merged(RiskLimits held, RiskLimits before, RiskLimits after) {
    RecordComponent[] parts = RiskLimits.class.getRecordComponents();
    Object[] values = new Object[parts.length];
    Class<?>[] types = new Class<?>[parts.length];
    try {
      for (int i = 0; i < parts.length; i++) {
        types[i] = parts[i].getType();
        Object now = parts[i].getAccessor().invoke(after);
        boolean changed = !now.equals(parts[i].getAccessor().invoke(before));
        values[i] = changed ? now : parts[i].getAccessor().invoke(held);
      }
      return RiskLimits.class.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("limits are an open record", e);
    }
  }

  private Reloaded apply(Settings next, String by) {
    var node = assembly.node();
    node.setInterval(SystemPart.HEALTH_MONITOR, next.node().health().interval());
    node.setInterval(SystemPart.DATA_PIPELINE, next.node().pipeline().interval());
    node.setInterval(SystemPart.RISK_MONITOR, next.risk().riskCheckInterval());
    var resources = next.node().resources();
    node.resources().change(resources.memory(), resources.cpu());
    levels.set(next.logLevel(), next.screenLevel());
    Reloaded result = differences(next.config());
    present = next;
    node.events()
        .record(
            EventDraft.of(
                EventTypes.CONFIGURATION_RELOADED,
                "configuration",
                Severity.INFO,
                Map.of(
                    "applied", told(result.applied()),
                    "after_restart", told(result.afterRestart()),
                    "by", by)));
    return result;
  }

  private static List<Map<String, Object>> told(List<Change> changes) {
    List<Map<String, Object>> told = new ArrayList<>();
    for (Change change : changes) {
      told.add(Map.of("key", change.key(), "before", change.before(), "after", change.after()));
    }
    return told;
  }

  private Reloaded differences(Config after) {
    Map<String, Entry> fresh = byKey(after);
    List<Change> applied = new ArrayList<>();
    List<Change> later = new ArrayList<>();
    for (Entry old : entries()) {
      Config before = old.reloadable() ? present.config() : started;
      if (!value(before, old.key()).equals(value(after, old.key()))) {
        (old.reloadable() ? applied : later)
            .add(new Change(old.key(), old.value(), shown(fresh, old.key())));
      }
    }
    return new Reloaded(applied, later);
  }

  private static Map<String, Entry> byKey(Config config) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    Provenance.of(config).forEach(entry -> entries.put(entry.key(), entry));
    return entries;
  }

  private static Object value(Config config, String key) {
    ConfigValue value = config.hasPath(key) ? config.getValue(key) : null;
    return value == null ? "" : value.unwrapped();
  }

  private static String shown(Map<String, Entry> entries, String key) {
    return entries.containsKey(key) ? entries.get(key).value() : "";
  }
}

package io.orchestrator.actors.node;

import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.health.ServiceName;
import io.orchestrator.domain.port.MonitoredService;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** A service whose health a test moves by hand; remembers what was done to it. */
public final class FakeService implements MonitoredService {
  public static final ProbeResult OK = ProbeResult.ok(Duration.ofMillis(1), "ok");

  private final ServiceName name;
  public volatile Supplier<ProbeResult> probe = () -> OK;
  public volatile Runnable onReset = () -> {};
  public final List<String> done = new CopyOnWriteArrayList<>();

  public FakeService(ServiceName name) {
    this.name = name;
  }

  @Override
  public ServiceName name() {
    return name;
  }

  @Override
  public ProbeResult probe() {
    return probe.get();
  }

  @Override
  public void restartComponent() {
    done.add("restart");
  }

  @Override
  public void resetConnection() {
    done.add("reset");
    onReset.run();
  }

  @Override
  public Optional<String> fallBack() {
    done.add("fallback");
    return Optional.empty();
  }
}

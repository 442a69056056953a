package io.orchestrator.cli.doctor;

import io.orchestrator.adapters.cache.CacheService;
import io.orchestrator.adapters.worker.GpuProbeService;
import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.settings.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Redis, IQFeed, IB Gateway, GPU. */
final class OutsideLook {
  private static final int CONNECT_MS = 3_000;
  private static final int GPU_LOOKS = 100;

  private final Settings settings;

  OutsideLook(Settings settings) {
    this.settings = settings;
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    findings.add(redis());
    findings.addAll(feed());
    findings.add(broker());
    findings.add(gpu());
    return findings;
  }

  private Finding redis() {
    if (settings.cache().redisUrl().isEmpty()) {
      return Finding.good("redis", "not configured: in-process cache");
    }
    try (CacheService cache = CacheService.open(settings.cache())) {
      ProbeResult probe = cache.probe();
      return probe.reachable() && !probe.impaired()
          ? Finding.good("redis", probe.detail() + ", " + probe.latency().toMillis() + " ms")
          : Finding.doubtful(
              "redis", probe.detail(), "The in-process cache answers until it is back.");
    }
  }

  private List<Finding> feed() {
    if (settings.outside().simulatedFeed()) {
      return List.of(Finding.good("iqfeed", "simulated"));
    }
    var feed = settings.outside().iqfeed();
    String advice = "Start IQConnect, log in, and look at iqfeed.host.";
    return List.of(
        reach("iqfeed level 1", feed.host(), feed.levelOnePort(), advice),
        reach("iqfeed lookup", feed.host(), feed.lookupPort(), advice),
        reach("iqfeed admin", feed.host(), feed.adminPort(), advice));
  }

  private Finding broker() {
    if (settings.outside().simulatedBroker()) {
      return Finding.good("ib gateway", "simulated");
    }
    var ibkr = settings.outside().ibkr();
    return reach(
        "ib gateway", ibkr.host(), ibkr.port(), "Start it, log in, and enable its API socket.");
  }

  private static Finding reach(String check, String host, int port, String advice) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), CONNECT_MS);
      return Finding.good(check, host + ":" + port + " answers");
    } catch (IOException e) {
      return Finding.bad(check, host + ":" + port + ": " + e.getMessage(), advice);
    }
  }

  /** The first answer may come from a child process. */
  private Finding gpu() {
    var service = new GpuProbeService(settings.useGpu(), settings.worker());
    try {
      ProbeResult probe = service.probe();
      for (int i = 0; i < GPU_LOOKS && probe.detail().contains("until"); i++) {
        TimeUnit.MILLISECONDS.sleep(100);
        probe = service.probe();
      }
      return probe.reachable()
          ? Finding.good("gpu", probe.detail())
          : Finding.doubtful("gpu", probe.detail(), "Everything is computed on the CPU.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Finding.doubtful("gpu", "not waited for", "");
    }
  }
}

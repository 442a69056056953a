package io.orchestrator.assembly;

import io.orchestrator.actors.pipeline.KeptHistory;
import io.orchestrator.adapters.cache.CacheService;
import io.orchestrator.adapters.ibkr.IbkrGateway;
import io.orchestrator.adapters.ibkr.IbkrSettings;
import io.orchestrator.adapters.iqfeed.IqFeedClient;
import io.orchestrator.adapters.iqfeed.IqFeedSettings;
import io.orchestrator.adapters.simulator.Simulator;
import io.orchestrator.adapters.store.RecordedFeed;
import io.orchestrator.adapters.store.StoreRetention;
import io.orchestrator.adapters.store.TickSettings;
import io.orchestrator.adapters.worker.GpuAccelerator;
import io.orchestrator.adapters.worker.GpuProbeService;
import io.orchestrator.adapters.worker.RemoteEngine;
import io.orchestrator.analysis.information.InformationTheoryEngine;
import io.orchestrator.domain.market.MarketClock;
import io.orchestrator.domain.port.Accelerator;
import io.orchestrator.domain.port.AnalysisEngine;
import io.orchestrator.domain.port.BrokerGateway;
import io.orchestrator.domain.port.BrokerLease;
import io.orchestrator.domain.port.MarketDataFeed;
import io.orchestrator.domain.port.MonitoredService;
import io.orchestrator.domain.resource.DeviceLease;
import io.orchestrator.domain.resource.DeviceLease.Urgency;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.lease.JdbcBrokerLease;
import io.orchestrator.settings.Outside;
import io.orchestrator.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Everything outside the actors: feed, broker, cache, engines, and the simulator if it is used. */
public final class Counterparties implements AutoCloseable {
  /** A device that takes longer for paths is slower than the CPU. */
  private static final Duration RISK_ON_GPU = Duration.ofSeconds(15);

  private final Optional<Simulator> simulator;
  private final IqFeedClient feed;
  private final boolean simulatedFeed;
  private final BrokerGateway broker;
  private final CacheService cache;
  private final KeptHistory kept;
  private final StoreRetention retention;
  private final Optional<KeptTicks> ticks;
  private final List<AnalysisEngine> engines;
  private final GpuProbeService gpu;
  private final DeviceLease gpuLease = new DeviceLease();
  private final GpuAccelerator forAnalysis;
  private final GpuAccelerator forRisk;

  private Counterparties(Settings settings, Database database, Optional<Simulator> simulator) {
    Outside outside = settings.outside();
    this.simulator = simulator;
    this.simulatedFeed = outside.simulatedFeed();
    this.feed = new IqFeedClient(feedAddress(outside));
    this.broker =
        new IbkrGateway(
            brokerAddress(outside),
            Clock.systemUTC(),
            new SecureRandom(),
            lease(settings, database));
    this.cache = CacheService.open(settings.cache());
    this.ticks = ticks(settings, database);
    this.kept =
        new KeptHistory(
            MarketStores.bars(settings, database),
            source(outside),
            simulatedFeed,
            ticks.map(KeptTicks::store));
    this.retention =
        StoreRetention.start(kept.store(), kept.ticks(), settings.store(), marketClock());
    this.gpu = new GpuProbeService(settings.useGpu(), settings.worker());
    this.forAnalysis =
        new GpuAccelerator(gpu, settings.worker(), gpuLease, "analysis", Urgency.ANALYSIS);
    // In a process of its own: risk does not wait behind a long permutation test.
    this.forRisk =
        new GpuAccelerator(
            gpu,
            settings.worker().withRequestDeadline(RISK_ON_GPU),
            gpuLease,
            "risk",
            Urgency.RISK);
    this.engines =
        List.of(
            new InformationTheoryEngine(settings.informationTheory(), forAnalysis),
            new RemoteEngine("machine_learning", settings.worker()),
            new RemoteEngine("neural_network", settings.worker()));
  }

  /** A file is open in one process only, and with it the right to trade. */
  private static BrokerLease lease(Settings settings, Database database) {
    return database.isPostgres()
        ? new JdbcBrokerLease(
            database,
            settings.cluster().host() + ":" + settings.cluster().port(),
            settings.cluster().brokerLease())
        : BrokerLease.ALONE;
  }

  private Optional<KeptTicks> ticks(Settings settings, Database database) {
    TickSettings wanted = settings.store().ticks();
    return wanted.keep()
        ? Optional.of(
            KeptTicks.start(
                MarketStores.ticks(settings, database),
                source(settings.outside()),
                feed,
                wanted,
                marketClock()))
        : Optional.empty();
  }

  /**
   * Starts the simulator if a real host is missing; connects to nobody yet.
   *
   * @throws UncheckedIOException if a port of the simulator cannot be bound
   */
  public static Counterparties open(Settings settings, Database database) {
    Outside outside = settings.outside();
    if (!outside.simulatedFeed() && !outside.simulatedBroker()) {
      return new Counterparties(settings, database, Optional.empty());
    }
    try {
      return new Counterparties(
          settings, database, Optional.of(Simulator.start(outside.simulator())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private IqFeedSettings feedAddress(Outside outside) {
    if (!outside.simulatedFeed()) {
      return outside.iqfeed();
    }
    var ports = simulator.orElseThrow().feed();
    return outside
        .iqfeed()
        .withPorts(
            ports.levelOnePort(),
            ports.lookupPort(),
            ports.adminPort(),
            ports.derivativesPort(),
            ports.depthPort());
  }

  private IbkrSettings brokerAddress(Outside outside) {
    if (!outside.simulatedBroker()) {
      return outside.ibkr();
    }
    return outside.ibkr().withAddress("127.0.0.1", simulator.orElseThrow().gateway().port());
  }

  public MarketDataFeed feed() {
    return ticks.map(t -> RecordedFeed.of(feed, t.writer())).orElse(feed);
  }

  /** Trades one by one, if they are kept. */
  public Optional<KeptTicks> ticks() {
    return ticks;
  }

  public BrokerGateway broker() {
    return broker;
  }

  public CacheService cache() {
    return cache;
  }

  /** Where history is kept; opened with the first use. */
  public KeptHistory kept() {
    return kept;
  }

  /** Bars of another simulated market are other bars. */
  private static String source(Outside outside) {
    if (!outside.simulatedFeed()) {
      return "iqfeed";
    }
    var market = outside.simulator().market();
    String world =
        market.seed()
            + " "
            + market.historyDirectory()
            + " "
            + market.startDate()
            + " "
            + market.startTime()
            + " "
            + market.historyYears();
    UUID name = UUID.nameUUIDFromBytes(world.getBytes(StandardCharsets.UTF_8));
    return "simulated-" + name.toString().substring(0, 8);
  }

  public List<AnalysisEngine> engines() {
    return engines;
  }

  /** For simulated paths; not there until the probe has found a device. */
  public Accelerator riskAccelerator() {
    return forRisk;
  }

  /** Whoever computes on the GPU has it. */
  public DeviceLease gpuLease() {
    return gpuLease;
  }

  public Optional<Simulator> simulator() {
    return simulator;
  }

  /** Now in market time: the simulated market's clock where it is used, else the feed's. */
  public MarketClock marketClock() {
    return simulatedFeed ? simulator.orElseThrow().market().clock()::instant : feed.clock();
  }

  /** What the Health Monitor probes, but for the database. */
  List<MonitoredService> services(NodeRestarts restarts) {
    return List.of(
        cache,
        new FeedService(feed, restarts),
        new BrokerService(broker, restarts),
        new EngineService(engines),
        gpu);
  }

  /** In reverse order of use; the simulated market last, because others are connected to it. */
  @Override
  public void close() {
    broker.close();
    feed.close();
    engines.forEach(AnalysisEngine::close);
    forAnalysis.close();
    forRisk.close();
    cache.close();
    retention.close();
    ticks.ifPresent(KeptTicks::close);
    kept.store().close();
    simulator.ifPresent(Simulator::close);
  }
}

package io.orchestrator.adapters.simulator.iqfeed;

import io.orchestrator.adapters.simulator.market.SimulatedMarket;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.TradingCalendar;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** IQConnect's five ports in front of the simulated market, over real sockets. */
public final class SimulatedIqFeed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SimulatedIqFeed.class);
  private static final DateTimeFormatter ADMIN_TIME =
      DateTimeFormatter.ofPattern("MMM dd h:mma", Locale.US);

  private final SimulatedMarket market;
  private final FaultState faultState;
  private final LevelOneFeed levelOneFeed;
  private final List<LinePort> ports = new ArrayList<>();
  private final LinePort levelOne;
  private final LinePort lookup;
  private final LinePort admin;
  private final LinePort derivatives;
  private final LinePort depth;
  private final ScheduledExecutorService timer;
  private final RequestRate rate;
  private final Instant connectedSince;
  private final AutoCloseable subscription;
  private final FeedFaults faults;

  /**
   * Binds the five ports; a taken one gives way to the next free, which {@link #levelOnePort()} and
   * so on then tell.
   *
   * @throws IOException if none is free near the wanted one
   */
  public static SimulatedIqFeed start(SimulatedMarket market, SimulatedIqFeedSettings settings)
      throws IOException {
    var servers = new SimulatedIqFeed(market, settings);
    servers.ports.forEach(LinePort::serve);
    servers.timer.scheduleAtFixedRate(servers::tick, 1, 1, TimeUnit.SECONDS);
    LOG.info(
        "Simulated IQFeed: Level 1 on {}, depth on {}, lookup on {}, admin on {}, derivatives on {}",
        servers.levelOnePort(),
        servers.depthPort(),
        servers.lookupPort(),
        servers.adminPort(),
        servers.derivativesPort());
    return servers;
  }

  private SimulatedIqFeed(SimulatedMarket market, SimulatedIqFeedSettings settings)
      throws IOException {
    this.market = market;
    this.connectedSince = market.clock().instant();
    this.rate = new RequestRate(settings.historyRequestsPerSecond());
    this.faultState = new FaultState(settings.symbolLimit());
    this.levelOneFeed = new LevelOneFeed(market, faultState, this::stats);
    var rows = new HistoryRows(market, settings.historyRowsMax());
    try {
      this.levelOne =
          listen(
              new LinePort(
                  "level-1",
                  settings.levelOnePort(),
                  settings,
                  faultState.of(FeedPort.LEVEL_ONE),
                  link -> new LevelOneConversation(link, levelOneFeed)));
      this.lookup =
          listen(
              new LinePort(
                  "lookup",
                  settings.lookupPort(),
                  settings,
                  faultState.of(FeedPort.LOOKUP),
                  link ->
                      new LookupConversation(
                          link,
                          rows,
                          new SymbolRows(market),
                          market.symbols(),
                          faultState,
                          rate::take)));
      this.admin =
          listen(
              new LinePort(
                  "admin",
                  settings.adminPort(),
                  settings,
                  faultState.of(FeedPort.ADMIN),
                  link ->
                      new AdminConversation(
                          link,
                          this::stats,
                          this::clientStats,
                          faultState.of(FeedPort.ADMIN),
                          levelOneFeed::connectRequested)));
      this.derivatives =
          listen(
              new LinePort(
                  "derivatives",
                  settings.derivativesPort(),
                  settings,
                  faultState.of(FeedPort.DERIVATIVES),
                  link -> new DerivativesConversation(link, levelOneFeed, rows, faultState)));
      this.depth =
          listen(
              new LinePort(
                  "depth",
                  settings.depthPort(),
                  settings,
                  faultState.of(FeedPort.DEPTH),
                  link -> new DepthConversation(link, levelOneFeed, faultState)));
    } catch (IOException e) {
      ports.forEach(LinePort::stop);
      throw e;
    }
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("simulated-iqfeed").daemon().factory());
    this.faults = new ScriptedFaults(faultState, portsByName(), levelOneFeed);
    this.subscription = market.onStep(this::onStep);
  }

  // On the market's thread.
  private void onStep(List<Quote> changed) {
    levelOneFeed.onStep(changed);
    if (faultState.serverConnected()) {
      depth.forEach(
          link -> {
            if (link.conversation() instanceof DepthConversation c) {
              c.quotes(changed);
            }
          });
    }
  }

  private LinePort listen(LinePort port) {
    ports.add(port);
    return port;
  }

  public int levelOnePort() {
    return levelOne.port();
  }

  public int lookupPort() {
    return lookup.port();
  }

  public int adminPort() {
    return admin.port();
  }

  public int derivativesPort() {
    return derivatives.port();
  }

  public int depthPort() {
    return depth.port();
  }

  private Map<FeedPort, LinePort> portsByName() {
    return Map.of(
        FeedPort.LEVEL_ONE, levelOne,
        FeedPort.LOOKUP, lookup,
        FeedPort.ADMIN, admin,
        FeedPort.DERIVATIVES, derivatives,
        FeedPort.DEPTH, depth);
  }

  /** Tells a headline to every client that has asked for news. */
  public void headline(Symbol symbol, String text) {
    levelOneFeed.headline(symbol, text);
  }

  /** Takes the latest trade of a symbol back, or tells it again, to every client that watches. */
  public void correct(Symbol symbol, boolean inserted) {
    levelOneFeed.correct(symbol, inserted);
  }

  public FeedFaults faults() {
    return faults;
  }

  /** Connected clients of all ports. */
  public int clients() {
    return ports.stream().mapToInt(LinePort::clients).sum();
  }

  private void tick() {
    try {
      ports.forEach(p -> p.forEach(ClientLink::tick));
    } catch (RuntimeException e) {
      LOG.warn("A tick of the simulated feed failed", e);
    }
  }

  private String stats() {
    boolean up = faultState.serverConnected();
    return String.join(
        ",",
        "S,STATS",
        up ? "127.0.0.1" : "",
        up ? "60002" : "",
        "" + faultState.symbolLimit(),
        "" + faultState.slotsTaken(),
        "" + clients(),
        up ? "0" : "60",
        "0",
        "0",
        up ? adminTime(connectedSince) : "",
        up ? adminTime(levelOneFeed.skewed(market.clock().instant())) : "",
        up ? "Connected" : "Not Connected",
        "6.2.0.25",
        "simulated",
        "" + kilobytes(true),
        "0",
        "0",
        "" + kilobytes(false),
        "0",
        "0",
        "");
  }

  private static String adminTime(Instant instant) {
    return ADMIN_TIME.format(instant.atZone(TradingCalendar.NEW_YORK));
  }

  private long kilobytes(boolean in) {
    long[] sum = new long[1];
    ports.forEach(p -> p.forEach(l -> sum[0] += in ? l.kilobytesIn() : l.kilobytesOut()));
    return sum[0];
  }

  private List<String> clientStats() {
    var lines = new ArrayList<String>();
    addClients(lines, admin, 0);
    addClients(lines, levelOne, 1);
    addClients(lines, depth, 2);
    addClients(lines, lookup, 3);
    return lines;
  }

  private static void addClients(List<String> lines, LinePort port, int type) {
    int[] id = new int[1];
    port.forEach(
        link -> {
          Conversation with = link.conversation();
          int watched = with == null ? 0 : with.watched();
          int regionals = with == null ? 0 : with.regionals();
          lines.add(
              String.join(
                  ",",
                  "S,CLIENTSTATS",
                  "" + type,
                  "" + id[0]++,
                  link.name(),
                  "",
                  "" + watched,
                  "" + regionals,
                  "" + link.kilobytesIn(),
                  "" + link.kilobytesOut(),
                  "" + link.linesQueued() * 100 / 1024,
                  ""));
        });
  }

  @Override
  public void close() {
    timer.shutdownNow();
    try {
      subscription.close();
    } catch (Exception e) {
      LOG.warn("Leaving the market failed", e);
    }
    faults.thaw();
    ports.forEach(LinePort::stop);
  }

  /** So many requests in each second of wall time, with as many in a burst. */
  private static final class RequestRate {
    private final int perSecond;
    private double left;
    private long at = System.nanoTime();

    RequestRate(int perSecond) {
      this.perSecond = perSecond;
      this.left = perSecond;
    }

    synchronized boolean take() {
      long now = System.nanoTime();
      left = Math.min(perSecond, left + (now - at) / 1e9 * perSecond);
      at = now;
      if (left < 1) {
        return false;
      }
      left--;
      return true;
    }
  }
}

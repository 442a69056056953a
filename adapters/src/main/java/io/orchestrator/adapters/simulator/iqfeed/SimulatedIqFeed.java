package io.orchestrator.adapters.simulator.iqfeed;

import io.orchestrator.adapters.simulator.market.SimulatedMarket;
import io.orchestrator.domain.market.TradingCalendar;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * IQConnect's three most used ports in front of the simulated market, over real sockets. Market
 * depth and streaming bars are not served.
 */
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
  private final ScheduledExecutorService timer;
  private final RequestRate rate;
  private final Instant connectedSince;
  private final AutoCloseable subscription;
  private final FeedFaults faults = new Faults();

  /**
   * Binds the three ports; a taken one gives way to the next free, which {@link #levelOnePort()}
   * and so on then tell.
   *
   * @throws IOException if none is free near the wanted one
   */
  public static SimulatedIqFeed start(SimulatedMarket market, SimulatedIqFeedSettings settings)
      throws IOException {
    var servers = new SimulatedIqFeed(market, settings);
    servers.ports.forEach(LinePort::serve);
    servers.timer.scheduleAtFixedRate(servers::tick, 1, 1, TimeUnit.SECONDS);
    LOG.info(
        "Simulated IQFeed: Level 1 on {}, lookup on {}, admin on {}",
        servers.levelOnePort(),
        servers.lookupPort(),
        servers.adminPort());
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
                  faultState,
                  link -> new LevelOneConversation(link, levelOneFeed)));
      this.lookup =
          listen(
              new LinePort(
                  "lookup",
                  settings.lookupPort(),
                  settings,
                  faultState,
                  link ->
                      new LookupConversation(
                          link, rows, market.symbols(), faultState, rate::take)));
      this.admin =
          listen(
              new LinePort(
                  "admin",
                  settings.adminPort(),
                  settings,
                  faultState,
                  link -> new AdminConversation(link, this::stats, this::clientStats)));
    } catch (IOException e) {
      ports.forEach(LinePort::stop);
      throw e;
    }
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("simulated-iqfeed").daemon().factory());
    this.subscription = market.onStep(levelOneFeed::onStep);
  }

  private LinePort listen(LinePort port) {
    ports.add(port);
    return port;
  }

  /** The protocol that a connection speaks from now on: 6.1 if asked for, else 6.2. */
  static String protocol(String[] setProtocol) {
    return setProtocol.length > 2 && setProtocol[2].trim().equals("6.1") ? "6.1" : "6.2";
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

  public FeedFaults faults() {
    return faults;
  }

  /** Connected clients of the three ports. */
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
        "" + levelOneFeed.slotsTaken(),
        "" + clients(),
        up ? "0" : "60",
        "0",
        "0",
        up ? adminTime(connectedSince) : "",
        up ? adminTime(market.clock().instant()) : "",
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
    int[] id = new int[1];
    levelOne.forEach(
        link -> {
          int watched = link.conversation() instanceof LevelOneConversation c ? c.watched() : 0;
          lines.add(
              String.join(
                  ",",
                  "S,CLIENTSTATS,1",
                  "" + id[0]++,
                  "",
                  "",
                  "" + watched,
                  "0",
                  "" + link.kilobytesIn(),
                  "" + link.kilobytesOut(),
                  "" + link.linesQueued() * 100 / 1024,
                  ""));
        });
    return lines;
  }

  @Override
  public void close() {
    timer.shutdownNow();
    try {
      subscription.close();
    } catch (Exception e) {
      LOG.warn("Leaving the market failed", e);
    }
    faultState.freeze(false);
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

  private final class Faults implements FeedFaults {
    @Override
    public void stopServing() {
      ports.forEach(LinePort::stop);
    }

    @Override
    public void resumeServing() {
      for (LinePort port : ports) {
        try {
          port.resume();
        } catch (IOException e) {
          throw new IllegalStateException("port " + port.port() + " cannot be bound again", e);
        }
      }
    }

    @Override
    public void dropConnections() {
      ports.forEach(LinePort::dropClients);
    }

    @Override
    public void cutNextLine() {
      levelOne.forEach(l -> l.cutNextLine(Duration.ZERO, true));
    }

    @Override
    public void splitNextLine(Duration pause) {
      levelOne.forEach(l -> l.cutNextLine(pause, false));
    }

    @Override
    public void freeze() {
      faultState.freeze(true);
    }

    @Override
    public void thaw() {
      faultState.freeze(false);
    }

    @Override
    public void slow(Duration perLine) {
      faultState.slow(perLine);
    }

    @Override
    public void serverDisconnected() {
      faultState.serverConnected(false);
      levelOneFeed.sayToAll("S,SERVER DISCONNECTED");
    }

    @Override
    public void serverConnected() {
      faultState.serverConnected(true);
      levelOneFeed.sayToAll("S,SERVER CONNECTED");
    }

    @Override
    public void garbage(String line) {
      levelOneFeed.sayToAll(line);
    }

    @Override
    public void symbolLimit(int symbols) {
      faultState.symbolLimit(symbols);
    }

    @Override
    public void delayed(boolean delayed) {
      faultState.delayed(delayed);
    }

    @Override
    public void failHistory(int requests, String errorText) {
      faultState.failHistory(requests, errorText);
    }
  }
}

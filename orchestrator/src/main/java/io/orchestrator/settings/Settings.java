package io.orchestrator.settings;

import com.typesafe.config.Config;
import io.orchestrator.actors.node.NodeSettings;
import io.orchestrator.actors.risk.RiskMonitorSettings;
import io.orchestrator.actors.schedule.LiveAnalysisSettings;
import io.orchestrator.actors.trading.TradingDeskSettings;
import io.orchestrator.actors.trading.execution.ExecutionSettings;
import io.orchestrator.actors.workflow.WorkflowSettings;
import io.orchestrator.adapters.alert.ChannelSettings;
import io.orchestrator.adapters.cache.CacheSettings;
import io.orchestrator.adapters.store.StoreSettings;
import io.orchestrator.adapters.worker.WorkerSettings;
import io.orchestrator.analysis.information.InformationTheorySettings;
import io.orchestrator.analysis.signal.SignalSettings;
import io.orchestrator.domain.alert.AlertPolicy;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.quality.QualitySettings;
import io.orchestrator.domain.risk.RiskLimits;
import io.orchestrator.http.HttpSettings;
import io.orchestrator.http.auth.AuthSettings;
import io.orchestrator.persistence.DatabaseSettings;
import io.orchestrator.persistence.archive.ArchiveSettings;
import io.orchestrator.persistence.audit.AuditSettings;
import io.orchestrator.persistence.events.EventRetentionSettings;
import io.orchestrator.persistence.users.UserSettings;
import io.orchestrator.tracing.TracingSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that is configurable, typed and checked.
 *
 * @param home data directory: journal, secrets, models, the simulated broker's books
 * @param logLevel of our own loggers in the file
 * @param screenLevel least level that reaches the screen
 * @param logFormat of the file
 * @param store bars on disk, in {@code home/market}
 * @param keepAnalysis how long results of the engines are used again
 * @param config the layers it was read from, for Akka's own keys
 */
public record Settings(
    Path home,
    Path logs,
    String logLevel,
    String screenLevel,
    LogFormat logFormat,
    boolean useGpu,
    HttpSettings http,
    DatabaseSettings database,
    UserSettings users,
    CacheSettings cache,
    StoreSettings store,
    Outside outside,
    NodeSettings node,
    TradingDeskSettings desk,
    ExecutionSettings execution,
    RiskMonitorSettings risk,
    WorkflowSettings workflow,
    LiveAnalysisSettings liveAnalysis,
    WorkerSettings worker,
    InformationTheorySettings informationTheory,
    SignalSettings signals,
    Duration keepAnalysis,
    AuditSettings audit,
    EventRetentionSettings eventRetention,
    ArchiveSettings historyArchive,
    ClusterSettings cluster,
    AlertPolicy alerts,
    ChannelSettings channels,
    TracingSettings tracing,
    Config config) {

  /** More than the parts of a node that follow the event log. */
  private static final int OWN_FOLLOWERS = 100;

  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final List<String> LEVELS = List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR");

  /** Of the log's file: lines for people, or one JSON object a line. */
  public enum LogFormat {
    TEXT,
    JSON
  }

  /**
   * @throws BadConfiguration with every problem at once
   */
  public static Settings read(Config config) {
    ConfigReader reader = new ConfigReader(config);
    Settings settings = read(reader, config);
    reader.finish();
    return settings;
  }

  /**
   * What a command needs that signs tokens, and no more: it starts fast.
   *
   * @throws BadConfiguration if one of these keys is wrong
   */
  public static Signing signing(Config config) {
    ConfigReader reader = new ConfigReader(config);
    Signing signing = new Signing(home(reader), reader.section("http.auth", AuthSettings.DEFAULT));
    reader.failIfProblems();
    return signing;
  }

  /**
   * @param home data directory with the key
   */
  public record Signing(Path home, AuthSettings auth) {}

  /** Full paths of all keys that exist. */
  public static Set<String> keys(Config config) {
    ConfigReader reader = new ConfigReader(config);
    read(reader, config);
    return reader.known();
  }

  private static Settings read(ConfigReader r, Config config) {
    Path home = home(r);
    r.oneOf("profile", Profile.class);
    r.know(ConfigReader.ROOT + ".config");
    r.string("secrets.store"); // used before anything was read: see Secrets
    r.string("secrets.password");
    RiskLimits limits = r.section("risk-limits", RiskLimits.DEFAULT);
    ClusterSettings cluster =
        r.section(
            "cluster",
            ClusterSettings.DEFAULT,
            Map.of("managementPort", r.integer("management-port", 0, 65_535)));
    Outside outside = Outside.read(r, home);
    oneSimulatorForAll(r, cluster, outside);
    HttpSettings http = http(r, home);
    NodeSettings node = node(r, cluster);
    roomForStreams(r, http.stream().maxClients(), node.events().maxFollowers());
    return new Settings(
        home,
        r.path("logs").toAbsolutePath().normalize(),
        r.oneOf("log-level", LEVELS),
        r.oneOf("screen-level", LEVELS),
        r.oneOf("log-format", LogFormat.class),
        r.flag("use-gpu"),
        http,
        database(r, home),
        r.section("users", UserSettings.DEFAULT),
        cache(r),
        r.section(
            "store",
            StoreSettings.in(home.resolve("market")),
            Map.of("directory", home.resolve("market"))),
        outside,
        node,
        r.section("trading", TradingDeskSettings.DEFAULT),
        r.section("execution", ExecutionSettings.DEFAULT),
        risk(r, limits),
        r.section("workflow", WorkflowSettings.DEFAULT, Map.of("readJournal", "jdbc-read-journal")),
        r.section("live-analysis", LiveAnalysisSettings.DEFAULT),
        worker(r, home),
        r.section("information-theory", InformationTheorySettings.DEFAULT),
        r.section("signals", SignalSettings.DEFAULT),
        r.duration("cache.analysis", SHORTEST, LONGEST),
        r.section("audit", AuditSettings.DEFAULT),
        r.section("event-retention", EventRetentionSettings.DEFAULT),
        r.section("history-archive", ArchiveSettings.DEFAULT),
        cluster,
        r.section("alerts", AlertPolicy.DEFAULT),
        r.section("alerts.channels", ChannelSettings.DEFAULT),
        r.section("tracing", TracingSettings.DEFAULT),
        config);
  }

  private static Path home(ConfigReader r) {
    return r.path("home").toAbsolutePath().normalize();
  }

  private enum Profile {
    DEFAULT,
    LOW_LATENCY,
    STABILITY
  }

  private static HttpSettings http(ConfigReader r, Path home) {
    Duration ping = r.duration("websocket-ping-interval", Duration.ofSeconds(1), LONGEST);
    var d = HttpSettings.DEFAULT;
    Map<String, Object> fixed = new HashMap<>();
    fixed.put("bindAddress", r.string("bind"));
    fixed.put("allowPlaintext", r.flag("allow-plaintext"));
    fixed.put("httpPort", r.integer("http.port", 0, 65_535));
    fixed.put("websocketPort", r.integer("websocket-port", 0, 65_535));
    fixed.put("dataDirectory", home);
    fixed.put("eventHistoryLimit", r.integer("event-history-limit", 1, 1000));
    fixed.put("rest", r.section("http.rest", d.rest()));
    fixed.put("stream", r.section("http.stream", d.stream(), Map.of("pingInterval", ping)));
    fixed.put("auth", r.section("http.auth", d.auth()));
    fixed.put("rates", r.section("http.rates", d.rates()));
    return r.section("http", d, fixed);
  }

  /**
   * Each client follows the event log, and so do parts of the node: alerts must not find it full.
   */
  private static void roomForStreams(ConfigReader r, int clients, int followers) {
    long needed = (long) clients + OWN_FOLLOWERS;
    if (followers < needed) {
      r.problem(
          "events.max-followers",
          followers + " are too few for http.stream.max-clients = " + clients,
          "at least " + needed);
    }
  }

  /** Each process has a built-in simulator of its own: several nodes would trade with several. */
  private static void oneSimulatorForAll(ConfigReader r, ClusterSettings cluster, Outside outside) {
    if (!cluster.ofSeveral()) {
      return;
    }
    if (outside.simulatedFeed()) {
      alone(r, "iqfeed.host", "the host of IQFeed");
    }
    if (outside.simulatedBroker()) {
      alone(r, "ibkr.host", "the host of TWS or IB Gateway");
    }
  }

  private static void alone(ConfigReader r, String key, String real) {
    r.problem(
        key,
        "empty, which is for a single node; this one has others beside it (cluster.seeds,"
            + " cluster.discovery, or a cluster.host and port that they reach), and each would have"
            + " a simulator of its own",
        real + ", or of one `orchestrator simulator` for all nodes");
  }

  private static DatabaseSettings database(ConfigReader r, Path home) {
    DatabaseSettings embedded = DatabaseSettings.embedded(home);
    Optional<String> url = r.optional("db.url");
    String user = r.string("db.user");
    String password = r.string("db.password");
    DatabaseSettings defaults =
        url.filter(u -> isDatabase(r, u))
            .map(u -> DatabaseSettings.of(u, user, password))
            .orElse(embedded);
    return r.section(
        "db",
        defaults,
        Map.of("url", defaults.url(), "user", defaults.user(), "password", defaults.password()));
  }

  private static boolean isDatabase(ConfigReader r, String url) {
    boolean known = url.startsWith("jdbc:h2:") || url.startsWith("jdbc:postgresql:");
    if (!known) {
      r.problem(
          "db.url",
          "neither H2 nor PostgreSQL",
          "jdbc:h2:file:PATH or jdbc:postgresql://HOST/DATABASE");
    }
    return known;
  }

  private static CacheSettings cache(ConfigReader r) {
    Optional<String> url = r.optional("redis.url").filter(u -> isRedis(r, u));
    Optional<Path> certificates = r.optional("redis.certificates").map(Path::of);
    if (certificates.isPresent() && !Files.isReadable(certificates.get())) {
      r.problem(
          "redis.certificates", "no file that can be read", "a file with certificates in PEM");
      certificates = Optional.empty();
    }
    return r.section(
        "cache",
        CacheSettings.DEFAULT,
        Map.of("redisUrl", url, "trustedCertificates", certificates));
  }

  /** The URL itself is not shown: it may hold a password. */
  private static boolean isRedis(ConfigReader r, String url) {
    try {
      URI uri = new URI(url);
      boolean scheme = "redis".equals(uri.getScheme()) || "rediss".equals(uri.getScheme());
      if (scheme && uri.getHost() != null) {
        return true;
      }
    } catch (URISyntaxException e) {
      // Its message would show the URL; what is said below is enough.
    }
    r.problem("redis.url", "not the URL of a Redis", "redis://HOST:PORT or rediss://HOST:PORT");
    return false;
  }

  private static NodeSettings node(ConfigReader r, ClusterSettings cluster) {
    var d = NodeSettings.DEFAULT;
    Duration interval = r.duration("health-check-interval", SHORTEST, LONGEST);
    int attempts = r.integer("recovery.attempts", 1, 100);
    var recovery =
        r.section(
            "recovery",
            d.health().recovery(),
            Map.of("restartAttempts", attempts, "resetAttempts", attempts));
    var pipeline =
        r.section(
            "pipeline",
            d.pipeline(),
            Map.of(
                "interval", r.duration("data-pipeline-interval", SHORTEST, LONGEST),
                "symbols", symbols(r),
                "quality", quality(r, d.pipeline().quality()),
                "cacheTimeToLive", r.duration("cache.market-data", SHORTEST, LONGEST),
                "staleFor", r.duration("cache.market-data-stale", Duration.ZERO, LONGEST)));
    return r.section(
        "node",
        d,
        Map.of(
            "joinSelf", cluster.alone(),
            "system", r.section("system", d.system(), Map.of("autoStart", r.flag("auto-start"))),
            "health",
                r.section(
                    "health",
                    d.health().withInterval(interval),
                    Map.of("interval", interval, "recovery", recovery)),
            "events",
                r.section(
                    "events",
                    d.events(),
                    Map.of("historyLimit", r.integer("event-history-limit", 1, 1000))),
            "pipeline", pipeline,
            "live", r.section("live", d.live()),
            "resources", r.section("resources", d.resources())));
  }

  /** Only a real feed tells the world's time: the simulated market has a clock of its own. */
  private static QualitySettings quality(ConfigReader r, QualitySettings d) {
    boolean real = r.optional("iqfeed.host").isPresent();
    return r.section(
        "pipeline.quality",
        d,
        Map.of("feed", r.section("pipeline.quality.feed", d.feed(), Map.of("worldTime", real))));
  }

  private static Set<Symbol> symbols(ConfigReader r) {
    Set<Symbol> symbols = new LinkedHashSet<>();
    for (String name : r.strings("symbols")) {
      Optional<Symbol> symbol =
          r.checked("symbols", Optional.empty(), () -> Optional.of(Symbol.of(name)));
      symbol.ifPresent(symbols::add);
    }
    return symbols;
  }

  private static RiskMonitorSettings risk(ConfigReader r, RiskLimits limits) {
    return r.section(
        "risk",
        RiskMonitorSettings.DEFAULT,
        Map.of(
            "limits", limits,
            "riskCheckInterval", r.duration("risk-check-interval", SHORTEST, LONGEST),
            "historyTtl", r.duration("cache.risk", SHORTEST, LONGEST),
            "emergencyClosePositions", r.flag("emergency-close-positions")));
  }

  private static WorkerSettings worker(ConfigReader r, Path home) {
    WorkerSettings defaults = WorkerSettings.in(home);
    return r.section(
        "worker",
        defaults,
        Map.of(
            "classPath", defaults.classPath(),
            "mainClass", defaults.mainClass(),
            "directory", defaults.directory()));
  }
}

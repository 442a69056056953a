package io.orchestrator.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The packed file says everything that can be configured, and says the truth about defaults. */
class ApplicationConfTest {
  /** Where the operator's own file is; it cannot stand in a file. */
  private static final String OUTSIDE = "orchestrator.config";

  private static Config config;
  private static Set<String> known;
  private static Set<String> packed;

  @BeforeAll
  static void read() {
    config = ConfigLayers.load(Optional.empty(), Map.of());
    known = Settings.keys(config);
    packed =
        ConfigFactory.parseResources("application.conf")
            .getConfig("orchestrator")
            .entrySet()
            .stream()
            .map(e -> "orchestrator." + e.getKey())
            .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyPackedKeyIsKnown() {
    Set<String> unknown = new TreeSet<>(packed);
    unknown.removeAll(known);
    assertEquals(Set.of(), unknown);
    assertTrue(packed.size() > 250, "only " + packed.size() + " keys were found");
  }

  @Test
  void everyKnownKeyIsPacked() {
    List<String> missing =
        known.stream().filter(k -> !k.equals(OUTSIDE) && !config.hasPath(k)).sorted().toList();
    assertEquals(List.of(), missing);
  }

  @Test
  void aKeyLeftOutHasTheValueThatTheFileShows() {
    Settings complete = Settings.read(config);
    List<String> wrong = new ArrayList<>();
    int compared = 0;
    for (String key : packed) {
      Optional<Settings> without = without(key);
      if (without.isPresent()) {
        compared++;
        if (!withoutLayers(without.get()).equals(withoutLayers(complete))) {
          wrong.add(key);
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(compared > 200, "only " + compared + " keys have a default in their record");
  }

  /**
   * Empty for the keys that must be there, of which {@link #documentedDefaults} knows the value.
   */
  private static Optional<Settings> without(String key) {
    try {
      return Optional.of(Settings.read(config.withoutPath(key)));
    } catch (BadConfiguration e) {
      assertTrue(e.getMessage().contains(key + ": missing"), e::getMessage);
      return Optional.empty();
    }
  }

  private static List<Object> withoutLayers(Settings s) {
    return List.of(
        List.of(s.home(), s.logs(), s.logLevel(), s.screenLevel(), s.useGpu(), s.http()),
        List.of(s.database(), s.users(), s.cache(), s.outside(), s.node(), s.desk(), s.risk()),
        List.of(s.workflow(), s.worker(), s.informationTheory(), s.signals(), s.keepAnalysis()),
        List.of(s.cluster(), s.alerts(), s.channels()));
  }

  @Test
  void documentedDefaults() {
    Settings s = Settings.read(config);
    assertEquals("127.0.0.1", s.http().bindAddress());
    assertEquals(8000, s.http().httpPort());
    assertEquals(8765, s.http().websocketPort());
    assertEquals(1000, s.http().eventHistoryLimit());
    assertEquals(Duration.ofSeconds(30), s.http().stream().pingInterval());
    assertEquals(Duration.ofSeconds(30), s.node().health().interval());
    assertEquals(Duration.ofSeconds(1), s.node().pipeline().interval());
    assertEquals(Duration.ofSeconds(60), s.node().pipeline().cacheTimeToLive());
    assertEquals(Duration.ofSeconds(60), s.risk().riskCheckInterval());
    assertEquals(Duration.ofMinutes(5), s.risk().historyTtl());
    assertEquals(Duration.ofHours(1), s.keepAnalysis());
    assertEquals(false, s.risk().emergencyClosePositions());
    assertEquals(true, s.useGpu());
    assertEquals(10_000, s.risk().limits().var95Limit());
    assertEquals(5_000, s.risk().limits().maxDailyLoss());
    assertEquals(0.30, s.risk().limits().maxConcentration());
    assertTrue(s.outside().simulatedFeed() && s.outside().simulatedBroker());
    assertTrue(s.database().url().startsWith("jdbc:h2:file:"), s.database().url());
    assertEquals(5009, s.outside().simulator().feed().levelOnePort());
    assertEquals(4002, s.outside().simulator().gateway().port());
  }
}

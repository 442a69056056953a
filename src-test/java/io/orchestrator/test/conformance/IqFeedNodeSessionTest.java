package io.orchestrator.test.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.orchestrator.adapters.simulator.iqfeed.SimulatedIqFeed;
import io.orchestrator.adapters.simulator.iqfeed.SimulatedIqFeedSettings;
import io.orchestrator.adapters.simulator.market.SimulatedMarket;
import io.orchestrator.adapters.simulator.market.SimulatedMarketSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The simulated feed, seen by a client in another language that shares no code with it. */
@Timeout(120)
class IqFeedNodeSessionTest {
  @TempDir private Path directory;

  @Test
  void documentedSessionIsAnswered() throws IOException, InterruptedException {
    assumeTrue(nodeIsThere(), "skipped: no node on this machine");
    Path script = Path.of("node", "iqfeed-session.mjs");
    Path found = Files.exists(script) ? script : Path.of("src-test").resolve(script);
    try (var market = SimulatedMarket.open(SimulatedMarketSettings.DEFAULT.withSpeed(5));
        var feed = SimulatedIqFeed.start(market, SimulatedIqFeedSettings.DEFAULT.onFreePorts())) {
      Path output = directory.resolve("output");
      Process node =
          new ProcessBuilder(
                  List.of(
                      "node",
                      found.toString(),
                      "127.0.0.1",
                      "" + feed.levelOnePort(),
                      "" + feed.lookupPort(),
                      "" + feed.adminPort(),
                      "" + feed.derivativesPort(),
                      "" + feed.depthPort(),
                      "AAPL"))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      try {
        assertTrue(node.waitFor(100, TimeUnit.SECONDS), "the session does not end");
        String said = Files.readString(output, StandardCharsets.UTF_8);
        assertEquals(0, node.exitValue(), said);
        assertTrue(
            said.contains("\"HTX\":20") && said.contains("\"BH\":3") && said.contains("\"depth\""),
            said);
      } finally {
        node.destroyForcibly();
      }
    }
  }

  private static boolean nodeIsThere() throws InterruptedException {
    try {
      Process version =
          new ProcessBuilder("node", "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return version.waitFor(10, TimeUnit.SECONDS) && version.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}

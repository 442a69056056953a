package io.orchestrator.test.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestrator.adapters.simulator.SimulatorSettings;
import io.orchestrator.adapters.simulator.market.SimulatedMarketSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same run on recorded prices; a name that is not recorded stays simulated. */
@Timeout(400)
class RealDataTest {
  private static final List<String> SYMBOLS = List.of("AAPL", "IBM", "SPY", "MSFT");

  @Test
  void theRunCompletesOnRecordedPrices() throws IOException {
    Optional<Path> recorded = recorded();
    assumeTrue(recorded.isPresent(), "real market data not found: set ORCHESTRATOR_MARKET_DATA");
    SimulatorSettings settings =
        SimulatorSettings.DEFAULT.withMarket(
            SimulatedMarketSettings.DEFAULT.withHistoryDirectory(recorded.get()));
    try (World world = new World("real-data", settings, Map.of())) {
      world.start();
      // Real daily returns rarely speak clearly; the order path is what must hold here.
      JsonNode run = world.run(Map.of("symbols", SYMBOLS, "execute", true, "min_confidence", 0.0));
      assertEquals("completed", run.get("state").asText(), run::toString);
      JsonNode fetched = run.at("/results/fetch_market_data");
      assertTrue(fetched.get("failures").isEmpty(), fetched::toString);
      JsonNode apple = fetched.get("symbols").get(0);
      assertEquals("AAPL", apple.get("symbol").asText());
      assertEquals(lastClose(recorded.get(), "AAPL"), apple.get("last_close").asDouble(), 0.005);
      assertEquals(3, run.at("/results/run_analysis/engines").size());
      assertTrue(run.at("/results/run_analysis/failures").isEmpty());
      assertTrue(run.at("/results/execute_trades/executed").asBoolean());
      Books.assertAgree(world);
    }
  }

  private static double lastClose(Path directory, String symbol) throws IOException {
    List<String> rows = Files.readAllLines(directory.resolve("daily").resolve(symbol + ".csv"));
    return Double.parseDouble(rows.getLast().split(",")[4]);
  }

  private static Optional<Path> recorded() {
    String configured = System.getenv("ORCHESTRATOR_MARKET_DATA");
    if (configured != null) {
      return equities(Path.of(configured));
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Optional<Path> found = equities(at.resolveSibling("shared").resolve("data"));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<Path> equities(Path data) {
    for (Path candidate : List.of(data, data.resolve("us-equities"))) {
      if (Files.isDirectory(candidate.resolve("daily"))) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}

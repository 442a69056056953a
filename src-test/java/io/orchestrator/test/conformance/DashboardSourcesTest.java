package io.orchestrator.test.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.orchestrator.test.process.Npm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The dashboard's own check: types, lint, unit tests, its contract with the server, and that the
 * packed page is that of the sources. Skipped where node or its registry is missing.
 */
@ResourceLock("dashboard/node_modules")
class DashboardSourcesTest {
  private static final Path DASHBOARD = Path.of("../dashboard").toAbsolutePath().normalize();
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @Test
  @Timeout(value = 16, unit = TimeUnit.MINUTES)
  void typesLintAndUnitTestsHold() throws Exception {
    Npm.installedOrSkip(DASHBOARD);
    Npm.Outcome check = Npm.run(DASHBOARD, List.of("npm", "run", "check"), LIMIT);
    assertEquals(0, check.exit(), check::output);
  }
}

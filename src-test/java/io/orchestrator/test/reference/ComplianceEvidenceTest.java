package io.orchestrator.test.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.compliance.Requirement;
import io.orchestrator.domain.compliance.RiskControl;
import io.orchestrator.domain.risk.BreakerPolicies;
import io.orchestrator.domain.risk.LimitSet;
import io.orchestrator.domain.risk.RiskLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A control names the test that proves it: that test must exist. */
class ComplianceEvidenceTest {
  /** What no control of the program answers: said as such in the report. */
  private static final Set<Requirement> NOT_MET =
      EnumSet.of(
          Requirement.RTS_9, Requirement.RTS_10, Requirement.RTS_13, Requirement.FIA_DISCONNECT);

  @Test
  void everyNamedTestExists() throws IOException {
    List<String> missing = new ArrayList<>();
    for (RiskControl control : RiskControl.values()) {
      String[] parts = control.test().split("\\.");
      List<Path> files = sources(parts[0] + ".java");
      boolean found = files.size() == 1;
      if (found && parts.length == 2) {
        found = Files.readString(files.getFirst()).contains("void " + parts[1] + "(");
      }
      if (!found) {
        missing.add(control + ": " + control.test() + " in " + files);
      }
    }
    assertEquals(List.of(), missing);
  }

  private static List<Path> sources(String file) throws IOException {
    try (Stream<Path> all = Files.walk(root())) {
      return all.filter(p -> p.endsWith(file) && !p.toString().contains("target")).toList();
    }
  }

  private static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("application.conf"))) {
      at = at.getParent();
    }
    return at;
  }

  @Test
  void whatIsNotAnsweredIsKnown() {
    assertEquals(
        NOT_MET,
        Arrays.stream(Requirement.values())
            .filter(r -> RiskControl.answering(r).isEmpty())
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Requirement.class))));
  }

  @Test
  void everyControlSaysItsLimit() {
    LimitSet limits = LimitSet.of(RiskLimits.DEFAULT);
    for (RiskControl control : RiskControl.values()) {
      assertTrue(!control.limit(limits, BreakerPolicies.DEFAULT).isBlank(), control.name());
      assertTrue(control.active(BreakerPolicies.DEFAULT), control.name());
    }
  }
}

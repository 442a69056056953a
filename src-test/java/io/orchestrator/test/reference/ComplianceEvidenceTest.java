package io.orchestrator.test.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.compliance.Requirement;
import io.orchestrator.domain.compliance.RiskControl;
import io.orchestrator.domain.risk.BreakerPolicies;
import io.orchestrator.domain.risk.DenialCode;
import io.orchestrator.domain.risk.LimitSet;
import io.orchestrator.domain.risk.RiskLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A control names the test that proves it: that test must exist. */
class ComplianceEvidenceTest {
  /** What no control of the program answers: said as such in the report. */
  private static final Set<Requirement> NOT_MET =
      EnumSet.of(Requirement.RTS_13, Requirement.FIA_DISCONNECT);

  /** Not of a limit or a list: states in which nothing is judged, and what belongs together. */
  private static final Set<DenialCode> UNDER_NO_CONTROL =
      EnumSet.of(
          DenialCode.BREAKER_OPEN,
          DenialCode.NAME_BLOCKED,
          DenialCode.PROBE_SIZE,
          DenialCode.DAILY_LOSS,
          DenialCode.MARKET_CLOSED,
          DenialCode.STOP_REACHED,
          DenialCode.PARENT_GONE,
          DenialCode.REPEATED_EXECUTION,
          DenialCode.TRADING_HALTED,
          DenialCode.TRADING_REDUCING);

  /** What the desk denies behind the gate, under no control either, and the test that proves it. */
  private static final Map<DenialCode, String> AT_THE_DESK =
      Map.of(
          DenialCode.INTENT_EXPIRED,
          "LateOrdersTest.anEntryDecidedBeforeALongOutageIsNotSentBehindItAndAnExitIs",
          DenialCode.EPOCH_PASSED,
          "LateOrdersTest.anEntryDecidedBeforeAHaltThatTheAdapterKnowsDoesNotLeaveAndAnExitDoes",
          DenialCode.BRACKET_INCOMPLETE,
          "BracketTest.anEntryWhoseExitIsGoneIsNotSentWithoutIt");

  /** What the text of the evidence must contain, beside the name of a breaker. */
  private static final Map<RiskControl, List<String>> WORDS = words();

  private static Map<RiskControl, List<String>> words() {
    Map<RiskControl, List<String>> w = new EnumMap<>(RiskControl.class);
    w.put(
        RiskControl.ORDER_SIZE, List.of("DenialCode.ORDER_QUANTITY", "DenialCode.ORDER_NOTIONAL"));
    w.put(
        RiskControl.PRICE_COLLAR,
        List.of("DenialCode.PRICE_COLLAR", "DenialCode.PRICE_TICK", "DenialCode.LOT_SIZE"));
    w.put(RiskControl.VALUE_PER_MINUTE, List.of("DenialCode.NOTIONAL_RATE"));
    w.put(RiskControl.BUYING_POWER, List.of("DenialCode.BUYING_POWER"));
    w.put(
        RiskControl.ORDER_RATE,
        List.of(
            "DenialCode.ORDER_FREQUENCY",
            "DenialCode.SYMBOL_FREQUENCY",
            "DenialCode.STRATEGY_FREQUENCY",
            "DenialCode.REPEATED_ORDER",
            "DenialCode.TOO_MANY_ORDERS"));
    w.put(RiskControl.MESSAGE_RATE, List.of("DenialCode.MESSAGE_RATE"));
    w.put(RiskControl.RESTRICTED_LIST, List.of("DenialCode.RESTRICTED"));
    w.put(
        RiskControl.SHORT_SALES,
        List.of(
            "DenialCode.SHORT_SALE",
            "DenialCode.SHORT_EXPOSURE",
            "DenialCode.LOCATE",
            "DenialCode.SHORT_PRICE_TEST",
            "DenialCode.CLOSES_ABSENT"));
    w.put(RiskControl.SELF_MATCH, List.of("DenialCode.SELF_MATCH"));
    w.put(
        RiskControl.PORTFOLIO_LIMITS,
        List.of(
            "DenialCode.GROSS_EXPOSURE",
            "DenialCode.NET_EXPOSURE",
            "DenialCode.SECTOR_EXPOSURE",
            "DenialCode.CONCENTRATION",
            "DenialCode.TOO_MANY_NAMES",
            "DenialCode.POSITION_LIMIT",
            "DenialCode.VAR_LIMIT",
            "DenialCode.MARGINAL_VAR"));
    w.put(
        RiskControl.REFERENCE_PRICE,
        List.of(
            "DenialCode.PRICE_ABSENT",
            "DenialCode.PRICE_STALE",
            "DenialCode.PRICE_NOT_GOOD",
            "DenialCode.PRICE_SHOCK"));
    w.put(RiskControl.EXPOSURE, List.of("worstIsWithin"));
    w.put(RiskControl.CONCENTRATION, List.of("worstIsWithin"));
    w.put(RiskControl.VALUE_AT_RISK, List.of("marginal.after"));
    w.put(RiskControl.DUPLICATES, List.of("trading.submit"));
    w.put(RiskControl.NARROW_LIMITS, List.of("door.strategies", "door.symbols"));
    w.put(RiskControl.KILL_SWITCH, List.of("HALTED"));
    w.put(RiskControl.STRATEGY_KILL, List.of("restricted", "CANCELLED", "r/exit"));
    w.put(RiskControl.EXITS_PASS, List.of("decision().exit()"));
    w.put(RiskControl.RECONCILIATION, List.of("DenialCode.RECONCILING"));
    w.put(RiskControl.BROKER_SESSION, List.of("DenialCode.BROKER_UNAVAILABLE"));
    w.put(RiskControl.LIMIT_CHANGES, List.of("risk.approval_own", "approvedBy"));
    w.put(RiskControl.WARNINGS, List.of("predicted"));
    w.put(RiskControl.EXECUTIONS_TOLD, List.of("ORDER_FILLED"));
    w.put(RiskControl.ACCESS, List.of("403"));
    w.put(
        RiskControl.NO_WAY_AROUND,
        List.of("DenialCode.RISK_UNAVAILABLE", "DenialCode.CAPABILITY_MISSING"));
    w.put(RiskControl.SIMULATED_BROKER, List.of("ChaosRun"));
    w.put(RiskControl.STRESS_TEST, List.of("\"--rts6\""));
    w.put(RiskControl.SELF_ASSESSMENT, List.of("assessment("));
    w.put(RiskControl.SELF_GRADING, List.of("demoted"));
    return w;
  }

  /** One method with the mark of a test, in one class of that name. */
  @Test
  void everyNamedTestExists() throws IOException {
    List<String> missing = new ArrayList<>();
    for (RiskControl control : RiskControl.values()) {
      String[] parts = control.test().split("\\.");
      List<Path> files = sources(parts[0] + ".java");
      if (files.size() != 1
          || parts.length != 2
          || body(Files.readString(files.getFirst()), parts[1]).isEmpty()) {
        missing.add(control + ": " + control.test() + " in " + files);
      }
    }
    assertEquals(List.of(), missing);
  }

  /** It speaks of what it is said to prove: the breaker by name, the codes of the gate by case. */
  @Test
  void everyNamedTestProvesItsControl() throws IOException {
    List<String> loose = new ArrayList<>();
    for (RiskControl control : RiskControl.values()) {
      String[] parts = control.test().split("\\.");
      String source = Files.readString(sources(parts[0] + ".java").getFirst());
      String text = body(source, parts[1]).orElse("");
      // The case of every code stands in the table of that class, which must name all codes.
      text += parts[1].equals("everyRuleDeniesAnEntryAndLetsItsExitPass") ? source : "";
      List<String> missing = new ArrayList<>(WORDS.getOrDefault(control, List.of()));
      control.breaker().ifPresent(breaker -> missing.add("BreakerName." + breaker));
      String searched = text;
      missing.removeIf(searched::contains);
      boolean nothingAsked = control.breaker().isEmpty() && !WORDS.containsKey(control);
      if (nothingAsked || !missing.isEmpty()) {
        loose.add(control + ": " + control.test() + " lacks " + missing);
      }
    }
    assertEquals(List.of(), loose);
  }

  /** Every denial of the gate belongs to a control whose words name it. */
  @Test
  void everyDenialBelongsToAControl() {
    Set<String> named = WORDS.values().stream().flatMap(List::stream).collect(Collectors.toSet());
    assertEquals(
        UNDER_NO_CONTROL,
        Arrays.stream(DenialCode.values())
            .filter(c -> !named.contains("DenialCode." + c) && !AT_THE_DESK.containsKey(c))
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(DenialCode.class))));
  }

  @Test
  void everyDenialOfTheDeskIsProven() throws IOException {
    for (Map.Entry<DenialCode, String> proof : AT_THE_DESK.entrySet()) {
      String[] parts = proof.getValue().split("\\.");
      String source = Files.readString(sources(parts[0] + ".java").getFirst());
      String text = body(source, parts[1]).orElse("");
      assertTrue(text.contains("DenialCode." + proof.getKey()), proof::toString);
    }
  }

  /** From its name to the end of its block, if an annotation makes it a test. */
  private static Optional<String> body(String source, String method) {
    Matcher found =
        Pattern.compile(
                "@(Test|ParameterizedTest|Property)\\b(?:(?!;|\\n  }\\n).)*?void " + method + "\\(",
                Pattern.DOTALL)
            .matcher(source);
    if (!found.find()) {
      return Optional.empty();
    }
    int end = source.indexOf("\n  }\n", found.end());
    return Optional.of(source.substring(found.end(), end));
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

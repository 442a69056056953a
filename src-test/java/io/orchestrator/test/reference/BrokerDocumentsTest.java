package io.orchestrator.test.reference;

import io.orchestrator.adapters.ibkr.BrokerCode;
import io.orchestrator.adapters.simulator.gateway.Scenario;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What each of the broker's codes does here, and what can go wrong at the simulated broker. */
class BrokerDocumentsTest {
  @Test
  void scenariosAreUpToDate() throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("# What can be made to go wrong at the simulated broker\n\n");
    text.append("Generated from `Scenario` by `BrokerDocumentsTest`; do not edit.\n");
    text.append("`SimulatedGateway.begin` and `end` take them. Each repeats a failure that users");
    text.append(" of this broker really had.\n\n| name | what happens |\n|---|---|\n");
    for (Scenario scenario : Scenario.values()) {
      text.append("| `").append(scenario).append("` | ");
      text.append(Documents.cell(scenario.description())).append(" |\n");
    }
    Documents.check("broker-scenarios.md", text.toString());
  }

  @Test
  void codesAreUpToDate() throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("# Codes of Interactive Brokers\n\n");
    text.append("Generated from `BrokerCode` by `BrokerDocumentsTest`; do not edit.\n");
    text.append("A code that is not here is told as a notice and never ends an order. Which codes");
    text.append(" end one is the setting `orchestrator.ibkr.reject-codes`.\n\n");
    text.append("| code | meaning | treatment | alarm | advice |\n|---|---|---|---|---|\n");
    for (BrokerCode code : BrokerCode.all()) {
      text.append("| ").append(code.code());
      text.append(" | ").append(Documents.cell(code.meaning()));
      text.append(" | ").append(words(code.treatment()));
      text.append(" | ").append(code.alarm().map(BrokerDocumentsTest::words).orElse(""));
      text.append(" | ").append(Documents.cell(code.advice())).append(" |\n");
    }
    Documents.check("broker-codes.md", text.toString());
  }

  private static String words(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}

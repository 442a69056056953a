package io.orchestrator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

@Command(name = "risk", description = "Measures, violations, breakers. USD.")
final class RiskCommand extends ClientCommand {
  @Override
  int run(ApiClient client) {
    var answer = client.get("/api/risk");
    return print(answer, () -> table(answer.body()));
  }

  private void table(JsonNode risk) {
    var table = Table.pairs();
    for (String name :
        new String[] {
          "trading_state",
          "portfolio_value",
          "var_95",
          "var_99",
          "expected_shortfall",
          "volatility",
          "high_volatility",
          "gross_exposure",
          "largest_concentration",
          "largest_name",
          "daily_pnl",
          "as_of",
          "unavailable"
        }) {
      table.row(name, Table.show(risk.path(name)));
    }
    for (JsonNode violation : risk.path("violations")) {
      table.row(
          "violation",
          Table.show(violation.path("violation"))
              + " "
              + Table.show(violation.path("value"))
              + " over "
              + Table.show(violation.path("limit")));
    }
    for (JsonNode breaker : risk.path("breakers")) {
      table.row(
          "breaker", Table.show(breaker.path("name")) + " " + Table.show(breaker.path("state")));
    }
    table.print(out());
  }
}

package io.orchestrator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

@Command(
    name = "risk",
    description = "Measures, violations, breakers. USD.",
    subcommands = {RiskBacktestCommand.class, LimitsCommand.class, BreakerCommand.class})
final class RiskCommand extends ClientCommand {
  @Override
  int run(ApiClient client) {
    var answer = client.get("/api/risk");
    return print(answer, () -> table(answer.body()));
  }

  private void table(JsonNode risk) {
    var table = Table.pairs();
    table.fields(
        risk,
        "trading_state",
        "portfolio_value",
        "method",
        "method_reason",
        "var_95",
        "var_99",
        "expected_shortfall",
        "volatility",
        "high_volatility",
        "gross_exposure",
        "largest_concentration",
        "largest_name",
        "beta",
        "garch_volatility",
        "drawdown",
        "liquidity_days",
        "daily_pnl",
        "as_of",
        "unavailable");
    for (JsonNode method : risk.path("methods")) {
      table.row(
          "var 95 / 99 by " + Table.show(method.path("method")),
          method.path("unavailable").isNull()
              ? Table.show(method.path("var_95")) + " / " + Table.show(method.path("var_99"))
              : Table.show(method.path("unavailable")));
    }
    for (JsonNode stress : risk.path("stress")) {
      table.row("stress", Table.show(stress.path("name")) + " " + Table.show(stress.path("pnl")));
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

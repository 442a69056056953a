package io.orchestrator.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "trading",
    description = "halt: no entries; reduce: only exits; resume: entries again (role risk).")
final class TradingCommand extends ClientCommand {
  /** What can be asked. */
  enum Action {
    HALT,
    REDUCE,
    RESUME
  }

  @Parameters(paramLabel = "ACTION", description = "halt, reduce or resume.")
  Action action;

  @Mixin GivenReason reason;

  @Override
  int run(ApiClient client) {
    var answer =
        client.post("/api/trading/" + word(action), Map.of("reason", reason.text), Map.of());
    return print(
        answer,
        () ->
            Table.pairs()
                .row("Trading", Table.show(answer.body().path("trading_state")))
                .row("Cancelled orders", Table.show(answer.body().path("cancelled_orders")))
                .print(out()));
  }
}

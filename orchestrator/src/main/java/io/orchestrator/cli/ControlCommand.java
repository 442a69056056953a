package io.orchestrator.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "control", description = "Starts, stops, restarts or maintains the system.")
final class ControlCommand extends ClientCommand {
  /** What can be asked. */
  enum Action {
    START,
    STOP,
    RESTART,
    MAINTENANCE
  }

  @Parameters(paramLabel = "ACTION", description = "start, stop, restart or maintenance.")
  Action action;

  @Override
  int run(ApiClient client) {
    var answer = client.post("/api/system/control/" + word(action), Map.of(), Map.of());
    return print(
        answer,
        () ->
            Table.pairs()
                .row(
                    Table.show(answer.body().path("status")),
                    Table.show(answer.body().path("message")))
                .print(out()));
  }
}

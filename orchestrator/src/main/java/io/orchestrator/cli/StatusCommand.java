package io.orchestrator.cli;

import picocli.CommandLine.Command;

@Command(name = "status", description = "State, uptime and what runs.")
final class StatusCommand extends ClientCommand {
  @Override
  int run(ApiClient client) {
    var answer = client.get("/api/system/status");
    var body = answer.body();
    return print(
        answer,
        () ->
            Table.pairs()
                .row("State", Table.show(body.path("state")))
                .row("Trading", Table.show(body.path("trading_state")))
                .row("Uptime", Table.show(body.path("uptime")))
                .row("Since", Table.show(body.path("since")))
                .row("Active", Table.show(body.path("active_workflows")))
                .row("Degraded by", Table.show(body.path("degraded_reasons")))
                .row("Clients", Table.show(body.path("connected_clients")))
                .row("Events", Table.show(body.path("event_count")))
                .row("Node", Table.show(body.path("node")))
                .row("Version", Table.show(body.path("version")))
                .print(out()));
  }
}

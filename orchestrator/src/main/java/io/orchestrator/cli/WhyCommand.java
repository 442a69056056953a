package io.orchestrator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What led to an order, or what a run did and rests on. */
@Command(
    name = "why",
    description =
        "What a run did and what it rests on; or what led to an order, by the order's id.")
final class WhyCommand extends ClientCommand {
  @Parameters(paramLabel = "ID", description = "Of a workflow, or of an order (it has a slash).")
  String id;

  @Option(names = "--html", paramLabel = "FILE", description = "Write a page for people instead.")
  Path page;

  @Override
  int run(ApiClient client) throws IOException {
    boolean order = id.contains("/");
    String path = (order ? "/api/orders/" : "/api/workflows/") + ApiClient.encode(id) + "/why";
    if (page != null) {
      OutputFile.write(page, client.page(path + "?format=html"));
      out().println(page);
      out().flush();
      return 0;
    }
    var answer = client.get(path);
    return print(answer, () -> show(answer.body(), order));
  }

  private void show(JsonNode why, boolean order) {
    if (order) {
      about(why);
    } else {
      run(why);
    }
    out().println();
    out().println(Table.printable("Not recorded: " + Table.show(why.path("missing"))));
    out().flush();
  }

  private void about(JsonNode why) {
    order(why);
    Table.pairs()
        .row("Workflow", Table.show(why.path("workflow_id")))
        .row("Signal", Table.show(why.path("signal").path("output")))
        .row("Analysis", Table.show(why.path("analysis").path("output")))
        .row("Data", Table.show(why.path("data_window").path("output")))
        .print(out());
  }

  private void order(JsonNode why) {
    JsonNode order = why.path("order");
    Table.pairs()
        .row("Order", Table.show(why.path("client_order_id")))
        .row(
            "Wanted",
            Table.show(order.path("side"))
                + " "
                + Table.show(order.path("quantity"))
                + " "
                + Table.show(order.path("symbol")))
        .row("Status", Table.show(order.path("status")))
        .row("Filled", Table.show(order.path("filled")))
        .row("Risk decision", Table.show(why.path("risk_decision")))
        .print(out());
    var table = new Table("seq", "at", "event");
    for (JsonNode event : why.path("events")) {
      table.row(
          Table.show(event.path("seq")),
          Table.show(event.path("timestamp")),
          Table.show(event.path("event_type")));
    }
    table.print(out());
    out().println();
  }

  private void run(JsonNode why) {
    Table.pairs()
        .row("Workflow", Table.show(why.path("workflow_id")))
        .row("Type", Table.show(why.path("workflow")))
        .row("State", Table.show(why.path("state")))
        .row("By", Table.show(why.path("requested_by")))
        .row("Data hash", Table.show(why.path("data_hash")))
        .row("Error", Table.show(why.path("error")))
        .print(out());
    out().println();
    why.path("orders").forEach(this::order);
    var steps = new Table("step", "seq", "state", "attempts", "ended", "output");
    for (JsonNode step : why.path("chain")) {
      String output = Table.show(step.path("output"));
      steps.row(
          Table.show(step.path("step")),
          Table.show(step.path("seq")),
          Table.show(step.path("state")),
          Table.show(step.path("attempts")),
          Table.show(step.path("ended_at")),
          output.length() > 80 ? output.substring(0, 80) + "…" : output);
    }
    steps.print(out());
  }
}

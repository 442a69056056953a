package io.orchestrator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What waits for a second person. */
@Command(
    name = "approvals",
    description = "Looser limits, releases and resets that wait for a second person (role risk).",
    subcommands = {ApprovalsCommand.Approve.class, ApprovalsCommand.Reject.class})
final class ApprovalsCommand extends ClientCommand {
  private static final String PATH = "/api/approvals";

  @Override
  int run(ApiClient client) {
    return show(this, client.get(PATH));
  }

  private static int show(ClientCommand command, ApiClient.Answer answer) {
    return command.print(
        answer,
        () -> {
          var table = new Table("id", "kind", "asked by", "expires", "summary", "reason");
          for (JsonNode approval : answer.body().path("approvals")) {
            table.row(
                Table.show(approval.path("id")),
                Table.show(approval.path("kind")),
                Table.show(approval.path("requested_by")),
                Table.show(approval.path("expires_at")),
                Table.show(approval.path("summary")),
                Table.show(approval.path("reason")));
          }
          table.print(command.out());
        });
  }

  /** Commands about one request. */
  abstract static class Decide extends ClientCommand {
    @Parameters(paramLabel = "ID", description = "Of the request.")
    long id;

    @Mixin GivenReason reason;

    int decide(ApiClient client, boolean grant) {
      return show(
          this,
          client.post(PATH + "/" + id, Map.of("grant", grant, "reason", reason.text), Map.of()));
    }
  }

  @Command(
      name = "approve",
      description = "Grants what another person asked for; it happens at once.")
  static final class Approve extends Decide {
    @Override
    int run(ApiClient client) {
      return decide(client, true);
    }
  }

  @Command(name = "reject", description = "Refuses a request; nothing changes.")
  static final class Reject extends Decide {
    @Override
    int run(ApiClient client) {
      return decide(client, false);
    }
  }
}

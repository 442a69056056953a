package io.orchestrator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestrator.domain.risk.BreakerName;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Circuit breakers. */
@Command(
    name = "breaker",
    description = "The circuit breakers: what each allows and why it opened; reset one.",
    subcommands = BreakerCommand.Reset.class)
final class BreakerCommand extends ClientCommand {
  private static final String PATH = "/api/risk/breakers";

  @Override
  int run(ApiClient client) {
    return show(this, client.get(PATH));
  }

  private static int show(ClientCommand command, ApiClient.Answer answer) {
    return command.print(
        answer,
        () -> {
          var table =
              new Table("breaker", "of", "state", "allows", "since", "until", "trips", "cause");
          for (JsonNode breaker : answer.body().path("breakers")) {
            table.row(
                Table.show(breaker.path("name")),
                Table.show(breaker.path("subject")),
                Table.show(breaker.path("state")),
                Table.show(breaker.path("allows")),
                Table.show(breaker.path("since")),
                Table.show(breaker.path("until")),
                Table.show(breaker.path("trips")),
                Table.show(breaker.path("cause")));
          }
          table.print(command.out());
        });
  }

  @Command(
      name = "reset",
      description = {
        "Closes a breaker again (role risk); with four eyes a second person must agree.",
        "It opens anew if its cause still stands. Halted trading needs 'trading resume' as well."
      })
  static final class Reset extends ClientCommand {
    @Parameters(paramLabel = "NAME", description = "${COMPLETION-CANDIDATES}.")
    BreakerName name;

    @Mixin GivenReason reason;

    @Option(
        names = "--subject",
        description = "Symbol of a price_shock, strategy of a repeated_execution.")
    String subject;

    @Override
    int run(ApiClient client) {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("reason", reason.text);
      if (subject != null) {
        body.put("subject", subject);
      }
      return show(this, client.post(PATH + "/" + word(name) + "/reset", body, Map.of()));
    }
  }
}

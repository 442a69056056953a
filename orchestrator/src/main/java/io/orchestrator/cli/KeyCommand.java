package io.orchestrator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Keys that sign tokens; needs the role admin. */
@Command(
    name = "key",
    description = "Keys that sign tokens: list, rotate, remove. Needs the role admin.",
    subcommands = {KeyCommand.Rotate.class, KeyCommand.Remove.class})
final class KeyCommand extends ClientCommand {
  @Override
  int run(ApiClient client) {
    return show(this, client.get("/api/auth/keys"));
  }

  private static int show(ClientCommand command, ApiClient.Answer answer) {
    return command.print(
        answer,
        () -> {
          var table = new Table("key", "signs", "created", "retired");
          for (JsonNode key : answer.body().path("keys")) {
            table.row(
                Table.show(key.path("kid")),
                Table.show(key.path("signing")),
                Table.show(key.path("created")),
                Table.show(key.path("retired")));
          }
          table.print(command.out());
        });
  }

  @Command(
      name = "rotate",
      description = "A new key signs; what the old one signed counts until it expires.")
  static final class Rotate extends ClientCommand {
    @Override
    int run(ApiClient client) {
      return show(this, client.post("/api/auth/keys/rotate", Map.of(), Map.of()));
    }
  }

  @Command(name = "remove", description = "Everything that a retired key signed is refused.")
  static final class Remove extends ClientCommand {
    @Parameters(paramLabel = "KEY", description = "Its id.")
    String key;

    @Override
    int run(ApiClient client) {
      return show(this, client.delete("/api/auth/keys/" + ApiClient.encode(key)));
    }
  }
}

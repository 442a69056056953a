package io.orchestrator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Accounts of people and programs; needs the role admin. */
@Command(
    name = "user",
    description = "Accounts: roles, passwords, sessions. Needs the role admin.",
    mixinStandardHelpOptions = true,
    subcommands = {
      UserCommand.Add.class,
      UserCommand.All.class,
      UserCommand.Disable.class,
      UserCommand.Enable.class,
      UserCommand.ChangeRole.class,
      UserCommand.Password.class,
      UserCommand.Sessions.class,
      UserCommand.Logout.class
    })
final class UserCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Name one of: add, list, disable, enable, role, password, sessions, logout.");
  }

  /** Commands about one account. */
  abstract static class OneUser extends ClientCommand {
    @Parameters(paramLabel = "NAME", description = "Of the account.")
    String name;

    String path() {
      return "/api/users/" + ApiClient.encode(name);
    }

    int show(ApiClient.Answer answer) {
      return print(answer, () -> table(answer.body()).print(out()));
    }

    int change(ApiClient client, Map<String, ?> body) {
      return show(client.patch(path(), body));
    }
  }

  private static Table table(JsonNode... users) {
    var table = new Table("name", "role", "enabled");
    for (JsonNode user : users) {
      table.row(
          Table.show(user.path("name")),
          Table.show(user.path("role")),
          Table.show(user.path("enabled")));
    }
    return table;
  }

  @Command(name = "list", description = "Accounts and their roles.")
  static final class All extends ClientCommand {
    @Override
    int run(ApiClient client) {
      var answer = client.get("/api/users");
      return print(
          answer,
          () -> {
            var users = answer.body().path("users");
            JsonNode[] rows = new JsonNode[users.size()];
            Arrays.setAll(rows, users::get);
            table(rows).print(out());
          });
    }
  }

  /** A password never stands on the command line, where others see it. */
  static final class PasswordOptions {
    @Option(
        names = "--password-file",
        paramLabel = "FILE",
        description = "First line is the password; - reads it from the standard input.")
    Path file;

    String read() {
      try {
        if (file == null) {
          return typed();
        }
        byte[] bytes =
            file.toString().equals("-") ? System.in.readAllBytes() : Files.readAllBytes(file);
        return new String(bytes, StandardCharsets.UTF_8).lines().findFirst().orElse("");
      } catch (IOException e) {
        throw new CliFailure(CliFailure.USAGE, file + " cannot be read.");
      }
    }

    private static String typed() {
      Console console = System.console();
      if (console == null) {
        throw new CliFailure(CliFailure.USAGE, "There is no terminal; use --password-file.");
      }
      String first = new String(console.readPassword("Password: "));
      if (!first.equals(new String(console.readPassword("Again: ")))) {
        throw new CliFailure(CliFailure.USAGE, "The two differ.");
      }
      return first;
    }
  }

  @Command(name = "add", description = "A new account; asks for its password.")
  static final class Add extends OneUser {
    @Option(
        names = "--role",
        required = true,
        description = "viewer, operator, trader, risk or admin; each includes those before.")
    String role;

    @picocli.CommandLine.Mixin PasswordOptions password;

    @Override
    int run(ApiClient client) {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("username", name);
      body.put("role", role);
      body.put("password", password.read());
      return show(client.post("/api/users", body, Map.of()));
    }
  }

  @Command(name = "disable", description = "Ends its access at once; it stays in the records.")
  static final class Disable extends OneUser {
    @Override
    int run(ApiClient client) {
      return change(client, Map.of("enabled", false));
    }
  }

  @Command(name = "enable", description = "It may log in again.")
  static final class Enable extends OneUser {
    @Override
    int run(ApiClient client) {
      return change(client, Map.of("enabled", true));
    }
  }

  @Command(name = "role", description = "Another role; its present access ends.")
  static final class ChangeRole extends OneUser {
    @Parameters(index = "1", paramLabel = "ROLE", description = "viewer … admin.")
    String role;

    @Override
    int run(ApiClient client) {
      return change(client, Map.of("role", role));
    }
  }

  @Command(name = "password", description = "Another password; its present access ends.")
  static final class Password extends OneUser {
    @picocli.CommandLine.Mixin PasswordOptions password;

    @Override
    int run(ApiClient client) {
      return change(client, Map.of("password", password.read()));
    }
  }

  @Command(name = "sessions", description = "Where the account is logged in.")
  static final class Sessions extends OneUser {
    @Override
    int run(ApiClient client) {
      var answer = client.get(path() + "/sessions");
      return print(
          answer,
          () -> {
            var table = new Table("session", "begun", "last used", "expires");
            for (JsonNode s : answer.body().path("sessions")) {
              table.row(
                  Table.show(s.path("session")),
                  Table.show(s.path("begun")),
                  Table.show(s.path("last_used")),
                  Table.show(s.path("expires")));
            }
            table.print(out());
          });
    }
  }

  @Command(name = "logout", description = "Ends its sessions and tokens at once.")
  static final class Logout extends OneUser {
    @Option(names = "--session", description = "Only this one.")
    String session;

    @Override
    int run(ApiClient client) {
      String which = session == null ? "" : "/" + ApiClient.encode(session);
      var answer = client.delete(path() + "/sessions" + which);
      return print(answer, () -> out().println(Table.show(answer.body().path("status"))));
    }
  }
}

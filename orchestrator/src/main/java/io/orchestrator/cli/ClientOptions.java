package io.orchestrator.cli;

import java.net.URI;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What every client command takes. */
final class ClientOptions {
  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "${env:ORCHESTRATOR_URL:-http://localhost:8000}",
      description = "Where the node is (ORCHESTRATOR_URL); default ${DEFAULT-VALUE}.")
  URI url;

  @Option(
      names = "--token",
      paramLabel = "JWT",
      description = "Access token; better in ORCHESTRATOR_TOKEN, where no process list shows it.")
  String token;

  @Option(names = "--json", description = "The node's answer as it came.")
  boolean json;

  ApiClient client() {
    if (url.getHost() == null || !("http".equals(url.getScheme()) || https())) {
      throw new CliFailure(
          CliFailure.USAGE, "--url must look like http://localhost:8000, was " + url);
    }
    return new ApiClient(url, token());
  }

  boolean https() {
    return "https".equals(url.getScheme());
  }

  boolean hasToken() {
    return token != null || System.getenv("ORCHESTRATOR_TOKEN") != null;
  }

  String token() {
    return Optional.ofNullable(token)
        .or(() -> Optional.ofNullable(System.getenv("ORCHESTRATOR_TOKEN")))
        .filter(value -> !value.isBlank())
        .map(String::strip)
        .orElseThrow(
            () ->
                new CliFailure(
                    CliFailure.UNAUTHORISED,
                    "No token. Make one on the server with 'orchestrator token --role viewer', and"
                        + " pass it with --token or ORCHESTRATOR_TOKEN."));
  }
}

package io.orchestrator.http.routes;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.http.json.Json;
import io.orchestrator.http.rest.Answer;
import io.orchestrator.http.rest.Call;
import io.orchestrator.http.rest.Endpoint;
import io.orchestrator.http.rest.OpenApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;

/** The dashboard and the description of the interface; both open, both without data. */
public final class PageRoutes {
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.\\-]+|\\[[0-9A-Fa-f:.]+]");

  private final DashboardFiles files = new DashboardFiles();
  private final IntSupplier streamPort;
  private final String version;

  /**
   * @param streamPort of the WebSocket; known when it is bound
   */
  public PageRoutes(IntSupplier streamPort, String version) {
    this.streamPort = streamPort;
    this.version = version;
  }

  /** With the document that describes {@code others} and these. */
  public List<Endpoint> endpoints(List<Endpoint> others) {
    List<Endpoint> all = new ArrayList<>(others);
    byte[][] document = new byte[1][];
    List<Endpoint> own =
        List.of(
            Endpoint.get("/openapi.json")
                .summary("This description")
                .answers("object")
                .handle(call -> done(new Answer(200, Answer.JSON, document[0], Map.of()))),
            Endpoint.get("/").summary("The dashboard").answers("string").handle(this::page),
            Endpoint.get("/favicon.svg")
                .summary("Icon of the dashboard")
                .answers("string")
                .handle(call -> file(call, "favicon.svg")),
            Endpoint.get("/assets/{file}")
                .summary("Scripts and styles of the dashboard")
                .answers("string", 404)
                .handle(call -> file(call, "assets/" + call.pathValue("file"))));
    all.addAll(own);
    document[0] = Json.bytes(OpenApi.document(all, version));
    return all;
  }

  /**
   * Scripts and styles only from here, connections only to here and to our own stream. Styles that
   * a script sets one by one (places of rows, charts) are no inline styles to this policy.
   */
  private CompletionStage<Answer> page(Call call) {
    String host =
        call.header()
            .apply("host")
            .map(value -> value.replaceFirst(":\\d+$", ""))
            .filter(value -> HOST.matcher(value).matches())
            .orElse("localhost");
    String stream = host + ":" + streamPort.getAsInt();
    String policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src"
            + " 'self' ws://"
            + stream
            + " wss://"
            + stream
            + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    return done(
        Answer.text("text/html", files.page(streamPort.getAsInt()))
            .with(Map.of("Content-Security-Policy", policy)));
  }

  private CompletionStage<Answer> file(Call call, String path) {
    return done(
        files
            .file(path, call.header().apply("accept-encoding"))
            .orElseThrow(
                () ->
                    new Refusal(
                            "request.not_found",
                            404,
                            "The dashboard has no file '" + path + "'.",
                            "Reload the page: it may be older than this server.")
                        .asException()));
  }

  private static CompletionStage<Answer> done(Answer answer) {
    return CompletableFuture.completedFuture(answer);
  }
}

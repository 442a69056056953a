package io.orchestrator.http.routes;

import io.orchestrator.http.json.Json;
import io.orchestrator.http.rest.Answer;
import io.orchestrator.http.rest.Call;
import io.orchestrator.http.rest.Endpoint;
import io.orchestrator.http.rest.OpenApi;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;

/** The status page and the description of the interface; both open, both without data. */
public final class PageRoutes {
  private static final String FOLDER = "/io/orchestrator/http/page/";
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.\\-]+|\\[[0-9A-Fa-f:.]+]");

  private final String html = resource("index.html");
  private final String script = resource("status.js");
  private final String style = resource("status.css");
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
            Endpoint.get("/").summary("Status page").answers("string").handle(this::page),
            Endpoint.get("/assets/status.js")
                .summary("Script of the status page")
                .answers("string")
                .handle(call -> done(Answer.text("text/javascript", script))),
            Endpoint.get("/assets/status.css")
                .summary("Style of the status page")
                .answers("string")
                .handle(call -> done(Answer.text("text/css", style))));
    all.addAll(own);
    document[0] = Json.bytes(OpenApi.document(all, version));
    return all;
  }

  /** Scripts and styles only from here, connections only to here and to our own stream. */
  private CompletionStage<Answer> page(Call call) {
    String host =
        call.header()
            .apply("host")
            .map(value -> value.replaceFirst(":\\d+$", ""))
            .filter(value -> HOST.matcher(value).matches())
            .orElse("localhost");
    String stream = host + ":" + streamPort.getAsInt();
    String policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws://"
            + stream
            + " wss://"
            + stream
            + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    return done(
        Answer.text("text/html", html.replace("{{stream-port}}", "" + streamPort.getAsInt()))
            .with(Map.of("Content-Security-Policy", policy)));
  }

  private static CompletionStage<Answer> done(Answer answer) {
    return CompletableFuture.completedFuture(answer);
  }

  private static String resource(String name) {
    try (InputStream in = PageRoutes.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException("missing in the jar: " + FOLDER + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

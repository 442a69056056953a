package io.orchestrator.http.routes;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestrator.http.json.Json;
import io.orchestrator.http.rest.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * The packed dashboard: what its build ({@code dashboard/}) left in this jar, and nothing else.
 * Read once, with a compressed copy of each file.
 */
final class DashboardFiles {
  static final String FOLDER = "/io/orchestrator/http/page/";

  /** A file's name holds a hash of its content: it never changes. */
  private static final String FOR_EVER = "public, max-age=31536000, immutable";

  private static final Map<String, String> TYPES =
      Map.of("js", "text/javascript", "css", "text/css", "svg", "image/svg+xml");

  private record Packed(String type, byte[] plain, byte[] compressed) {}

  private final Map<String, Packed> files = new LinkedHashMap<>();
  private final String html;

  DashboardFiles() {
    JsonNode manifest = Json.parseObject(resource("bundle.json"));
    for (JsonNode name : manifest.path("files")) {
      String path = name.asText();
      String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
      if (type != null) {
        byte[] plain = resource(path);
        files.put(path, new Packed(type, plain, gzip(plain)));
      }
    }
    html = new String(resource("index.html"), StandardCharsets.UTF_8);
  }

  /** With the port of the stream filled in. */
  String page(int streamPort) {
    return html.replace("{{stream-port}}", Integer.toString(streamPort));
  }

  /**
   * @param acceptEncoding the header of the request
   */
  Optional<Answer> file(String path, Optional<String> acceptEncoding) {
    return Optional.ofNullable(files.get(path))
        .map(
            file -> {
              boolean small = acceptEncoding.filter(a -> a.contains("gzip")).isPresent();
              String caching = path.startsWith("assets/") ? FOR_EVER : "no-cache";
              Map<String, String> headers = new LinkedHashMap<>();
              headers.put("Cache-Control", caching);
              headers.put("Vary", "Accept-Encoding");
              if (small) {
                headers.put("Content-Encoding", "gzip");
              }
              byte[] body = small ? file.compressed() : file.plain();
              return new Answer(200, file.type(), body, headers);
            });
  }

  private static byte[] gzip(byte[] plain) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] resource(String name) {
    try (InputStream in = DashboardFiles.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException("missing in the jar: " + FOLDER + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

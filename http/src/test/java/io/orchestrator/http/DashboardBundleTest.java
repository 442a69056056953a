package io.orchestrator.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestrator.http.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** The packed dashboard is that of the sources beside it, and is served whole; needs no Node. */
class DashboardBundleTest {
  private static final Path SOURCES = Path.of("../dashboard").toAbsolutePath().normalize();
  private static final List<String> PARTS =
      List.of("index.html", "package-lock.json", "public", "src", "vite.config.ts");
  private static final long INITIAL_LIMIT = 400 * 1024;

  /** Name of the packed entry script. */
  static String script() {
    return names().stream()
        .filter(name -> name.matches("assets/index-.*\\.js"))
        .findFirst()
        .orElseThrow()
        .substring("assets/".length());
  }

  @Test
  void theBundleIsAsYoungAsItsSources() throws Exception {
    assertEquals(
        hash(),
        bundle().get("sources").asText(),
        "the packed dashboard is older than its sources: cd dashboard && npm ci && npm run build,"
            + " and commit the result");
  }

  @Test
  void everyPackedFileIsServedWithItsTypeAndAllButThePageForEver() throws Exception {
    try (var node = TestServer.plain()) {
      for (String name : names()) {
        if (name.equals("index.html")) {
          continue;
        }
        HttpResponse<byte[]> plain = get(node, name, "identity");
        assertEquals(200, plain.statusCode(), name);
        assertArrayEquals(resource(name), plain.body(), name);
        HttpResponse<byte[]> small = get(node, name, "gzip");
        assertEquals("gzip", small.headers().firstValue("Content-Encoding").orElse(""), name);
        try (var unzipped = new GZIPInputStream(new ByteArrayInputStream(small.body()))) {
          assertArrayEquals(resource(name), unzipped.readAllBytes(), name);
        }
        assertEquals(
            name.startsWith("assets/"),
            plain.headers().firstValue("Cache-Control").orElse("").contains("immutable"),
            name);
        assertEquals(type(name), plain.headers().firstValue("Content-Type").orElse(""), name);
      }
      assertEquals(404, get(node, "assets/nothing.js", "gzip").statusCode());
      assertEquals(404, get(node, "assets/..%2Fbundle.json", "gzip").statusCode());
    }
  }

  @Test
  void whatIsLoadedFirstIsSmallAndNothingIsInline() throws Exception {
    String html = new String(resource("index.html"), StandardCharsets.UTF_8);
    long initial = 0;
    try (var node = TestServer.plain()) {
      for (String name : names()) {
        if (html.contains("/" + name)) {
          initial += get(node, name, "gzip").body().length;
        }
      }
      String page = node.send(HttpRequest.newBuilder(node.uri("/"))).body();
      assertTrue(page.contains("content=\"" + node.server.websocketPort() + "\""), page);
      assertFalse(page.contains("{{"), page);
    }
    long size = initial;
    assertTrue(size > 0 && size <= INITIAL_LIMIT, () -> size + " bytes");
    assertFalse(html.matches("(?s).*<script(?![^>]*src=)[^>]*>.*"), "inline script");
    assertFalse(html.contains("<style") || html.contains(" style="), "inline style");
  }

  private static HttpResponse<byte[]> get(TestServer node, String name, String encoding)
      throws IOException, InterruptedException {
    return node.client.send(
        HttpRequest.newBuilder(node.uri("/" + name)).header("Accept-Encoding", encoding).build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String type(String name) {
    return name.endsWith(".js")
        ? "application/javascript; charset=UTF-8"
        : name.endsWith(".css") ? "text/css; charset=UTF-8" : "image/svg+xml";
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>();
    bundle().get("files").forEach(name -> names.add(name.asText()));
    return names;
  }

  private static JsonNode bundle() {
    return Json.parseObject(resource("bundle.json"));
  }

  private static byte[] resource(String name) {
    try (InputStream in =
        DashboardBundleTest.class.getResourceAsStream("/io/orchestrator/http/page/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** As {@code dashboard/scripts/pack.mjs} computes it. */
  private static String hash() throws Exception {
    List<String> files = new ArrayList<>();
    for (String part : PARTS) {
      try (Stream<Path> found = Files.walk(SOURCES.resolve(part))) {
        found
            .filter(Files::isRegularFile)
            .map(file -> SOURCES.relativize(file).toString().replace('\\', '/'))
            .forEach(files::add);
      }
    }
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    for (String file : files.stream().sorted().toList()) {
      sha.update((file + "\n").getBytes(StandardCharsets.UTF_8));
      sha.update(Files.readAllBytes(SOURCES.resolve(file)));
      sha.update((byte) 0);
    }
    return HexFormat.of().formatHex(sha.digest());
  }
}

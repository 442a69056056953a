package io.orchestrator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.orchestrator.http.tls.TlsException;
import io.orchestrator.http.tls.TlsSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS of both ports as OpenSSL sees it. */
class TlsTest {
  @TempDir Path folder;

  private static TestServer server(TlsSettings tls) {
    return new TestServer(
        s -> TestServer.with(s, s.auth(), s.rates(), tls, s.requestDeadline(), s.allowedOrigins()));
  }

  private static TlsSettings pem(Path certificate, Path key, String password) {
    return new TlsSettings(
        certificate.toString(), key.toString(), password, "", "", false, Duration.ofMillis(50));
  }

  /** A root of our own, and a certificate of localhost from it. */
  private void makeCertificates(String name) throws Exception {
    openssl(
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=" + name,
        "-addext",
        "subjectAltName=DNS:localhost,IP:127.0.0.1",
        "-keyout",
        name + ".key",
        "-out",
        name + ".pem");
  }

  private String openssl(String... arguments) throws Exception {
    List<String> command = new java.util.ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(empty()))
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "openssl does not end");
    return out;
  }

  private java.io.File empty() throws IOException {
    Path file = folder.resolve("empty");
    Files.write(file, new byte[0]);
    return file.toFile();
  }

  private static void assumeOpenSsl() {
    try {
      assumeTrue(
          new ProcessBuilder("openssl", "version").start().waitFor() == 0, "openssl does not work");
    } catch (IOException | InterruptedException e) {
      assumeTrue(false, "there is no openssl on this machine");
    }
  }

  private String handshake(int port, String... more) throws Exception {
    List<String> arguments =
        new java.util.ArrayList<>(
            List.of(
                "s_client", "-connect", "127.0.0.1:" + port, "-servername", "localhost", "-brief"));
    arguments.addAll(List.of(more));
    return openssl(arguments.toArray(String[]::new));
  }

  @Test
  void bothPortsShakeHandsOnlyByModernTlsAndTakeANewCertificateWhileTheyRun() throws Exception {
    assumeOpenSsl();
    makeCertificates("first");
    makeCertificates("second");
    Path certificate = Files.copy(folder.resolve("first.pem"), folder.resolve("server.pem"));
    Path key = Files.copy(folder.resolve("first.key"), folder.resolve("server.key"));
    try (var server = server(pem(certificate, key, ""))) {
      for (int port : List.of(server.server.httpPort(), server.server.websocketPort())) {
        String good = handshake(port, "-CAfile", "first.pem", "-verify_return_error");
        assertTrue(good.contains("Verification: OK"), good);
        assertTrue(good.contains("TLSv1.3"), good);
        assertTrue(handshake(port, "-CAfile", "first.pem", "-tls1_2").contains("TLSv1.2"));
        String old = handshake(port, "-tls1_1", "-cipher", "ALL@SECLEVEL=0");
        assertFalse(old.contains("CONNECTION ESTABLISHED"), old);
        assertFalse(
            handshake(port, "-CAfile", "second.pem", "-verify_return_error")
                .contains("Verification: OK"));
        assertEquals(-1, plain(port), "plain text gets no answer");
      }
      Files.copy(
          folder.resolve("second.key"), key, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      Files.copy(
          folder.resolve("second.pem"),
          certificate,
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      String renewed = "";
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (!renewed.contains("Verification: OK") && System.nanoTime() < end) {
        renewed = handshake(server.server.httpPort(), "-CAfile", "second.pem");
      }
      assertTrue(renewed.contains("Verification: OK"), renewed);
    }
  }

  @Test
  void anEncryptedKeyAndAKeystoreWorkAndMistakesNameTheFile() throws Exception {
    assumeOpenSsl();
    makeCertificates("one");
    openssl(
        "pkcs8",
        "-topk8",
        "-in",
        "one.key",
        "-out",
        "locked.key",
        "-passout",
        "pass:sesame",
        "-v2",
        "aes256");
    openssl(
        "pkcs12",
        "-export",
        "-in",
        "one.pem",
        "-inkey",
        "one.key",
        "-out",
        "one.p12",
        "-passout",
        "pass:sesame");
    var keystore =
        new TlsSettings(
            "",
            "",
            "",
            folder.resolve("one.p12").toString(),
            "sesame",
            false,
            Duration.ofSeconds(1));
    for (TlsSettings tls :
        List.of(keystore, pem(folder.resolve("one.pem"), folder.resolve("locked.key"), "sesame"))) {
      try (var server = server(tls)) {
        assertTrue(
            handshake(server.server.httpPort(), "-CAfile", "one.pem").contains("Verification: OK"));
        String headers = curl(server, "one.pem");
        assertTrue(headers.contains("strict-transport-security: max-age"), headers);
      }
    }
    var wrong = pem(folder.resolve("one.pem"), folder.resolve("locked.key"), "open");
    var failure = assertThrows(IllegalStateException.class, () -> server(wrong).close());
    Throwable cause = failure;
    while (cause.getCause() != null && !(cause instanceof TlsException)) {
      cause = cause.getCause();
    }
    assertTrue(cause.getMessage().contains("locked.key"), cause.getMessage());
    assertTrue(cause.getMessage().contains("key-password"), cause.getMessage());
  }

  @Test
  void aSelfSignedCertificateIsMadeOnlyByItsFlagAndPromisesNothing() throws Exception {
    assumeOpenSsl();
    var tls = new TlsSettings("", "", "", "", "", true, Duration.ofSeconds(1));
    try (var server = server(tls)) {
      Path made = server.home.resolve("secrets").resolve("self-signed.pem");
      assertTrue(Files.isRegularFile(made));
      String good = handshake(server.server.httpPort(), "-CAfile", made.toString());
      assertTrue(good.contains("Verification: OK"), good);
      String headers = curl(server, made.toString());
      assertTrue(headers.startsWith("HTTP/1.1 200"), headers);
      assertFalse(headers.contains("strict-transport-security"), headers);
    }
    try (var server = TestServer.plain()) {
      assertFalse(Files.exists(server.home.resolve("secrets").resolve("self-signed.pem")));
    }
  }

  private String curl(TestServer server, String ca) throws Exception {
    Process process =
        new ProcessBuilder(
                "curl",
                "-sSi",
                "--max-time",
                "30",
                "--cacert",
                ca,
                "https://localhost:" + server.server.httpPort() + "/health/live")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .replace("Strict-Transport-Security", "strict-transport-security");
  }

  /** What a plain request reads first. */
  private static int plain(int port) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      byte[] answer = in.readNBytes(5);
      return new String(answer, StandardCharsets.US_ASCII).startsWith("HTTP") ? 1 : -1;
    } catch (java.net.SocketException reset) {
      return -1;
    }
  }
}

package io.orchestrator.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
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

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      defaultValue = "${env:ORCHESTRATOR_CA}",
      description = "PEM file with the certificates to trust for https (ORCHESTRATOR_CA).")
  Path ca;

  @Option(names = "--json", description = "The node's answer as it came.")
  boolean json;

  ApiClient client() {
    if (url.getHost() == null || !("http".equals(url.getScheme()) || https())) {
      throw new CliFailure(
          CliFailure.USAGE, "--url must look like http://localhost:8000, was " + url);
    }
    return new ApiClient(url, token(), httpBuilder());
  }

  /** Trusts what Java trusts, or what {@code --ca} names instead. */
  HttpClient.Builder httpBuilder() {
    HttpClient.Builder builder = HttpClient.newBuilder();
    return ca == null || ca.toString().isBlank() ? builder : builder.sslContext(trusting(ca));
  }

  private static SSLContext trusting(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      int n = 0;
      for (Certificate c : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("ca-" + n++, c);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new CliFailure(CliFailure.USAGE, "--ca " + file + " cannot be used: " + e.getMessage());
    }
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

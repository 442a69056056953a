package io.orchestrator.tracing;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Where traces go.
 *
 * @param endpoint of a collector that takes OTLP over HTTP, with its path; empty: off
 * @param serviceName by which this program is known there
 * @param headers of every request, {@code NAME: VALUE}; secrets better by environment
 * @param timeout of one request
 * @param queue spans that wait to be sent; more are dropped
 */
public record TracingSettings(
    String endpoint, String serviceName, List<String> headers, Duration timeout, int queue) {
  public static final TracingSettings DEFAULT =
      new TracingSettings("", "orchestrator", List.of(), Duration.ofSeconds(10), 2_048);

  public TracingSettings {
    headers = List.copyOf(headers);
    if (!endpoint.isEmpty() && !isAddress(endpoint)) {
      throw new IllegalArgumentException(
          "endpoint must be like http://HOST:4318/v1/traces, was " + endpoint);
    }
    if (serviceName.isBlank()) {
      throw new IllegalArgumentException("service-name must not be empty");
    }
    if (headers.stream().anyMatch(header -> header.indexOf(':') < 1)) {
      throw new IllegalArgumentException("headers must be like 'NAME: VALUE'");
    }
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("timeout must be positive, was " + timeout);
    }
    if (queue < 512 || queue > 1_000_000) {
      throw new IllegalArgumentException("queue must be 512..1000000, was " + queue);
    }
  }

  private static boolean isAddress(String text) {
    try {
      URI uri = URI.create(text);
      return List.of("http", "https").contains(String.valueOf(uri.getScheme()))
          && uri.getHost() != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  public boolean used() {
    return !endpoint.isEmpty();
  }
}

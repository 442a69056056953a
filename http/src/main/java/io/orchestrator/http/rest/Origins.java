package io.orchestrator.http.rest;

import io.orchestrator.domain.common.Refusal;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which pages may talk to this server. A browser names the page in {@code Origin}; programs send no
 * such header. Always allowed is a page of this machine's own name on the port of the dashboard.
 */
public final class Origins {
  private final List<String> allowed;

  /**
   * @param allowed {@code https://host[:port]} each; empty: only the own dashboard
   */
  public Origins(List<String> allowed) {
    this.allowed = allowed.stream().map(o -> o.toLowerCase(Locale.ROOT)).toList();
  }

  /**
   * Keeps a foreign page from using what a browser of our user may reach.
   *
   * @param host header {@code Host} of the request
   * @param dashboardPort where the own page is served
   * @throws io.orchestrator.domain.common.RefusedException 403
   */
  public void requireAllowed(Optional<String> origin, Optional<String> host, int dashboardPort) {
    if (origin.isEmpty() || listed(origin.get()) || own(origin.get(), host, dashboardPort)) {
      return;
    }
    throw new Refusal(
            "auth.origin_refused",
            403,
            "A page from " + origin.get() + " may not connect here.",
            "Open the dashboard of this server, or add the page to http.allowed-origins.")
        .asException();
  }

  private static boolean own(String origin, Optional<String> host, int dashboardPort) {
    try {
      URI page = URI.create(origin);
      URI asked = URI.create("http://" + host.orElse(""));
      // A proxy before us serves the page on the port of https.
      int port = page.getPort();
      return page.getHost() != null
          && page.getHost().equalsIgnoreCase(asked.getHost())
          && (port == -1 || port == dashboardPort || port == asked.getPort());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private boolean listed(String origin) {
    return allowed.contains(origin.toLowerCase(Locale.ROOT));
  }

  /** What lets a listed page read an answer; empty for every other, which is the default. */
  public Map<String, String> headers(Optional<String> origin) {
    return origin
        .filter(this::listed)
        .map(o -> Map.of("Access-Control-Allow-Origin", o, "Vary", "Origin"))
        .orElse(Map.of());
  }

  /** The answer to a browser that asks before; empty: this page may not. */
  public Optional<Map<String, String>> preflight(Optional<String> origin) {
    return origin
        .filter(this::listed)
        .map(
            o ->
                Map.of(
                    "Access-Control-Allow-Origin", o,
                    "Vary", "Origin",
                    "Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE",
                    "Access-Control-Allow-Headers",
                        "Authorization, Content-Type, Idempotency-Key, Prefer",
                    "Access-Control-Max-Age", "600"));
  }
}

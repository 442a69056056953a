package io.orchestrator.http.rest;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.http.auth.Caller;
import io.orchestrator.http.auth.RateLimits;
import io.orchestrator.http.auth.RateLimits.Verdict;
import io.orchestrator.http.auth.Tokens;
import io.orchestrator.http.rest.Endpoint.Access;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Decides who may pass, and how often. Urgent endpoints skip the limits on request rates, never the
 * check of the token.
 */
public final class Guard {
  private static final String BEARER = "bearer ";
  private final Tokens tokens;
  private final RateLimits rates;

  /**
   * @param headers {@code RateLimit-*} of the tightest bucket that was asked
   */
  public record Passed(Optional<Caller> caller, Map<String, String> headers) {}

  /** A limit was reached; carries the headers of the refusal. */
  static final class RateLimited extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Verdict verdict;

    RateLimited(Verdict verdict) {
      super("rate limited", null, false, false);
      this.verdict = verdict;
    }

    Problem problem() {
      return new Problem(
          new Refusal(
              "rate.limited",
              429,
              "Too many requests; " + verdict.limit() + " at once are allowed.",
              "Wait " + verdict.retrySeconds() + " s; stream over WebSocket instead of polling."),
          java.util.List.of(),
          Optional.of(verdict.retrySeconds()));
    }

    Map<String, String> headers() {
      return Guard.headers(verdict);
    }
  }

  public Guard(Tokens tokens, RateLimits rates) {
    this.tokens = tokens;
    this.rates = rates;
  }

  /** Counts for the address, as every request does, whoever may stand behind it. */
  public void knock(InetAddress address) {
    allow(rates.address(address));
  }

  /**
   * @throws io.orchestrator.domain.common.RefusedException 401 or 403
   */
  Passed admit(
      Access access,
      boolean urgent,
      Optional<String> authorization,
      InetAddress address,
      boolean proxied) {
    Map<String, String> headers = Map.of();
    if (!urgent) {
      headers = take(rates.address(address));
    }
    return switch (access) {
      case Access.Open open -> new Passed(Optional.empty(), headers);
      case Access.Login login -> {
        allow(rates.mayTry(address));
        yield new Passed(Optional.empty(), headers);
      }
      case Access.Needs needs -> authorize(needs.role(), urgent, authorization, address);
      case Access.NeedsUnlessLoopback needs ->
          authorization.isEmpty() && address.isLoopbackAddress() && !proxied
              ? new Passed(Optional.empty(), headers)
              : authorize(needs.role(), urgent, authorization, address);
    };
  }

  private Passed authorize(
      Role role, boolean urgent, Optional<String> authorization, InetAddress address) {
    Caller caller = authenticate(authorization, address, urgent);
    Map<String, String> headers = urgent ? Map.of() : take(rates.subject(caller.subject()));
    require(caller, role);
    return new Passed(Optional.of(caller), headers);
  }

  private static boolean bearer(String authorization) {
    return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
  }

  /** The caller behind an {@code Authorization} header; a bad one counts against the address. */
  public Caller authenticate(
      Optional<String> authorization, InetAddress address, boolean evenIfLimited) {
    String value =
        authorization.orElseThrow(
            () ->
                new Refusal(
                        "auth.required",
                        401,
                        "This needs a token.",
                        "Send 'Authorization: Bearer <token>'; get one at POST /api/auth/token.")
                    .asException());
    if (!bearer(value)) {
      throw new Refusal(
              "auth.scheme", 401, "Only the Bearer scheme is known.", "Send a bearer token.")
          .asException();
    }
    return verify(value.substring(BEARER.length()).strip(), address, evenIfLimited);
  }

  /** Who a good token belongs to, also where it was not let in; empty if nobody proved it. */
  String subject(Optional<String> authorization) {
    return authorization
        .filter(Guard::bearer)
        .map(
            value -> {
              try {
                return tokens.verify(value.substring(BEARER.length()).strip()).subject();
              } catch (io.orchestrator.domain.common.RefusedException bad) {
                return "";
              }
            })
        .orElse("");
  }

  /** As {@link #authenticate}, for a bare token. */
  public Caller verify(String token, InetAddress address, boolean evenIfLimited) {
    if (!evenIfLimited) {
      allow(rates.mayTry(address));
    }
    try {
      return tokens.verify(token);
    } catch (io.orchestrator.domain.common.RefusedException e) {
      rates.failed(address);
      throw e;
    }
  }

  public static void require(Caller caller, Role role) {
    if (!caller.has(role)) {
      throw new Refusal(
              "auth.forbidden",
              403,
              "This needs the role "
                  + role.name().toLowerCase(Locale.ROOT)
                  + "; "
                  + caller.subject()
                  + " has "
                  + String.join(", ", caller.roles())
                  + ".",
              "Ask somebody with the role, or an administrator for it.")
          .asException();
    }
  }

  private static Map<String, String> take(Verdict verdict) {
    allow(verdict);
    return headers(verdict);
  }

  private static void allow(Verdict verdict) {
    if (!verdict.allowed()) {
      throw new RateLimited(verdict);
    }
  }

  private static Map<String, String> headers(Verdict verdict) {
    return Map.of(
        "RateLimit-Limit", Long.toString(verdict.limit()),
        "RateLimit-Remaining", Long.toString(verdict.remaining()),
        "RateLimit-Reset", Long.toString(verdict.resetSeconds()));
  }
}

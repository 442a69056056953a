package io.orchestrator.http.auth;

import io.orchestrator.actors.api.Events;
import io.orchestrator.domain.audit.AuditDraft;
import io.orchestrator.domain.audit.AuditKind;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.common.Sha256;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.port.AuditTrail;
import io.orchestrator.domain.port.Users;
import io.orchestrator.domain.port.Users.RefreshUse;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.domain.port.Users.User;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/** Password logins and rotating refresh tokens. The blocking part runs on the given executor. */
public final class Logins {
  private static final int REFRESH_BYTES = 32;

  private final Users users;
  private final Tokens tokens;
  private final RevokedAccess revoked;
  private final AuthSettings settings;
  private final Events events;
  private final AuditTrail trail;
  private final String node;
  private final Clock clock;
  private final Executor blocking;
  private final LockOut lockOut;
  private final RateLimits rates;
  private final Semaphore checks;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param expiresIn seconds of the access token
   */
  public record Grant(
      String accessToken, long expiresIn, String refreshToken, List<String> roles) {}

  public Logins(
      Users users,
      Tokens tokens,
      RevokedAccess revoked,
      AuthSettings settings,
      RateLimits rates,
      Events events,
      AuditTrail trail,
      String node,
      Clock clock,
      Executor blocking) {
    this.users = users;
    this.tokens = tokens;
    this.revoked = revoked;
    this.settings = settings;
    this.rates = rates;
    this.events = events;
    this.trail = trail;
    this.node = node;
    this.clock = clock;
    this.blocking = blocking;
    this.lockOut = new LockOut(settings, clock);
    this.checks = new Semaphore(settings.maxPasswordChecks());
  }

  /** Fails with {@code auth.bad_credentials} (401), {@code auth.locked} or {@code auth.busy}. */
  public CompletionStage<Grant> login(String name, char[] password, InetAddress address) {
    var locked = lockOut.locked(name, address);
    if (locked.isPresent()) {
      Arrays.fill(password, '\0');
      audit(name, "locked_out", address);
      return refuse(lockedRefusal(locked.get()));
    }
    if (!checks.tryAcquire()) {
      Arrays.fill(password, '\0');
      return refuse(
          new Refusal(
              "auth.busy", 429, "Too many logins at this moment.", "Try again in a second."));
    }
    return CompletableFuture.supplyAsync(() -> checkPassword(name, password, address), blocking)
        .whenComplete((grant, failure) -> checks.release());
  }

  private Grant checkPassword(String name, char[] password, InetAddress address) {
    try {
      Optional<User> user = users.authenticate(name, password);
      if (user.isEmpty() || user.get().roles().isEmpty()) {
        lockOut.failed(name, address);
        rates.failed(address);
        audit(name, "refused", address);
        throw new Refusal(
                "auth.bad_credentials",
                401,
                "Name or password is wrong, or the account is disabled.",
                "Check both; after repeated failures the name is locked for a while.")
            .asException();
      }
      lockOut.succeeded(name, address);
      audit(user.get().name(), "logged_in", address);
      return grant(user.get(), UUID.randomUUID().toString());
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  /**
   * Trades a refresh token, once, for new tokens; fails with {@code auth.refresh_invalid}. A second
   * use ends the session with all its tokens: either its owner or a thief comes too late.
   */
  public CompletionStage<Grant> refresh(String refreshToken, InetAddress address) {
    return CompletableFuture.supplyAsync(
        () ->
            switch (users.useRefreshToken(Sha256.hex(refreshToken), clock.instant())) {
              case RefreshUse.Good good -> {
                if (good.user().roles().isEmpty()) {
                  throw refreshRefused("is of an account without a role", address);
                }
                trail("refreshed", good.user().name(), address);
                yield grant(good.user(), good.session());
              }
              case RefreshUse.Reused reused -> {
                revoked.session(reused.session());
                audit(reused.userName(), "refresh_reused", address);
                throw refreshRefused("was used before: its session has ended", address);
              }
              case RefreshUse.Unknown unknown -> {
                trail("refresh_refused", "", address);
                throw refreshRefused("is unknown, expired or revoked", address);
              }
            },
        blocking);
  }

  private RuntimeException refreshRefused(String why, InetAddress address) {
    rates.failed(address);
    return new Refusal(
            "auth.refresh_invalid",
            401,
            "The refresh token " + why + ".",
            "Log in again at POST /api/auth/token.")
        .asException();
  }

  /** Ends this access token, and the session that it belongs to. */
  public CompletionStage<Void> logout(Caller caller, InetAddress address) {
    return CompletableFuture.runAsync(
        () -> {
          revoked.token(caller);
          if (!caller.session().isEmpty()) {
            users.endSession(caller.subject(), caller.session());
            revoked.session(caller.session());
          }
          audit(caller.subject(), "logged_out", address);
        },
        blocking);
  }

  private Grant grant(User user, String session) {
    Role role = user.roles().stream().max(Comparator.naturalOrder()).orElseThrow();
    String refresh = randomToken();
    users.rememberRefreshToken(
        Sha256.hex(refresh), user.name(), session, clock.instant().plus(settings.refreshTtl()));
    return new Grant(
        tokens.issue(user.name(), role, settings.accessTtl(), session),
        settings.accessTtl().toSeconds(),
        refresh,
        Caller.roleNames(role));
  }

  private String randomToken() {
    byte[] bytes = new byte[REFRESH_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private void audit(String subject, String outcome, InetAddress address) {
    trail(outcome, subject, address);
    Severity severity =
        Set.of("refused", "locked_out", "refresh_reused").contains(outcome)
            ? Severity.WARNING
            : Severity.INFO;
    events.record(
        EventDraft.of(
            EventTypes.AUTHENTICATION,
            "http",
            severity,
            Map.of("subject", subject, "outcome", outcome, "address", address.getHostAddress())));
  }

  private void trail(String outcome, String subject, InetAddress address) {
    AuditDraft draft =
        new AuditDraft(
            UUID.randomUUID().toString(),
            clock.instant(),
            AuditKind.LOGIN,
            "login",
            subject,
            address.getHostAddress(),
            node,
            subject,
            "",
            "",
            outcome,
            "");
    blocking.execute(() -> trail.recordAnyway(draft));
  }

  private static Refusal lockedRefusal(Duration left) {
    return new Refusal(
        "auth.locked",
        429,
        "Too many failed logins; locked for another " + (left.toSeconds() + 1) + " s.",
        "Wait, or ask an administrator to set a new password.");
  }

  private static <T> CompletionStage<T> refuse(Refusal refusal) {
    return CompletableFuture.failedFuture(refusal.asException());
  }
}

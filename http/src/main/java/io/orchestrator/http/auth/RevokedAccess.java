package io.orchestrator.http.auth;

import io.orchestrator.actors.api.Events;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.event.SystemEvent;
import io.orchestrator.domain.port.Revocations;
import io.orchestrator.domain.port.Revocations.Kind;
import io.orchestrator.domain.port.Revocations.Revocation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Access that ended before its tokens: at once here, kept over a restart by {@link Revocations},
 * and told to other nodes by an event. Thread-safe.
 */
public final class RevokedAccess {
  private static final Logger LOG = LoggerFactory.getLogger(RevokedAccess.class);

  private final Revocations store;
  private final Events events;
  private final AuthSettings settings;
  private final Clock clock;
  private final Map<String, Revocation> open = new ConcurrentHashMap<>();
  private final List<Consumer<Revocation>> listeners = new CopyOnWriteArrayList<>();

  public RevokedAccess(Revocations store, Events events, AuthSettings settings, Clock clock) {
    this.store = store;
    this.events = events;
    this.settings = settings;
    this.clock = clock;
  }

  /** What was revoked before this process began. Blocking. */
  public void load() {
    store.open(clock.instant()).forEach(this::keep);
  }

  /** Told of each revocation, here or on another node. */
  public void listen(Consumer<Revocation> listener) {
    listeners.add(listener);
  }

  /** Blocking: it is on disk when this returns. */
  public void token(Caller caller) {
    revoke(
        Kind.TOKEN, caller.tokenId(), clock.instant(), caller.expiresAt().plus(settings.leeway()));
  }

  /** Blocking. */
  public void session(String session) {
    Instant now = clock.instant();
    revoke(Kind.SESSION, session, now, now.plus(longest(settings.accessTtl())));
  }

  /**
   * Every token of the subject that was issued up to now, also those that are dated a second later
   * because others were revoked just before. Blocking.
   */
  public void subject(String subject) {
    Instant now = clock.instant();
    Instant latest = Tokens.issuedAt(subjectSince(subject), now);
    revoke(Kind.SUBJECT, subject, latest, latest.plus(longest(settings.maxLifetime())));
  }

  private Duration longest(Duration life) {
    return life.plus(settings.leeway()).plusSeconds(1);
  }

  private void revoke(Kind kind, String name, Instant at, Instant until) {
    Revocation revocation = new Revocation(kind, name, at, until);
    keep(revocation);
    store.remember(revocation);
    events.record(
        EventDraft.of(
            EventTypes.ACCESS_REVOKED,
            "http",
            Severity.INFO,
            Map.of(
                "kind", kind.name(),
                "name", name,
                "at", revocation.at().toString(),
                "until", until.toString())));
  }

  /** From the event log: what another node revoked. */
  public void observe(SystemEvent event) {
    try {
      Map<String, Object> data = event.data();
      keep(
          new Revocation(
              Kind.valueOf(String.valueOf(data.get("kind"))),
              String.valueOf(data.get("name")),
              Instant.parse(String.valueOf(data.get("at"))),
              Instant.parse(String.valueOf(data.get("until")))));
    } catch (RuntimeException e) {
      LOG.error("Event {} does not tell what is revoked", event.seq(), e);
    }
  }

  private void keep(Revocation revocation) {
    Instant now = clock.instant();
    open.values().removeIf(r -> r.until().isBefore(now));
    open.merge(
        key(revocation.kind(), revocation.name()),
        revocation,
        (a, b) -> a.at().isAfter(b.at()) ? a : b);
    listeners.forEach(listener -> listener.accept(revocation));
  }

  /** Whether this caller's token was revoked. */
  public boolean concerns(Caller caller) {
    return !open.isEmpty()
        && (open.containsKey(key(Kind.TOKEN, caller.tokenId()))
            || (!caller.session().isEmpty()
                && open.containsKey(key(Kind.SESSION, caller.session())))
            || subjectSince(caller.subject())
                .filter(at -> !caller.issuedAt().isAfter(at))
                .isPresent());
  }

  /**
   * The second in which tokens of the subject were revoked; those of a later second count again.
   */
  Optional<Instant> subjectSince(String subject) {
    return Optional.ofNullable(open.get(key(Kind.SUBJECT, subject))).map(Revocation::at);
  }

  private static String key(Kind kind, String name) {
    return kind + " " + name;
  }
}

package io.orchestrator.http;

import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.stream.SystemMaterializer;
import io.micrometer.core.instrument.Gauge;
import io.orchestrator.domain.event.EventFilter;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.http.auth.RevokedAccess;
import io.orchestrator.http.auth.TokenKeys;
import io.orchestrator.http.auth.Tokens;
import io.orchestrator.http.tls.TlsContexts;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keys, tokens, revocations and certificate of one node, kept up to date while it runs. */
record Identity(TokenKeys keys, RevokedAccess revoked, Tokens tokens, Optional<TlsContexts> tls) {
  private static final Logger LOG = LoggerFactory.getLogger(Identity.class);
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration AGAIN = Duration.ofSeconds(2);

  /** Blocking. What other nodes revoke is followed as soon as there is an event log. */
  static Identity open(
      ActorSystem<?> system, HttpSettings settings, Facades facades, Executor blocking) {
    var auth = settings.auth();
    var keys = new TokenKeys(settings.dataDirectory(), auth.maxLifetime(), facades.clock());
    var revoked = new RevokedAccess(facades.revocations(), facades.events(), auth, facades.clock());
    revoked.load();
    begin(system, facades, revoked, blocking);
    var tokens = new Tokens(keys, auth, facades.clock(), blocking, revoked);
    tokens.prepare();
    Optional<TlsContexts> tls =
        settings.tls().used()
            ? Optional.of(
                new TlsContexts(
                    settings.tls(),
                    settings.dataDirectory(),
                    settings.bindAddress(),
                    facades.clock()))
            : Optional.empty();
    look(system, LOOK, () -> blocking.execute(keys::look));
    tls.ifPresent(
        certificate -> {
          look(system, settings.tls().lookEvery(), () -> blocking.execute(certificate::look));
          Gauge.builder("http.tls.expires", certificate, c -> c.expires().getEpochSecond())
              .description("When the certificate ends, seconds since 1970")
              .baseUnit("seconds")
              .register(facades.meters());
        });
    return new Identity(keys, revoked, tokens, tls);
  }

  private static void look(ActorSystem<?> system, Duration every, Runnable task) {
    system.scheduler().scheduleWithFixedDelay(every, every, task, system.executionContext());
  }

  /** What was revoked between the table's reading and the log's end is read once more. */
  private static void begin(
      ActorSystem<?> system, Facades facades, RevokedAccess revoked, Executor blocking) {
    facades
        .events()
        .lastSeq()
        .thenAcceptAsync(
            seq -> {
              revoked.load();
              follow(system, facades, revoked, seq);
            },
            blocking)
        .whenComplete(
            (done, failure) -> {
              if (failure != null && !ending(system)) {
                later(system, () -> begin(system, facades, revoked, blocking));
              }
            });
  }

  private static boolean ending(ActorSystem<?> system) {
    return CoordinatedShutdown.get(system).getShutdownReason().isPresent();
  }

  private static void later(ActorSystem<?> system, Runnable task) {
    system.scheduler().scheduleOnce(AGAIN, task, system.executionContext());
  }

  private static void follow(
      ActorSystem<?> system, Facades facades, RevokedAccess revoked, long seq) {
    var only =
        new EventFilter(
            Set.of(EventTypes.ACCESS_REVOKED),
            Set.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    long[] last = {seq};
    facades
        .events()
        .follow(only, seq)
        .runForeach(
            event -> {
              last[0] = event.seq();
              revoked.observe(event);
            },
            SystemMaterializer.get(system).materializer())
        .whenComplete(
            (done, failure) -> {
              if (failure != null && !ending(system)) {
                LOG.warn(
                    "Following revocations begins again behind {}: {}",
                    last[0],
                    failure.toString());
                later(system, () -> follow(system, facades, revoked, last[0]));
              }
            });
  }
}

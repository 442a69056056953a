package io.orchestrator.http.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Single-use tickets that open one WebSocket; they may stand in a URL, a token may not. */
public final class Tickets {
  private static final int RANDOM_BYTES = 32;
  private final SecureRandom random = new SecureRandom();
  private final RevokedAccess revoked;
  private final Cache<String, Caller> open;

  public Tickets(AuthSettings settings, RevokedAccess revoked, Clock clock) {
    this.revoked = revoked;
    open =
        Caffeine.newBuilder()
            .maximumSize(settings.cacheSize())
            .expireAfterWrite(settings.ticketTtl())
            .ticker(ticker(clock))
            .build();
  }

  public String issue(Caller caller) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    String ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    open.put(ticket, caller);
    return ticket;
  }

  /** Empty for a second use, an old or an invented ticket, and for whoever is out by now. */
  public Optional<Caller> consume(String ticket) {
    return Optional.ofNullable(open.asMap().remove(ticket))
        .filter(caller -> !revoked.concerns(caller));
  }

  private static Ticker ticker(Clock clock) {
    return () -> TimeUnit.MILLISECONDS.toNanos(clock.millis());
  }
}

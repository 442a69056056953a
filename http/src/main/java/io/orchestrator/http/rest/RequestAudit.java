package io.orchestrator.http.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestrator.domain.audit.AuditDraft;
import io.orchestrator.domain.audit.AuditKind;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.port.AuditTrail;
import io.orchestrator.http.json.Json;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * What clients ask for, in the audit: each command before it is carried out and its outcome after,
 * each request that was turned away. Refusals by a rate limit are audited once a minute and
 * address.
 */
public final class RequestAudit {
  private static final Duration RATE_NOTE = Duration.ofMinutes(1);

  /** Many times what a disk needs for one line, on a busy machine too: an entry is refused then. */
  private static final Duration EXIT_WAITS = Duration.ofSeconds(2);

  private static final int MAX_ADDRESSES = 1_000;
  private static final int MAX_DEPTH = 8;
  private static final String HIDDEN = "…";

  private final AuditTrail trail;
  private final String node;
  private final Clock clock;
  private final Executor blocking;
  private final Map<String, Long> rateNotes =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MAX_ADDRESSES;
        }
      };

  /**
   * One command.
   *
   * @param subject who proved to be it; empty if nobody did
   * @param target path of the request, or what a message names
   * @param body JSON, or empty
   */
  public record Command(
      String requestId,
      String action,
      String subject,
      InetAddress address,
      String target,
      String body) {}

  public RequestAudit(AuditTrail trail, String node, Clock clock, Executor blocking) {
    this.trail = trail;
    this.node = node;
    this.clock = clock;
    this.blocking = blocking;
  }

  /**
   * On disk when it completes; for an exit also without, and never later than {@link #EXIT_WAITS}:
   * a disk that hangs must not hold a halt.
   *
   * @param mustGo cancels, halts, orders that may reduce
   * @return false: only what reduces may go on; fails with {@code audit.unavailable} unless it must
   *     go
   */
  public CompletionStage<Boolean> requested(Command command, boolean mustGo) {
    CompletableFuture<Boolean> noted =
        CompletableFuture.supplyAsync(() -> note(command, mustGo), blocking);
    return mustGo
        ? noted.completeOnTimeout(false, EXIT_WAITS.toMillis(), TimeUnit.MILLISECONDS)
        : noted;
  }

  private boolean note(Command command, boolean mustGo) {
    AuditDraft draft = draft(command, AuditKind.COMMAND, hidden(command.body()), "requested");
    if (!mustGo) {
      trail.record(draft);
      return true;
    }
    try {
      trail.record(draft);
    } catch (RefusedException unavailable) {
      trail.recordAnyway(draft);
    }
    return trail.open();
  }

  /** Afterwards; never in the way. */
  public void answered(Command command, String outcome) {
    blocking.execute(() -> trail.recordAnyway(draft(command, AuditKind.OUTCOME, "", outcome)));
  }

  /**
   * @param detail why, without anything secret
   */
  public void denied(Command command, String code, String detail) {
    if (code.equals("rate.limited") && !firstOfMinute(command.address())) {
      return;
    }
    blocking.execute(
        () ->
            trail.recordAnyway(
                draft(command, AuditKind.DENIAL, Json.text(Map.of("detail", detail)), code)));
  }

  private synchronized boolean firstOfMinute(InetAddress address) {
    long now = System.nanoTime();
    Long before = rateNotes.get(address.getHostAddress());
    if (before != null && now - before < RATE_NOTE.toNanos()) {
      return false;
    }
    rateNotes.put(address.getHostAddress(), now);
    return true;
  }

  private AuditDraft draft(Command c, AuditKind kind, String after, String outcome) {
    return new AuditDraft(
        UUID.randomUUID().toString(),
        clock.instant(),
        kind,
        c.action(),
        c.subject(),
        c.address().getHostAddress(),
        node,
        c.target(),
        "",
        after,
        outcome,
        c.requestId());
  }

  /** The body without what nobody may read later. */
  static String hidden(String body) {
    if (body.isBlank()) {
      return "";
    }
    try {
      ObjectNode object = Json.parseObject(body.getBytes(StandardCharsets.UTF_8));
      hide(object, MAX_DEPTH);
      return object.toString();
    } catch (RuntimeException notJson) {
      return Json.text(Map.of("unreadable_bytes", body.length()));
    }
  }

  private static void hide(JsonNode node, int depth) {
    if (node instanceof ObjectNode object) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        if (secret(name) || depth == 0) {
          object.put(name, HIDDEN);
        } else {
          hide(object.get(name), depth - 1);
        }
      }
    } else if (node.isArray()) {
      node.forEach(element -> hide(element, depth - 1));
    }
  }

  private static boolean secret(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.contains("password") || lower.contains("secret") || lower.contains("token");
  }

  /** {@code 200}, or {@code 409 order.duplicate} of a problem. */
  static String outcome(Answer answer) {
    String status = Integer.toString(answer.status());
    if (!answer.contentType().equals(Answer.PROBLEM)) {
      return status;
    }
    return Optional.of(Json.parseObject(answer.body()).path("code").asText(""))
        .filter(code -> !code.isEmpty())
        .map(code -> status + " " + code)
        .orElse(status);
  }
}

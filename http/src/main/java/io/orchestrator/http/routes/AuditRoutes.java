package io.orchestrator.http.routes;

import io.orchestrator.domain.audit.AuditKind;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.port.AuditArchive;
import io.orchestrator.domain.port.PastStates;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.http.json.AuditJson;
import io.orchestrator.http.json.InvalidInput;
import io.orchestrator.http.rest.Answer;
import io.orchestrator.http.rest.Call;
import io.orchestrator.http.rest.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** {@code /api/audit} and {@code /api/state}: who did what, the proof of it, and what held then. */
public final class AuditRoutes {
  private static final long DEFAULT_LIMIT = 100;

  /** A chain of a few million entries is read through in that. */
  private static final Duration WHOLE_CHAIN = Duration.ofMinutes(5);

  private static final Duration WHOLE_HISTORY = Duration.ofMinutes(1);

  private final AuditArchive archive;
  private final PastStates states;
  private final Executor blocking;

  public AuditRoutes(AuditArchive archive, PastStates states, Executor blocking) {
    this.archive = archive;
    this.states = states;
    this.blocking = blocking;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/audit")
            .needs(Role.ADMIN)
            .costly()
            .summary("Who did what, when and from where; newest first unless order=asc")
            .query("kind", "string")
            .query("subject", "string")
            .query("action", "string")
            .query("target", "string")
            .query("correlation_id", "string")
            .query("from", "instant")
            .query("to", "instant")
            .query("after_seq", "integer")
            .query("limit", "integer")
            .query("order", "string")
            .answers("{entries:[" + AuditJson.ENTRY + "],next_after_seq:integer}")
            .handle(this::page),
        Endpoint.get("/api/audit/proof/{seq}")
            .needs(Role.ADMIN)
            .summary("That an entry is part of the signed chain: checkable without this program")
            .answers(
                "{entry:"
                    + AuditJson.ENTRY
                    + ",content_hash:string,path:[string],checkpoint:"
                    + AuditJson.CHECKPOINT
                    + ",public_key:string}",
                404)
            .handle(this::proof),
        Endpoint.get("/api/audit/verify")
            .needs(Role.ADMIN)
            .costly()
            .timeout(WHOLE_CHAIN)
            .summary("Reads the whole chain and says whether it is intact")
            .answers(
                "{intact:boolean,entries:integer,sealed_up_to:integer,first_bad_seq:integer,"
                    + "reason:string}")
            .handle(this::verify),
        Endpoint.get("/api/state")
            .needs(Role.ADMIN)
            .costly()
            .timeout(WHOLE_HISTORY)
            .summary("Open orders, positions and limits when an event had just happened")
            .query("at_seq", "integer")
            .answers(
                "{at_seq:integer,last_change_seq:integer,timestamp:instant,state:string,"
                    + "trading_state:string,limits_version:integer,limits:object,orders:[object],"
                    + "positions:object}",
                404)
            .handle(this::state));
  }

  private CompletionStage<Answer> page(Call call) {
    var query = call.query();
    var wanted =
        new AuditArchive.Query(
            query.oneOf("kind", Choices.of(AuditKind.class)),
            query.text("subject"),
            query.text("action"),
            query.text("target"),
            query.text("correlation_id"),
            query.instant("from"),
            query.instant("to"),
            query.integer("after_seq", 0, Long.MAX_VALUE),
            query.integer("limit", 1, AuditArchive.MAX_LIMIT).orElse(DEFAULT_LIMIT).intValue(),
            query.oneOf("order", Map.of("asc", true, "desc", false)).orElse(false));
    query.finish();
    return soon(() -> Answer.json(AuditJson.page(archive.page(wanted))));
  }

  private CompletionStage<Answer> proof(Call call) {
    call.query().finish();
    String text = call.pathValue("seq");
    if (!text.matches("\\d{1,18}")) {
      throw InvalidInput.field("seq", "must be a number, was '" + text + "'");
    }
    long seq = Long.parseLong(text);
    return soon(
        () ->
            archive
                .proof(seq)
                .map(proof -> Answer.json(AuditJson.proof(proof)))
                .orElseThrow(
                    () ->
                        new Refusal(
                                "audit.not_found",
                                404,
                                "There is no entry " + seq + " in the audit.",
                                "GET /api/audit shows the newest.")
                            .asException()));
  }

  private CompletionStage<Answer> verify(Call call) {
    call.query().finish();
    return soon(() -> Answer.json(AuditJson.verdict(archive.verify())));
  }

  private CompletionStage<Answer> state(Call call) {
    var query = call.query();
    var asked = query.integer("at_seq", 0, Long.MAX_VALUE);
    if (asked.isEmpty()) {
      query.error("at_seq", "is required: the seq of an event");
    }
    query.finish();
    long seq = asked.orElseThrow();
    return soon(
        () ->
            states
                .at(seq)
                .map(view -> Answer.json(AuditJson.state(seq, view)))
                .orElseThrow(
                    () ->
                        new Refusal(
                                "events.not_found",
                                404,
                                "The history does not hold event " + seq + " yet.",
                                "GET /api/system/events?order=desc&limit=1 shows the newest.")
                            .asException()));
  }

  private CompletionStage<Answer> soon(Supplier<Answer> reading) {
    return CompletableFuture.supplyAsync(reading, blocking);
  }
}

package io.orchestrator.http.json;

import io.orchestrator.domain.audit.AuditCheckpoint;
import io.orchestrator.domain.audit.AuditEntry;
import io.orchestrator.domain.audit.ChainCheck;
import io.orchestrator.domain.audit.PastState;
import io.orchestrator.domain.port.AuditArchive;

/** The audit chain on the wire. */
public final class AuditJson {
  public static final String ENTRY =
      "{seq:integer,timestamp:instant,kind:string,action:string,subject:string,address:string,"
          + "node:string,target:string,before:string,after:string,outcome:string,"
          + "correlation_id:string,id:string,previous_hash:string,hash:string}";
  public static final String CHECKPOINT =
      "{seq:integer,hash:string,signed_at:instant,key_id:string,signature:string}";

  private AuditJson() {}

  public static Shape entry(AuditEntry entry) {
    var c = entry.content();
    return Shape.of("seq", entry.seq())
        .and("timestamp", c.at())
        .and("kind", c.kind())
        .and("action", c.action())
        .and("subject", c.subject())
        .and("address", c.address())
        .and("node", c.node())
        .and("target", c.target())
        .and("before", c.before())
        .and("after", c.after())
        .and("outcome", c.outcome())
        .and("correlation_id", c.correlationId())
        .and("id", c.id())
        .and("previous_hash", entry.previousHash())
        .and("hash", entry.hash());
  }

  public static Shape page(AuditArchive.Page page) {
    return Shape.of("entries", page.entries().stream().map(e -> entry(e).map()).toList())
        .and("next_after_seq", page.nextAfterSeq());
  }

  public static Shape proof(AuditArchive.Proof proof) {
    return Shape.of("entry", entry(proof.entry()))
        .and("content_hash", proof.contentHash())
        .and("path", proof.path())
        .and("checkpoint", checkpoint(proof.checkpoint()))
        .and("public_key", proof.publicKey());
  }

  private static Shape checkpoint(AuditCheckpoint c) {
    return Shape.of("seq", c.seq())
        .and("hash", c.hash())
        .and("signed_at", c.at())
        .and("key_id", c.keyId())
        .and("signature", c.signature());
  }

  public static Shape verdict(ChainCheck.Verdict verdict) {
    return Shape.of("intact", verdict.intact())
        .and("entries", verdict.entries())
        .and("sealed_up_to", verdict.sealedUpTo())
        .and("first_bad_seq", verdict.broken().map(ChainCheck.Break::firstBadSeq))
        .and("reason", verdict.broken().map(ChainCheck.Break::reason));
  }

  public static Shape state(long atSeq, PastState.View view) {
    return Shape.of("at_seq", atSeq)
        .and("last_change_seq", view.seq())
        .and("timestamp", view.at())
        .and("state", view.systemState())
        .and("trading_state", view.tradingState())
        .and("limits_version", view.limitsVersion())
        .and("limits", view.limits())
        .and(
            "orders",
            view.openOrders().stream()
                .map(
                    o ->
                        Shape.of("client_order_id", o.clientOrderId())
                            .and("symbol", o.symbol())
                            .and("side", o.side())
                            .and("quantity", o.quantity())
                            .and("status", o.status())
                            .and("filled", o.filled())
                            .and("remaining", o.remaining())
                            .map())
                .toList())
        .and("positions", view.positions());
  }
}

package io.orchestrator.http.routes;

import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.http.auth.SigningKeys;
import io.orchestrator.http.auth.TokenKeys;
import io.orchestrator.http.json.Shape;
import io.orchestrator.http.rest.Answer;
import io.orchestrator.http.rest.Call;
import io.orchestrator.http.rest.Endpoint;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** The keys that sign tokens: {@code /api/auth/keys} for administrators, a JWKS for everybody. */
public final class KeyRoutes {
  private static final String KEYS =
      "{keys:[{kid:string,signing:boolean,created:instant,retired:instant}]}";

  private final TokenKeys keys;
  private final Executor blocking;

  public KeyRoutes(TokenKeys keys, Executor blocking) {
    this.keys = keys;
    this.blocking = blocking;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/.well-known/jwks.json")
            .summary("Public keys of the tokens that this node issues (RFC 7517)")
            .answers(
                "{keys:[{kty:string,crv:string,kid:string,use:string,alg:string,x:string,y:string}]}")
            .handle(this::jwks),
        Endpoint.get("/api/auth/keys")
            .needs(Role.ADMIN)
            .summary("Keys that sign tokens, or still verify them")
            .answers(KEYS)
            .handle(
                call -> {
                  call.query().finish();
                  return CompletableFuture.completedFuture(answer(keys.get()));
                }),
        Endpoint.post("/api/auth/keys/rotate")
            .needs(Role.ADMIN)
            .summary("A new key signs; what the old one signed counts until it expires")
            .answers(KEYS)
            .handle(
                call -> {
                  call.query().finish();
                  return soon(keys::rotate);
                }),
        Endpoint.delete("/api/auth/keys/{kid}")
            .needs(Role.ADMIN)
            .urgent()
            .summary("Everything that a retired key signed is refused from now on")
            .answers(KEYS, 404, 409)
            .handle(
                call -> {
                  call.query().finish();
                  return soon(() -> keys.remove(call.pathValue("kid")));
                }));
  }

  private CompletionStage<Answer> jwks(Call call) {
    call.query().finish();
    return CompletableFuture.completedFuture(
        Answer.json(Shape.of("keys", keys.get().jwks()))
            .with(Map.of("Cache-Control", "public, max-age=300")));
  }

  private CompletionStage<Answer> soon(Supplier<SigningKeys> work) {
    return CompletableFuture.supplyAsync(() -> answer(work.get()), blocking);
  }

  private static Answer answer(SigningKeys keys) {
    return Answer.json(
        Shape.of(
            "keys",
            keys.views().stream()
                .map(
                    k ->
                        Shape.of("kid", k.id())
                            .and("signing", k.signing())
                            .and("created", k.created())
                            .and("retired", k.retired())
                            .map())
                .toList()));
  }
}

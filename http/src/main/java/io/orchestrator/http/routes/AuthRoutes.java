package io.orchestrator.http.routes;

import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.http.auth.AuthSettings;
import io.orchestrator.http.auth.Logins;
import io.orchestrator.http.auth.Logins.Grant;
import io.orchestrator.http.auth.Tickets;
import io.orchestrator.http.json.Shape;
import io.orchestrator.http.rest.Answer;
import io.orchestrator.http.rest.Call;
import io.orchestrator.http.rest.Endpoint;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code /api/auth}: passwords for tokens, tokens for tickets. */
public final class AuthRoutes {
  private static final int MAX_NAME = 100;
  private static final int MAX_PASSWORD = 1024;
  private static final int MAX_REFRESH = 200;
  private static final String GRANT =
      "{access_token:string,token_type:string,expires_in:integer,refresh_token:string,"
          + "roles:[string]}";

  private final Logins logins;
  private final Tickets tickets;
  private final AuthSettings settings;

  public AuthRoutes(Logins logins, Tickets tickets, AuthSettings settings) {
    this.logins = logins;
    this.tickets = tickets;
    this.settings = settings;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post("/api/auth/token")
            .login()
            .summary("Name and password for an access and a refresh token")
            .body("{username!:string,password!:string}")
            .answers(GRANT, 401)
            .handle(this::login),
        Endpoint.post("/api/auth/refresh")
            .login()
            .summary("A refresh token, once, for new tokens")
            .body("{refresh_token!:string}")
            .answers(GRANT, 401)
            .handle(this::refresh),
        Endpoint.post("/api/auth/logout")
            .needs(Role.VIEWER)
            .urgent()
            .summary("Ends this access token and the session that it belongs to")
            .answers("{status:string}")
            .handle(this::logout),
        Endpoint.post("/api/auth/ws-ticket")
            .needs(Role.VIEWER)
            .summary("A single-use ticket for one WebSocket, for clients that cannot set headers")
            .answers("{ticket:string,expires_in:integer}")
            .handle(this::ticket));
  }

  private CompletionStage<Answer> login(Call call) {
    var fields = call.fields();
    String name = fields.requiredText("username", MAX_NAME);
    char[] password = fields.requiredText("password", MAX_PASSWORD).toCharArray();
    fields.finish();
    return logins.login(name, password, call.address()).thenApply(AuthRoutes::answer);
  }

  private CompletionStage<Answer> refresh(Call call) {
    var fields = call.fields();
    String token = fields.requiredText("refresh_token", MAX_REFRESH);
    fields.finish();
    return logins.refresh(token, call.address()).thenApply(AuthRoutes::answer);
  }

  private CompletionStage<Answer> logout(Call call) {
    call.query().finish();
    return logins
        .logout(call.caller(), call.address())
        .thenApply(done -> Answer.json(Shape.of("status", "logged_out")));
  }

  private CompletionStage<Answer> ticket(Call call) {
    call.query().finish();
    return CompletableFuture.completedFuture(
        Answer.json(
            Shape.of("ticket", tickets.issue(call.caller()))
                .and("expires_in", settings.ticketTtl().toSeconds())));
  }

  private static Answer answer(Grant grant) {
    return Answer.json(
        Shape.of("access_token", grant.accessToken())
            .and("token_type", "Bearer")
            .and("expires_in", grant.expiresIn())
            .and("refresh_token", grant.refreshToken())
            .and("roles", grant.roles()));
  }
}

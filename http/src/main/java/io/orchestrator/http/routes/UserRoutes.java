package io.orchestrator.http.routes;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.domain.port.Users.Session;
import io.orchestrator.domain.port.Users.User;
import io.orchestrator.http.auth.Accounts;
import io.orchestrator.http.auth.Accounts.Change;
import io.orchestrator.http.auth.Caller;
import io.orchestrator.http.json.Shape;
import io.orchestrator.http.rest.Answer;
import io.orchestrator.http.rest.Call;
import io.orchestrator.http.rest.Endpoint;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** {@code /api/users}: accounts, their roles, passwords and sessions. */
public final class UserRoutes {
  private static final int MAX_NAME = 100;
  private static final int MAX_PASSWORD = 1024;
  private static final String USER = "{name:string,role:string,roles:[string],enabled:boolean}";

  private final Accounts accounts;
  private final Executor blocking;

  public UserRoutes(Accounts accounts, Executor blocking) {
    this.accounts = accounts;
    this.blocking = blocking;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/users")
            .needs(Role.ADMIN)
            .summary("Accounts and their roles")
            .answers("{users:[" + USER + "]}")
            .handle(this::list),
        Endpoint.post("/api/users")
            .needs(Role.ADMIN)
            .summary("A new account; role is viewer, operator, trader, risk or admin")
            .body("{username!:string,role!:string,password!:string}")
            .answers(USER, 409)
            .handle(this::create),
        Endpoint.patch("/api/users/{username}")
            .needs(Role.ADMIN)
            .summary("Other role, other password, disabled or enabled; ends its access at once")
            .body("{role:string,password:string,enabled:boolean}")
            .answers(USER, 404, 409)
            .handle(this::change),
        Endpoint.get("/api/users/{username}/sessions")
            .needs(Role.ADMIN)
            .summary("Where the account is logged in")
            .answers(
                "{sessions:[{session:string,begun:instant,last_used:instant,expires:instant}]}",
                404)
            .handle(this::sessions),
        Endpoint.delete("/api/users/{username}/sessions")
            .needs(Role.ADMIN)
            .urgent()
            .summary("Logs the account out everywhere, at once")
            .answers("{status:string}", 404)
            .handle(this::endAll),
        Endpoint.delete("/api/users/{username}/sessions/{session}")
            .needs(Role.ADMIN)
            .urgent()
            .summary("Ends one session with its access tokens, at once")
            .answers("{status:string}", 404)
            .handle(this::endOne));
  }

  private CompletionStage<Answer> list(Call call) {
    call.query().finish();
    return soon(
        () ->
            Answer.json(
                Shape.of("users", accounts.all().stream().map(u -> shape(u).map()).toList())));
  }

  private CompletionStage<Answer> create(Call call) {
    call.query().finish();
    var fields = call.fields();
    String name = fields.requiredText("username", MAX_NAME);
    fields.requirePresence("role");
    Optional<Role> role = fields.oneOf("role", Choices.of(Role.class));
    String password = fields.requiredText("password", MAX_PASSWORD);
    fields.finish();
    return soon(
        () ->
            cleared(
                password.toCharArray(),
                chars -> shape(accounts.create(name, role.orElseThrow(), chars))));
  }

  private CompletionStage<Answer> change(Call call) {
    call.query().finish();
    var fields = call.fields();
    Optional<Role> role = fields.oneOf("role", Choices.of(Role.class));
    Optional<String> password = fields.text("password", MAX_PASSWORD);
    Optional<Boolean> enabled = fields.flag("enabled");
    if (role.isEmpty() && password.isEmpty() && enabled.isEmpty()) {
      fields.error("role", "name what is to change: role, password or enabled");
    }
    fields.finish();
    String name = call.pathValue("username");
    if (call.subject().equals(name) && enabled.filter(e -> !e).isPresent()) {
      throw new Refusal(
              "users.self",
              409,
              "You would lock yourself out.",
              "Ask another administrator to disable this account.")
          .asException();
    }
    return soon(
        () ->
            cleared(
                password.map(String::toCharArray).orElse(new char[0]),
                chars ->
                    shape(
                        accounts.change(
                            name, new Change(role, enabled, password.map(p -> chars))))));
  }

  private CompletionStage<Answer> sessions(Call call) {
    call.query().finish();
    return soon(
        () ->
            Answer.json(
                Shape.of(
                    "sessions",
                    accounts.sessions(call.pathValue("username")).stream()
                        .map(UserRoutes::shape)
                        .map(Shape::map)
                        .toList())));
  }

  private CompletionStage<Answer> endAll(Call call) {
    call.query().finish();
    return soon(
        () -> {
          accounts.endSessions(call.pathValue("username"));
          return Answer.json(Shape.of("status", "ended"));
        });
  }

  private CompletionStage<Answer> endOne(Call call) {
    call.query().finish();
    return soon(
        () -> {
          accounts.endSession(call.pathValue("username"), call.pathValue("session"));
          return Answer.json(Shape.of("status", "ended"));
        });
  }

  private interface WithPassword {
    Shape apply(char[] password);
  }

  private static Answer cleared(char[] password, WithPassword work) {
    try {
      return Answer.json(work.apply(password));
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  private static Shape shape(User user) {
    Role highest = user.roles().stream().max(Comparator.naturalOrder()).orElse(Role.VIEWER);
    return Shape.of("name", user.name())
        .and("role", highest)
        .and("roles", Caller.roleNames(highest))
        .and("enabled", user.enabled());
  }

  private static Shape shape(Session session) {
    return Shape.of("session", session.id())
        .and("begun", session.begun())
        .and("last_used", session.lastUsed())
        .and("expires", session.expires());
  }

  private CompletionStage<Answer> soon(Supplier<Answer> work) {
    return CompletableFuture.supplyAsync(work, blocking);
  }
}

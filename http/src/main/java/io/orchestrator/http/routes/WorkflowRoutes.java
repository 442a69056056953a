package io.orchestrator.http.routes;

import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.api.Trading;
import io.orchestrator.actors.api.Workflows;
import io.orchestrator.actors.api.Workflows.TypeDescription;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.domain.workflow.AwaitedSignal;
import io.orchestrator.domain.workflow.RunQuery;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.SignalRole;
import io.orchestrator.domain.workflow.StartOptions;
import io.orchestrator.domain.workflow.WorkflowType;
import io.orchestrator.domain.workflow.WorkflowView;
import io.orchestrator.http.auth.Caller;
import io.orchestrator.http.json.InvalidInput;
import io.orchestrator.http.json.Shape;
import io.orchestrator.http.json.WorkflowJson;
import io.orchestrator.http.rest.Answer;
import io.orchestrator.http.rest.Call;
import io.orchestrator.http.rest.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Start, look at and steer runs of workflows. */
public final class WorkflowRoutes {
  private static final int MAX_LIMIT = 1000;
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_REASON = 500;
  private static final int MAX_NAME = 40;
  private static final Duration SLACK = Duration.ofSeconds(15);
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,100}");
  private static final Pattern WAIT = Pattern.compile("(?i)\\bwait\\s*=\\s*(\\d{1,4})\\b");
  private static final String VIEW =
      "{workflow_id:string,workflow:string,state:string,progress:number,message:string,"
          + "parameters:object,steps:[{name:string,state:string,attempts:integer,"
          + "started_at:instant,ended_at:instant,progress:number,message:string,node:string}],results:object,"
          + "error:string,requested_by:string,started_at:instant,ended_at:instant,duration:number,"
          + "deadline:instant,priority:integer}";

  private final Workflows workflows;
  private final RunWhy why;
  private final Duration maxWait;

  /**
   * @param maxWait longest time that a start is held open for its result
   */
  public WorkflowRoutes(Workflows workflows, Trading trading, Events events, Duration maxWait) {
    this.workflows = workflows;
    this.why = new RunWhy(workflows, trading, events);
    this.maxWait = maxWait;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post("/api/system/workflow/{workflow_type}")
            .needs(Role.OPERATOR)
            .costly()
            .timeout(maxWait.plus(SLACK))
            .summary("Runs a workflow; headers Idempotency-Key, Prefer: respond-async or wait=N")
            .body("{parameters:object,priority:integer,deadline:instant}")
            .answers(
                "{status:string,results:object,duration:number,workflow_id:string}", 202, 404, 409)
            .handle(this::start),
        Endpoint.get("/api/workflows")
            .needs(Role.VIEWER)
            .summary("Runs, newest first")
            .query("state", "string")
            .query("type", "string")
            .query("from", "instant")
            .query("to", "instant")
            .query("symbol", "string")
            .query("after", "string")
            .query("limit", "integer")
            .answers(
                "{next_after:string,workflows:[{workflow_id:string,workflow:string,state:string,"
                    + "requested_by:string,started_at:instant,ended_at:instant}]}")
            .handle(this::list),
        Endpoint.get("/api/workflows/{workflow_id}")
            .needs(Role.VIEWER)
            .summary("One run with its steps")
            .answers(VIEW, 404)
            .handle(this::find),
        steer("cancel").handle(call -> view(workflows.cancel(id(call), call.subject()))),
        steer("pause").handle(call -> view(workflows.pause(id(call), call.subject()))),
        steer("resume").handle(call -> view(workflows.resume(id(call), call.subject()))),
        steer("retry").handle(call -> view(workflows.retry(id(call), call.subject()))),
        Endpoint.post("/api/workflows/{workflow_id}/approve")
            .needs(Role.OPERATOR)
            .urgent()
            .summary("Answers a step that waits for approval; the step names the role")
            .body("{approved:boolean,reason:string}")
            .answers(VIEW, 403, 404, 409)
            .handle(this::approve),
        Endpoint.post("/api/workflows/{workflow_id}/signal")
            .needs(Role.OPERATOR)
            .urgent()
            .summary("Sends a signal that a step waits for; the step names the role")
            .body("{name:string,payload:object}")
            .answers(VIEW, 403, 404, 409)
            .handle(this::signal),
        Endpoint.get("/api/workflows/{workflow_id}/compensation-plan")
            .needs(Role.VIEWER)
            .summary("What a roll-back would do now, in its order; nothing is done")
            .answers(
                "{workflow_id:string,state:string,plan:[{step:string,effect:string,"
                    + "state:string,action:string,detail:string}]}",
                404)
            .handle(this::compensationPlan),
        Endpoint.get("/api/workflows/{workflow_id}/history")
            .needs(Role.VIEWER)
            .costly()
            .summary("Every persisted event of the run, oldest first")
            .answers("{workflow_id:string,history:[object]}", 404)
            .handle(this::history),
        Endpoint.get("/api/workflows/{workflow_id}/why")
            .needs(Role.VIEWER)
            .costly()
            .summary(
                "What the run did and what it rests on: orders, risk decisions, signals, models,"
                    + " data with hash; format=html for a page")
            .query("format", "string")
            .answers(RunWhy.SCHEMA, 404)
            .handle(this::why),
        Endpoint.get("/api/workflow-types")
            .needs(Role.VIEWER)
            .summary("The workflows that can be run")
            .answers("{workflow_types:[object]}")
            .handle(this::types),
        Endpoint.get("/api/workflow-types/{workflow_type}")
            .needs(Role.VIEWER)
            .summary("Steps, and the JSON Schema of the parameters")
            .answers("{workflow:string,steps:[string],parameters:object}", 404)
            .handle(this::type));
  }

  private static Endpoint.Builder steer(String action) {
    return Endpoint.post("/api/workflows/{workflow_id}/" + action)
        .needs(Role.OPERATOR)
        .urgent()
        .summary("Asks the run to " + action)
        .answers(VIEW, 404, 409);
  }

  private CompletionStage<Answer> start(Call call) {
    call.query().finish();
    var fields = call.fields();
    Map<String, Object> parameters = fields.object("parameters");
    int priority =
        (int) (long) fields.integer("priority", StartOptions.LEAST, StartOptions.MOST).orElse(0L);
    Optional<Instant> deadline = fields.instant("deadline");
    fields.finish();
    String prefer = call.header().apply("prefer").orElse("");
    Duration wait = waitFor(prefer);
    Optional<String> key = idempotencyKey(call);
    return workflows
        .start(
            call.pathValue("workflow_type"),
            parameters,
            key,
            new StartOptions(deadline, priority),
            call.subject(),
            call.caller().has(Role.TRADER))
        .thenCompose(view -> wait.isZero() ? accepted(view) : finished(view, wait));
  }

  private CompletionStage<Answer> finished(WorkflowView started, Duration wait) {
    CompletableFuture<Optional<WorkflowView>> end =
        workflows
            .awaitEnd(started.workflowId())
            .thenApply(Optional::of)
            .toCompletableFuture()
            .copy()
            .completeOnTimeout(Optional.empty(), wait.toMillis(), TimeUnit.MILLISECONDS);
    return end.thenCompose(
        view ->
            view.isPresent()
                ? done(Answer.json(WorkflowJson.result(view.get())))
                : workflows.find(started.workflowId()).thenCompose(WorkflowRoutes::accepted));
  }

  private static CompletionStage<Answer> accepted(WorkflowView view) {
    String location = "/api/workflows/" + view.workflowId();
    return done(Answer.json(202, WorkflowJson.result(view)).with(Map.of("Location", location)));
  }

  /** RFC 7240: respond-async means "do not wait", wait=N at most so long. */
  private Duration waitFor(String prefer) {
    Matcher wanted = WAIT.matcher(prefer);
    if (wanted.find()) {
      Duration asked = Duration.ofSeconds(Long.parseLong(wanted.group(1)));
      return asked.compareTo(maxWait) < 0 ? asked : maxWait;
    }
    return prefer.toLowerCase(Locale.ROOT).contains("respond-async") ? Duration.ZERO : maxWait;
  }

  private static Optional<String> idempotencyKey(Call call) {
    Optional<String> key = call.header().apply("idempotency-key");
    if (key.isPresent() && !KEY.matcher(key.get()).matches()) {
      throw InvalidInput.field("Idempotency-Key", "must be 1 to 100 visible ASCII characters");
    }
    return key;
  }

  private CompletionStage<Answer> list(Call call) {
    var query = call.query();
    var state = query.oneOf("state", Choices.of(RunState.class));
    var type = query.oneOf("type", Choices.of(WorkflowType.class));
    var from = query.instant("from");
    var to = query.instant("to");
    var symbol = query.text("symbol");
    var after = query.text("after");
    long limit = query.integer("limit", 1, MAX_LIMIT).orElse((long) DEFAULT_LIMIT);
    query.finish();
    return workflows
        .list(new RunQuery(state, type, from, to, symbol, after, (int) limit))
        .thenApply(
            runs ->
                Answer.json(
                    Shape.of(
                            "workflows",
                            runs.stream().map(run -> WorkflowJson.summary(run).map()).toList())
                        .and(
                            "next_after",
                            runs.size() < limit
                                ? Optional.empty()
                                : Optional.of(runs.getLast().workflowId()))));
  }

  private CompletionStage<Answer> find(Call call) {
    return view(workflows.find(id(call)));
  }

  private CompletionStage<Answer> approve(Call call) {
    String id = id(call);
    var fields = call.fields();
    boolean approved = fields.flag("approved").orElse(true);
    Optional<String> reason = fields.text("reason", MAX_REASON);
    fields.finish();
    Map<String, Object> payload =
        reason
            .<Map<String, Object>>map(text -> Map.of("approved", approved, "reason", text))
            .orElse(Map.of("approved", approved));
    return view(
        workflows.signal(
            id, AwaitedSignal.APPROVAL, payload, call.subject(), signalRoles(call.caller())));
  }

  private CompletionStage<Answer> signal(Call call) {
    String id = id(call);
    var fields = call.fields();
    String name = fields.requiredText("name", MAX_NAME);
    Map<String, Object> payload = fields.object("payload");
    fields.finish();
    return view(workflows.signal(id, name, payload, call.subject(), signalRoles(call.caller())));
  }

  private static Set<SignalRole> signalRoles(Caller caller) {
    return Stream.of(SignalRole.values())
        .filter(role -> caller.has(Role.valueOf(role.name())))
        .collect(Collectors.toSet());
  }

  private CompletionStage<Answer> compensationPlan(Call call) {
    return workflows
        .compensationPlan(id(call))
        .thenApply(plan -> Answer.json(WorkflowJson.plan(plan)));
  }

  private CompletionStage<Answer> history(Call call) {
    return workflows
        .history(id(call))
        .thenApply(events -> Answer.json(Shape.of("workflow_id", id(call)).and("history", events)));
  }

  private CompletionStage<Answer> why(Call call) {
    var query = call.query();
    boolean page = query.oneOf("format", Map.of("json", false, "html", true)).orElse(false);
    query.finish();
    String id = call.pathValue("workflow_id");
    return why.explain(id)
        .thenApply(
            shape ->
                page
                    ? Answer.text("text/html", WhyPage.html("Why: workflow " + id, shape.map()))
                    : Answer.json(shape));
  }

  private CompletionStage<Answer> types(Call call) {
    call.query().finish();
    return done(
        Answer.json(
            Shape.of(
                "workflow_types",
                workflows.types().stream().map(type -> describe(type).map()).toList())));
  }

  private CompletionStage<Answer> type(Call call) {
    call.query().finish();
    String name = call.pathValue("workflow_type");
    return done(
        workflows.types().stream()
            .filter(type -> type.workflow().equals(name))
            .findFirst()
            .map(type -> Answer.json(describe(type)))
            .orElseThrow(() -> unknown(name)));
  }

  private RuntimeException unknown(String name) {
    return new Refusal(
            "workflow.unknown_type",
            404,
            "There is no workflow '" + name + "'.",
            "Use one of: "
                + workflows.types().stream()
                    .map(TypeDescription::workflow)
                    .collect(Collectors.joining(", "))
                + ".")
        .asException();
  }

  private static Shape describe(TypeDescription type) {
    return Shape.of("workflow", type.workflow())
        .and("steps", type.steps())
        .and("parameters", type.parameterSchema());
  }

  private static String id(Call call) {
    call.query().finish();
    return call.pathValue("workflow_id");
  }

  private static CompletionStage<Answer> view(CompletionStage<WorkflowView> view) {
    return view.thenApply(v -> Answer.json(WorkflowJson.view(v)));
  }

  private static CompletionStage<Answer> done(Answer answer) {
    return CompletableFuture.completedFuture(answer);
  }
}

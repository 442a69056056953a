package io.orchestrator.http.rest;

import io.orchestrator.http.rest.Endpoint.Access;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** OpenAPI 3.1 written from the table of routes itself, so that the two cannot differ. */
public final class OpenApi {
  private static final Schema PROBLEM =
      Schema.parse(
          "{type!:string,title!:string,status!:integer,code!:string,detail!:string,"
              + "advice!:string,instance!:string,errors!:[{field!:string,message!:string}]}");

  private OpenApi() {}

  public static Map<String, Object> document(List<Endpoint> endpoints, String version) {
    Map<String, Object> paths = new LinkedHashMap<>();
    for (Endpoint endpoint : endpoints) {
      @SuppressWarnings("unchecked")
      var operations =
          (Map<String, Object>)
              paths.computeIfAbsent(
                  endpoint.template(), key -> new LinkedHashMap<String, Object>());
      operations.put(endpoint.method().toLowerCase(Locale.ROOT), operation(endpoint));
    }
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("openapi", "3.1.0");
    root.put("info", Map.of("title", "System Orchestrator", "version", version));
    root.put("paths", paths);
    root.put(
        "components",
        Map.of(
            "securitySchemes",
            Map.of("bearer", Map.of("type", "http", "scheme", "bearer", "bearerFormat", "JWT")),
            "schemas",
            Map.of("Problem", PROBLEM.json())));
    return root;
  }

  private static Map<String, Object> operation(Endpoint endpoint) {
    var documentation = endpoint.documentation();
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("tags", List.of(documentation.tag()));
    operation.put("summary", documentation.summary());
    operation.put("operationId", operationId(endpoint));
    operation.put("parameters", parameters(endpoint));
    documentation
        .body()
        .ifPresent(
            body ->
                operation.put(
                    "requestBody",
                    Map.of(
                        "required",
                        body.json().containsKey("required"),
                        "content",
                        Map.of(Answer.JSON, Map.of("schema", body.json())))));
    operation.put("responses", responses(endpoint));
    operation.put("security", security(endpoint.access()));
    role(endpoint.access()).ifPresent(role -> operation.put("x-role", role));
    return operation;
  }

  private static List<Object> parameters(Endpoint endpoint) {
    List<Object> parameters = new ArrayList<>();
    for (String segment : endpoint.segments()) {
      if (segment.startsWith("{")) {
        parameters.add(
            Map.of(
                "name",
                segment.substring(1, segment.length() - 1),
                "in",
                "path",
                "required",
                true,
                "schema",
                Map.of("type", "string")));
      }
    }
    endpoint
        .documentation()
        .query()
        .forEach(
            (name, schema) ->
                parameters.add(Map.of("name", name, "in", "query", "schema", schema.json())));
    return parameters;
  }

  private static Map<String, Object> responses(Endpoint endpoint) {
    Map<String, Object> responses = new LinkedHashMap<>();
    responses.put(
        "200",
        Map.of(
            "description",
            "done",
            "content",
            Map.of(Answer.JSON, Map.of("schema", endpoint.documentation().answers().json()))));
    var problems = new TreeSet<>(endpoint.documentation().otherStatuses());
    problems.addAll(List.of(400, 429, 500, 503));
    if (!(endpoint.access() instanceof Access.Open)) {
      problems.addAll(List.of(401, 403));
    }
    for (int status : problems) {
      responses.put(
          Integer.toString(status),
          status < 400
              ? Map.of("description", status == 202 ? "accepted, goes on" : "done")
              : Map.of(
                  "description",
                  Problem.title(status),
                  "content",
                  Map.of(
                      Answer.PROBLEM,
                      Map.of("schema", Map.of("$ref", "#/components/schemas/Problem")))));
    }
    return responses;
  }

  private static List<Object> security(Access access) {
    return switch (access) {
      case Access.Open open -> List.of();
      case Access.Login login -> List.of();
      case Access.Needs needs -> List.of(Map.of("bearer", List.of()));
      case Access.NeedsUnlessLoopback needs -> List.of(Map.of("bearer", List.of()), Map.of());
    };
  }

  private static java.util.Optional<String> role(Access access) {
    return switch (access) {
      case Access.Open open -> java.util.Optional.empty();
      case Access.Login login -> java.util.Optional.empty();
      case Access.Needs needs ->
          java.util.Optional.of(needs.role().name().toLowerCase(Locale.ROOT));
      case Access.NeedsUnlessLoopback needs ->
          java.util.Optional.of(needs.role().name().toLowerCase(Locale.ROOT));
    };
  }

  private static String operationId(Endpoint endpoint) {
    String path = endpoint.template().replaceAll("[^A-Za-z0-9]+", "_");
    return endpoint.method().toLowerCase(Locale.ROOT) + (path.equals("_") ? "_root" : path);
  }
}

package io.orchestrator.http.rest;

import io.orchestrator.http.auth.Caller;
import io.orchestrator.http.json.FieldReader;
import io.orchestrator.http.json.Json;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One request, authenticated and with its body read.
 *
 * @param path values of the template's variables, decoded
 * @param header by name, case-insensitive
 * @param maybeCaller empty on open endpoints
 * @param body empty where the endpoint takes none
 * @param exitsOnly nothing can be audited at this moment: only what reduces may go on
 */
public record Call(
    String requestId,
    Map<String, String> path,
    Map<String, List<String>> queryValues,
    Function<String, Optional<String>> header,
    Optional<Caller> maybeCaller,
    InetAddress address,
    byte[] body,
    boolean exitsOnly) {

  Call withExitsOnly() {
    return new Call(requestId, path, queryValues, header, maybeCaller, address, body, true);
  }

  public Caller caller() {
    return maybeCaller.orElseThrow(
        () -> new IllegalStateException("an open endpoint has no caller"));
  }

  public String subject() {
    return caller().subject();
  }

  public String pathValue(String name) {
    return path.get(name);
  }

  public QueryReader query() {
    return new QueryReader(queryValues);
  }

  /** An absent body reads as an empty object. */
  public FieldReader fields() {
    return new FieldReader(Json.parseObject(body.length == 0 ? new byte[] {'{', '}'} : body));
  }
}

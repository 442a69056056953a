package io.orchestrator.http.rest;

import io.orchestrator.domain.port.Users.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * One line of the table of routes: how it is reached, who may, what it reads and answers.
 *
 * @param segments of the path; a variable stands in braces
 * @param timeout how long the handler may take
 * @param urgent never held up by a rate limit: kills, cancels, logouts
 * @param costly refused while memory is scarce: makes much of little, and nothing is lost by
 *     waiting
 * @param audited what stands in the audit before it is carried out
 */
public record Endpoint(
    String method,
    List<String> segments,
    Access access,
    boolean urgent,
    boolean costly,
    Audited audited,
    Optional<Duration> timeout,
    Documentation documentation,
    Handler handler) {

  /** Whether a call is a command for the audit. */
  public enum Audited {
    /** It changes nothing, or is audited where it happens. */
    NOT,
    /** Refused while it cannot be audited. */
    FIRST,
    /** May reduce risk: goes on while it cannot be audited, and is audited later. */
    IN_ANY_CASE
  }

  /** Computes the answer; a failed stage becomes a problem. */
  @FunctionalInterface
  public interface Handler {
    CompletionStage<Answer> handle(Call call);
  }

  /** Who may call. */
  public sealed interface Access {
    record Open() implements Access {}

    /** For credentials: counts against the address's failures. */
    record Login() implements Access {}

    record Needs(Role role) implements Access {}

    /** The role, or no token at all from this machine itself. */
    record NeedsUnlessLoopback(Role role) implements Access {}
  }

  /**
   * For people and OpenAPI.
   *
   * @param query name to schema
   * @param body empty: no body is read
   * @param answers schema of status 200
   */
  public record Documentation(
      String tag,
      String summary,
      Map<String, Schema> query,
      Optional<Schema> body,
      Schema answers,
      List<Integer> otherStatuses) {}

  public String template() {
    return "/" + String.join("/", segments);
  }

  boolean hasVariables() {
    return segments.stream().anyMatch(segment -> segment.startsWith("{"));
  }

  /** The variables, or empty when this path is another's. */
  Optional<Map<String, String>> match(List<String> path) {
    if (path.size() != segments.size()) {
      return Optional.empty();
    }
    Map<String, String> variables = new LinkedHashMap<>();
    for (int i = 0; i < path.size(); i++) {
      String segment = segments.get(i);
      if (segment.startsWith("{")) {
        variables.put(segment.substring(1, segment.length() - 1), path.get(i));
      } else if (!segment.equals(path.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(variables);
  }

  public static Builder get(String template) {
    return new Builder("GET", template);
  }

  public static Builder post(String template) {
    return new Builder("POST", template);
  }

  public static Builder put(String template) {
    return new Builder("PUT", template);
  }

  public static Builder patch(String template) {
    return new Builder("PATCH", template);
  }

  public static Builder delete(String template) {
    return new Builder("DELETE", template);
  }

  /** Reads like the line of a contract; ends with {@link #handle}. */
  public static final class Builder {
    private final String method;
    private final String template;
    private Access access = new Access.Open();
    private boolean urgent;
    private boolean costly;
    private boolean onlyAsks;
    private boolean mayReduce;
    private Optional<Duration> timeout = Optional.empty();
    private String summary = "";
    private final Map<String, Schema> query = new LinkedHashMap<>();
    private Optional<Schema> body = Optional.empty();
    private Schema answers = Schema.ANY;
    private final List<Integer> otherStatuses = new ArrayList<>();

    private Builder(String method, String template) {
      this.method = method;
      this.template = template;
    }

    public Builder needs(Role role) {
      access = new Access.Needs(role);
      return this;
    }

    public Builder needsUnlessLoopback(Role role) {
      access = new Access.NeedsUnlessLoopback(role);
      return this;
    }

    public Builder login() {
      access = new Access.Login();
      return this;
    }

    public Builder urgent() {
      urgent = true;
      return this;
    }

    /** Makes much of little, and can wait: refused while memory is scarce. */
    public Builder costly() {
      costly = true;
      return this;
    }

    /** Changes nothing, whatever its method says. */
    public Builder onlyAsks() {
      onlyAsks = true;
      return this;
    }

    /** An exit may come this way, and is never blocked. */
    public Builder mayReduce() {
      mayReduce = true;
      return this;
    }

    public Builder timeout(Duration duration) {
      timeout = Optional.of(duration);
      return this;
    }

    public Builder summary(String text) {
      summary = text;
      return this;
    }

    public Builder query(String name, String schema) {
      query.put(name, Schema.parse(schema));
      return this;
    }

    public Builder body(String schema) {
      body = Optional.of(Schema.parse(schema));
      return this;
    }

    /** Schema of the answer in the notation of {@link Schema}, and what else may come. */
    public Builder answers(String schema, Integer... alsoStatuses) {
      answers = Schema.parse(schema);
      otherStatuses.addAll(Arrays.asList(alsoStatuses));
      return this;
    }

    public Endpoint handle(Handler handler) {
      if (costly && (urgent || mayReduce)) {
        throw new IllegalStateException(template + " must never be refused for want of memory");
      }
      if (costly) {
        otherStatuses.add(503);
      }
      List<String> segments =
          Arrays.stream(template.split("/")).filter(segment -> !segment.isEmpty()).toList();
      String tag = segments.size() > 1 ? segments.get(1) : "operation";
      var documentation =
          new Documentation(
              tag, summary, Map.copyOf(query), body, answers, List.copyOf(otherStatuses));
      return new Endpoint(
          method, segments, access, urgent, costly, audited(), timeout, documentation, handler);
    }

    private Audited audited() {
      if (method.equals("GET") || onlyAsks || access instanceof Access.Login) {
        return Audited.NOT;
      }
      return urgent || mayReduce ? Audited.IN_ANY_CASE : Audited.FIRST;
    }
  }
}

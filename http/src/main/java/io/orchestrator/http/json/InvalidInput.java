package io.orchestrator.http.json;

import java.util.List;

/** What a client sent cannot be understood; carries every mistake that was found, not the first. */
public final class InvalidInput extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String code;
  private final String advice;
  private final transient List<FieldError> errors;

  /**
   * @param field path of the field in the body, name of the query parameter or header
   */
  public record FieldError(String field, String message) {}

  private InvalidInput(String code, String detail, String advice, List<FieldError> errors) {
    super(detail, null, false, false);
    this.code = code;
    this.advice = advice;
    this.errors = List.copyOf(errors);
  }

  public static InvalidInput malformed(String detail) {
    return new InvalidInput(
        "request.malformed_json",
        detail,
        "Send one JSON object, UTF-8, without duplicate names, nested at most "
            + Json.MAX_DEPTH
            + " deep.",
        List.of());
  }

  public static InvalidInput fields(List<FieldError> errors) {
    String detail =
        errors.size() == 1
            ? errors.getFirst().field() + ": " + errors.getFirst().message()
            : errors.size() + " fields are wrong; see errors";
    return new InvalidInput(
        "request.invalid", detail, "Correct the named fields and send it again.", errors);
  }

  /** One mistake in one place. */
  public static InvalidInput field(String field, String message) {
    return fields(List.of(new FieldError(field, message)));
  }

  public String code() {
    return code;
  }

  public String advice() {
    return advice;
  }

  public List<FieldError> errors() {
    return errors;
  }
}

package io.orchestrator.domain.workflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parameters of a workflow in the order in which documents show them. */
public record ParameterSchema(List<Parameter> parameters) {
  /** More errors than this help nobody. */
  public static final int MAX_ERRORS = 50;

  public ParameterSchema {
    parameters = List.copyOf(parameters);
    if (parameters.stream().map(Parameter::name).distinct().count() != parameters.size()) {
      throw new IllegalArgumentException("two parameters of the same name");
    }
    for (Parameter p : parameters) {
      p.defaultValue()
          .ifPresent(
              value ->
                  p.check(
                      JsonLike.copy(Map.of("v", value)).get("v"),
                      error -> {
                        throw new IllegalArgumentException("default of " + error);
                      }));
    }
  }

  public static ParameterSchema of(Parameter... parameters) {
    return new ParameterSchema(List.of(parameters));
  }

  /** Checks everything and fills in the defaults; all errors at once, unknown names among them. */
  public Checked check(Map<String, Object> given) {
    var errors = new ArrayList<String>();
    Map<String, Object> normal;
    try {
      normal = JsonLike.copy(given);
    } catch (IllegalArgumentException e) {
      return new Checked(Map.of(), List.of(String.valueOf(e.getMessage())));
    }
    for (String name : normal.keySet()) {
      if (parameters.stream().noneMatch(p -> p.name().equals(name))) {
        String shown = name.length() > 60 ? name.substring(0, 60) + "…" : name;
        errors.add(shown + ": unknown parameter; known are " + names());
      }
    }
    var values = new LinkedHashMap<String, Object>();
    for (Parameter p : parameters) {
      Object value = normal.get(p.name());
      if (value != null) {
        p.check(value, errors::add);
        values.put(p.name(), value);
      } else if (p.defaultValue().isPresent()) {
        values.put(p.name(), p.defaultValue().get());
      } else {
        errors.add(p.name() + ": is required; " + p.description());
      }
    }
    return new Checked(
        JsonLike.copy(values), errors.size() > MAX_ERRORS ? errors.subList(0, MAX_ERRORS) : errors);
  }

  private String names() {
    return String.join(", ", parameters.stream().map(Parameter::name).toList());
  }

  /** As JSON Schema (draft 2020-12). */
  public Map<String, Object> jsonSchema() {
    var properties = new LinkedHashMap<String, Object>();
    parameters.forEach(p -> properties.put(p.name(), p.schema()));
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put(
        "required",
        parameters.stream().filter(p -> p.defaultValue().isEmpty()).map(Parameter::name).toList());
    schema.put("additionalProperties", false);
    return schema;
  }

  /**
   * @param values complete with defaults; of use only without errors
   * @param errors one sentence for each, naming the parameter; empty when all is well
   */
  public record Checked(Map<String, Object> values, List<String> errors) {
    public Checked {
      errors = List.copyOf(errors);
    }

    public boolean ok() {
      return errors.isEmpty();
    }
  }
}

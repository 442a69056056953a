package io.orchestrator.domain.system;

import io.orchestrator.domain.GeneratedDocument;
import io.orchestrator.domain.health.ServiceName;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/reference/system-states.md} says what the tables in the code say. */
class SystemStatesDocumentTest {
  @Test
  void isUpToDate() throws Exception {
    GeneratedDocument.check("docs/reference/system-states.md", document());
  }

  private static String document() {
    StringBuilder text = new StringBuilder();
    text.append("# States of the system\n\n");
    text.append("Generated from the code by `SystemStatesDocumentTest`; do not edit.\n\n");
    text.append("```mermaid\nstateDiagram-v2\n");
    text.append("    [*] --> initializing\n");
    for (SystemState from : SystemState.values()) {
      for (SystemState to : SystemTransitions.from(from)) {
        text.append("    %s --> %s\n".formatted(from.wireName(), to.wireName()));
      }
    }
    text.append("    shutdown --> [*]\n```\n\n");
    text.append(
        "A new process begins in `initializing`, whatever state the one before ended in.\n\n");
    text.append("## What a state allows\n\n");
    text.append("| state | control actions | allowed when everything works | leads to |\n");
    text.append("|---|---|---|---|\n");
    for (SystemState state : SystemState.values()) {
      text.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  state.wireName(),
                  list(SystemTransitions.legalActions(state)),
                  list(CapabilityMatrix.ofState(state)),
                  list(SystemTransitions.from(state))));
    }
    text.append("\n## What a service is required for\n\n");
    text.append("A service counts as working while it is `healthy` or `degraded`.\n\n");
    text.append("| service | without it there is no |\n|---|---|\n");
    for (ServiceName service : ServiceName.values()) {
      text.append(
          "| `%s` | %s |\n".formatted(service.wireName(), list(Dependencies.requiredFor(service))));
    }
    text.append("\n## What a part is required for\n\n");
    text.append("While a part fails again and again:\n\n");
    text.append("| part | without it there is no |\n|---|---|\n");
    for (SystemPart part : SystemPart.values()) {
      text.append("| `%s` | %s |\n".formatted(part.wireName(), list(part.requiredFor())));
    }
    text.append("\nExits are never taken away; the desk itself finds out what it can send.\n");
    return text.toString();
  }

  private static String list(Collection<? extends Enum<?>> values) {
    return values.isEmpty()
        ? "–"
        : values.stream()
            .sorted((a, b) -> Integer.compare(a.ordinal(), b.ordinal()))
            .map(value -> "`" + value.name().toLowerCase(Locale.ROOT) + "`")
            .collect(Collectors.joining(", "));
  }
}

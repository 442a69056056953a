package io.orchestrator.domain.risk;

import io.orchestrator.domain.GeneratedDocument;
import org.junit.jupiter.api.Test;

/** {@code docs/reference/denial-codes.md} says what {@link DenialCode} says. */
class DenialCodesDocumentTest {
  @Test
  void isUpToDate() throws Exception {
    GeneratedDocument.check("docs/reference/denial-codes.md", document());
  }

  private static String document() {
    StringBuilder text = new StringBuilder();
    text.append("# Denial codes\n\n");
    text.append("Generated from `DenialCode` by `DenialCodesDocumentTest`; do not edit.\n\n");
    text.append("Why the gate refuses an entry. None applies to a cancel or a verified exit. The");
    text.append(" answer adds the numbers of the case, such as `notional=60000 limit=50000`.");
    text.append(" *waits*: it says nothing about the order, which may pass when it is over.\n\n");
    text.append("| code | HTTP status | what | advice |\n|---|---|---|---|\n");
    for (DenialCode code : DenialCode.values()) {
      text.append(
          "| `%s` | %d%s | %s | %s |\n"
              .formatted(
                  code.code(),
                  code.status(),
                  code.passing() ? " *waits*" : "",
                  code.text(),
                  code.advice()));
    }
    return text.toString();
  }
}

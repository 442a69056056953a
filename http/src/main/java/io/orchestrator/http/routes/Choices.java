package io.orchestrator.http.routes;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Wire names of enums. */
final class Choices {
  private Choices() {}

  static <E extends Enum<E>> Map<String, E> of(Class<E> type) {
    Map<String, E> names = new LinkedHashMap<>();
    for (E constant : type.getEnumConstants()) {
      names.put(constant.name().toLowerCase(Locale.ROOT), constant);
    }
    return names;
  }
}

package io.orchestrator.actors;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.common.RefusedException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/** Turns the silence of a part into a refusal that says what to do. */
public final class Unanswered {
  private Unanswered() {}

  /**
   * @param part as a person calls it
   * @param failure of an ask
   * @return the part's own refusal if it gave one, else {@code system.unavailable}, 503
   */
  public static RefusedException asRefusal(String part, Throwable failure, String advice) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return switch (cause) {
      case RefusedException refused -> refused;
      case TimeoutException timeout -> refusal(part, "no answer in time", advice).asException();
      default -> refusal(part, cause.getClass().getSimpleName(), advice).asException();
    };
  }

  private static Refusal refusal(String part, String why, String advice) {
    return new Refusal("system.unavailable", 503, part + " did not answer: " + why, advice);
  }
}

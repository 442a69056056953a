package io.orchestrator.domain.execution;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.market.Symbol;

/** Why an execution is not begun or not changed. */
public final class ExecutionRefusals {
  private ExecutionRefusals() {}

  static Refusal window(String why) {
    return new Refusal(
        "execution.window",
        422,
        "The window cannot be used: " + why + ".",
        "Choose a start and a duration inside one regular session.");
  }

  static Refusal tooSmallSlices(long quantity, int slices, long max) {
    return new Refusal(
        "execution.slices_too_small",
        422,
        quantity + " shares do not fit into " + slices + " slices of at most " + max + ".",
        "Raise max_slice or slices, or choose a longer window.");
  }

  static Refusal noCurve(Symbol symbol) {
    return new Refusal(
        "execution.no_volume_curve",
        409,
        "There is no complete session of minute bars of " + symbol + " to learn its volume from.",
        "Use twap, or import minute bars first.");
  }

  static Refusal noNumbers(Symbol symbol) {
    return new Refusal(
        "execution.no_estimate",
        409,
        "Volume, volatility or a two-sided quote of " + symbol + " is not known.",
        "Leave risk_aversion out, or ask again when there are daily bars and a quote.");
  }

  public static Refusal notFound(String id) {
    return new Refusal(
        "execution.not_found",
        404,
        "There is no execution '" + id + "'.",
        "GET /api/orders/algorithms lists them.");
  }

  public static Refusal duplicate(String id) {
    return new Refusal(
        "execution.duplicate_id",
        409,
        "Another execution has the id '" + id + "'.",
        "A repeat must be equal in every field; use a new id for a new execution.");
  }

  public static Refusal tooMany(int open) {
    return new Refusal(
        "execution.too_many",
        429,
        open + " executions are at work.",
        "Wait until some have ended, or cancel one.");
  }

  static Refusal over(String id, ParentStatus status) {
    return new Refusal(
        "execution.over",
        409,
        "The execution '" + id + "' is " + status.name().toLowerCase(java.util.Locale.ROOT) + ".",
        "Begin a new one under a new id.");
  }

  static Refusal notPaused(String id, ParentStatus status) {
    return new Refusal(
        "execution.not_paused",
        409,
        "The execution '" + id + "' is " + status.name().toLowerCase(java.util.Locale.ROOT) + ".",
        "Only a paused one is resumed.");
  }
}

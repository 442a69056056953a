package io.orchestrator.adapters.iqfeed;

import io.orchestrator.domain.common.Refusal;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * One request to the lookup port and what has come of its answer. Rows come on the socket's thread,
 * one after the other.
 */
abstract class LookupRequest {
  /** Begin of the error of one who asks too often. */
  static final String TOO_MANY = "Too many simultaneous";

  private final String subject;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private volatile long progressNanos = System.nanoTime();
  private volatile boolean handingOver;
  private int unusable;

  /**
   * @param subject what is asked for, as messages say it: "1d bars of AAPL"
   */
  LookupRequest(String subject) {
    this.subject = subject;
  }

  String subject() {
    return subject;
  }

  /** Ends when the answer has ended, normally or with a refusal. */
  CompletableFuture<Void> done() {
    return done;
  }

  abstract String command(String id);

  /**
   * Takes a row.
   *
   * @param from index of its first word
   * @return false if there are more rows than were asked for
   */
  abstract boolean row(String[] words, int from);

  /** The feed has said that it is all; completes {@link #done}. */
  abstract void finish(Instant feedTime);

  /** Whether it may be sent once more: nothing of an answer has been handed over. */
  abstract boolean repeatable();

  /** Whether a line that looks like an error is one; a row may begin like it. */
  boolean isError(String text) {
    return true;
  }

  /** Before it is sent, for the first time or again. */
  void begin() {
    unusable = 0;
    progressed();
  }

  final void progressed() {
    progressNanos = System.nanoTime();
  }

  /** Time without progress; none passes while the one who asked takes what has come. */
  final long idleNanos() {
    return handingOver ? 0 : System.nanoTime() - progressNanos;
  }

  final void handOver(Runnable step) {
    handingOver = true;
    try {
      step.run();
    } finally {
      progressed();
      handingOver = false;
    }
  }

  final void countUnusable() {
    unusable++;
  }

  final int unusable() {
    return unusable;
  }

  final void complete() {
    done.complete(null);
  }

  final void refuse(Refusal refusal) {
    done.completeExceptionally(refusal.asException());
  }

  final void refuseNoData() {
    refuse(
        noData(
            unusable > 0
                ? "all " + unusable + " rows of " + subject + " were unusable"
                : "no " + subject));
  }

  /** What the feed's error text means. */
  final void refuse(String errorText) {
    if (errorText.startsWith("!NO_DATA!")) {
      refuse(noData("no " + subject));
    } else if (errorText.startsWith("Invalid symbol")) {
      refuse(
          new Refusal(
              "market.unknown_symbol",
              404,
              "the feed does not know the symbol: " + subject,
              "check the spelling; futures and indices need their prefix or suffix"));
    } else if (errorText.startsWith("Unauthorized")) {
      refuse(
          new Refusal(
              "market.not_entitled",
              502,
              "the account is not entitled to " + subject + ": " + errorText,
              "check the subscriptions of the account at the vendor"));
    } else if (errorText.startsWith("!SYNTAX_ERROR!")
        || errorText.startsWith("Invalid number of parameters")) {
      refuse(
          new Refusal(
              "market.bad_request",
              502,
              "the feed does not understand the request for " + subject + ": " + errorText,
              "ask for less or differently; if it stays, the vendor has changed its protocol"));
    } else if (errorText.startsWith(TOO_MANY)) {
      refuse(
          new Refusal(
              "market.busy",
              503,
              "the feed has too many requests of this account: " + subject,
              "try again in some seconds"));
    } else {
      refuse(unavailable(subject + " failed: " + errorText));
    }
  }

  static Refusal noData(String detail) {
    return new Refusal(
        "market.no_data", 404, detail, "ask for a longer period or another timeframe");
  }

  static Refusal unavailable(String detail) {
    return new Refusal(
        "market.feed_unavailable", 503, detail, "try again when market_data is healthy");
  }
}

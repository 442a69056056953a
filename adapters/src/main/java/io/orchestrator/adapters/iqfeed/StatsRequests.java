package io.orchestrator.adapters.iqfeed;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Those who wait for statistics, which are answered in the order of the questions. Thread-safe. */
final class StatsRequests {
  private final ConcurrentLinkedQueue<CompletableFuture<List<String>>> asked =
      new ConcurrentLinkedQueue<>();

  /** To be answered, or failed if the question could not be sent; giving up is cancelling. */
  CompletableFuture<List<String>> add() {
    var answer = new CompletableFuture<List<String>>();
    asked.add(answer);
    answer.whenComplete((stats, failure) -> asked.remove(answer));
    return answer;
  }

  void answer(List<String> words) {
    CompletableFuture<List<String>> first = asked.poll();
    if (first != null) {
      first.complete(words);
    }
  }

  void failAll(String why) {
    for (var one = asked.poll(); one != null; one = asked.poll()) {
      one.completeExceptionally(new IllegalStateException(why));
    }
  }
}

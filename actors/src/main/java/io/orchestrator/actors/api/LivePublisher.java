package io.orchestrator.actors.api;

/** The writing end of {@link LiveFeed}: reaches the clients of every node; never blocks. */
@FunctionalInterface
public interface LivePublisher {
  void publish(LiveFeed.Update update);
}

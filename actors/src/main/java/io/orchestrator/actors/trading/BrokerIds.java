package io.orchestrator.actors.trading;

import io.orchestrator.domain.desk.DeskEvent;

/**
 * Numbers for the broker's socket. Never goes back, whatever the broker says: it has been seen to
 * issue old numbers again after an unclean restart. Blocks are reserved on disk before use.
 */
final class BrokerIds {
  private final int block;
  private int next;
  private int limit;

  BrokerIds(int block) {
    this.block = block;
  }

  void sessionReady(int brokerNext, Turn turn) {
    int base = Math.max(Math.max(brokerNext, next), turn.state().firstFreeBrokerId());
    if (next == 0 || base > next) {
      next = base;
      reserve(turn);
    }
  }

  int take(Turn turn) {
    if (next >= limit) {
      next = Math.max(next, turn.state().firstFreeBrokerId());
      reserve(turn);
    }
    return next++;
  }

  private void reserve(Turn turn) {
    limit = Math.addExact(next, block);
    turn.persist(new DeskEvent.BrokerIdsReserved(limit, turn.now));
  }
}

package io.orchestrator.actors.trading;

import akka.actor.typed.ActorRef;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Commands that wait for the desk's turn. Orders and questions have a bound each, so that no flood
 * of questions refuses an order; everything else, a cancel or a halt above all, is always taken.
 */
final class DeskInbox {
  private final Deque<TradingDesk.Command> waiting = new ArrayDeque<>();
  private final int limit;
  private int questions;

  /**
   * @param limit of what is no question, above which orders are refused, and of questions
   */
  DeskInbox(int limit) {
    this.limit = limit;
  }

  /** False: it was refused, and the asker has the answer. */
  boolean accepts(TradingDesk.Command command) {
    boolean question = isQuestion(command);
    int before = question ? questions : waiting.size() - questions;
    if (before >= limit && refused(command, before)) {
      return false;
    }
    questions += question ? 1 : 0;
    waiting.add(command);
    return true;
  }

  TradingDesk.Command poll() {
    TradingDesk.Command next = waiting.poll();
    questions -= isQuestion(next) ? 1 : 0;
    return next;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** What an order's journal has to say: it adds facts, asks nobody, and may share a write. */
  boolean nextIsWordOfAnOrder() {
    TradingDesk.Command next = waiting.peek();
    return next instanceof TradingDesk.Told
        || next instanceof TradingDesk.EntityReady
        || next instanceof TradingDesk.EntityGone;
  }

  /** Answered from memory, even while the desk waits for the disk. */
  static boolean isRead(TradingDesk.Command command) {
    return command instanceof TradingDesk.ListOrders
        || command instanceof TradingDesk.QueryOrders
        || command instanceof TradingDesk.QueryExecutions
        || command instanceof TradingDesk.ListReconciliations
        || command instanceof TradingDesk.ListRemarks
        || command instanceof TradingDesk.GetPortfolio;
  }

  private static boolean isQuestion(TradingDesk.Command command) {
    return command instanceof TradingDesk.Find
        || command instanceof TradingDesk.AwaitEnd
        || command instanceof TradingDesk.DryRun;
  }

  private static boolean refused(TradingDesk.Command command, int before) {
    var refusal = DeskRefusals.overloaded(before);
    Optional<ActorRef<TradingDesk.OrderReply>> asker =
        switch (command) {
          case TradingDesk.Submit c -> Optional.of(c.replyTo());
          case TradingDesk.SubmitBracket c -> Optional.of(c.replyTo());
          case TradingDesk.Find c -> Optional.of(c.replyTo());
          case TradingDesk.AwaitEnd c -> Optional.of(c.replyTo());
          case TradingDesk.DryRun c -> {
            c.replyTo()
                .tell(
                    new TradingDesk.DryRunReply(
                        Optional.of(refusal), Optional.empty(), Optional.empty(), ""));
            yield Optional.empty();
          }
          default -> Optional.empty();
        };
    asker.ifPresent(a -> a.tell(TradingDesk.OrderReply.refused(refusal)));
    return asker.isPresent() || command instanceof TradingDesk.DryRun;
  }
}

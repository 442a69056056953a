package io.orchestrator.actors.trading;

import akka.actor.typed.ActorRef;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.order.OrderRequest;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Fetches the prices that the gate and the valuation need. */
final class DeskPrices {
  /** Two closed sessions, the present one, and some to spare. */
  private static final int DAYS_OF_CLOSES = 5;

  private static final CompletableFuture<Void> NOTHING_ASKED =
      CompletableFuture.completedFuture(null);

  private final ActorRef<TradingDesk.Command> self;
  private final DeskEnvironment env;
  private final TradingDeskSettings settings;
  private final DeskKnowledge knowledge;
  private final DeskFloor floor;
  private Instant marked = Instant.EPOCH;

  DeskPrices(
      ActorRef<TradingDesk.Command> self,
      DeskEnvironment env,
      TradingDeskSettings settings,
      DeskKnowledge knowledge,
      DeskFloor floor) {
    this.self = self;
    this.env = env;
    this.settings = settings;
    this.knowledge = knowledge;
    this.floor = floor;
  }

  void forOrder(OrderSlot slot, Turn turn) {
    slot.request()
        .ifPresent(
            request ->
                lookUp(Set.of(request.symbol()), turn)
                    .thenCombine(
                        slot.exit() ? NOTHING_ASKED : closes(request), (quotes, told) -> quotes)
                    .thenAccept(
                        quotes ->
                            self.tell(new TradingDesk.QuotesArrived(slot.id.value(), quotes))));
  }

  void forDryRun(TradingDesk.DryRun dryRun, Turn turn) {
    lookUp(Set.of(dryRun.request().symbol()), turn)
        .thenCombine(closes(dryRun.request()), (quotes, told) -> quotes)
        .thenAccept(quotes -> self.tell(new TradingDesk.DryRunPriced(dryRun, quotes)));
  }

  /**
   * The last daily bars of a name that may be sold short, told to the desk before its quotes are.
   * Never fails: without them the gate refuses short sales.
   */
  private CompletableFuture<Void> closes(OrderRequest request) {
    if (!knowledge.closesWanted(request)) {
      return NOTHING_ASKED;
    }
    return env.market()
        .history(request.symbol(), Timeframe.D1, DAYS_OF_CLOSES)
        .toCompletableFuture()
        .copy()
        .orTimeout(settings.quoteWait().toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (bars, failure) -> {
              if (failure == null) {
                self.tell(new TradingDesk.ClosesArrived(request.symbol(), bars));
              }
              return null;
            });
  }

  /** Marks of what is held or working, now and then. */
  void tick(Turn turn) {
    if (!marked.plus(settings.markInterval()).isAfter(turn.now)) {
      mark(turn);
    }
  }

  void mark(Turn turn) {
    marked = turn.now;
    Set<Symbol> needed = needed(turn);
    knowledge.keepQuotes(needed);
    if (!needed.isEmpty()) {
      lookUp(Set.of(), turn)
          .thenAccept(quotes -> self.tell(new TradingDesk.QuotesArrived("", quotes)));
    }
  }

  /** Never fails and never hangs: with an empty answer the gate refuses entries. */
  private CompletableFuture<Map<Symbol, Quote>> lookUp(Set<Symbol> more, Turn turn) {
    Set<Symbol> needed = needed(turn);
    needed.addAll(more);
    env.watch().accept(Set.copyOf(needed));
    return env.market()
        .quotes(Set.copyOf(needed))
        .toCompletableFuture()
        .copy()
        .orTimeout(settings.quoteWait().toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(failure -> Map.of());
  }

  /** What is no ticker has no price: entries wait for it, and the desk says so. */
  private Set<Symbol> needed(Turn turn) {
    Set<Symbol> needed = new HashSet<>();
    turn.state()
        .book()
        .holdings()
        .forEach(
            (symbol, holding) -> {
              if (holding.quantity() != 0) {
                Symbol.find(symbol).ifPresent(needed::add);
              }
            });
    floor.working("").forEach(w -> Symbol.find(w.symbol()).ifPresent(needed::add));
    floor.slots().forEach(slot -> slot.wish.ifPresent(w -> needed.add(w.request().symbol())));
    return needed;
  }
}

package io.orchestrator.domain.execution;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.order.TimeInForce;
import io.orchestrator.domain.risk.DenialCode;
import io.orchestrator.domain.system.TradingState;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What a parent does next, pure. The invariants:
 *
 * <ul>
 *   <li>filled + everything that may still fill never exceeds the quantity, nor the share of the
 *       observed volume that is allowed;
 *   <li>one child is at work at a time; the next is planned only when the broker's word on the last
 *       one is in and a late fill had its time;
 *   <li>no child is planned at or after the end, while paused, stopping or halted;
 *   <li>what a slice did not fill goes on to the next one, bounded by the catch-up factor.
 * </ul>
 */
public final class ExecutionRules {
  /** Denials after which a person must look: the state of trading or of the account forbids it. */
  private static final Set<DenialCode> PAUSING =
      Set.of(
          DenialCode.TRADING_HALTED,
          DenialCode.TRADING_REDUCING,
          DenialCode.BREAKER_OPEN,
          DenialCode.NAME_BLOCKED,
          DenialCode.EPOCH_PASSED);

  /** Denials that say something about this order: asking again does not help. */
  private static final Set<DenialCode> ENDING =
      Set.of(
          DenialCode.ORDER_QUANTITY,
          DenialCode.ORDER_NOTIONAL,
          DenialCode.CONCENTRATION,
          DenialCode.GROSS_EXPOSURE,
          DenialCode.BUYING_POWER,
          DenialCode.DAILY_LOSS,
          DenialCode.VAR_LIMIT);

  /** Denials that time ends: they are asked again, ever more slowly, until the window ends. */
  private static final Set<DenialCode> WAITING =
      Set.of(
          DenialCode.BROKER_UNAVAILABLE,
          DenialCode.RECONCILING,
          DenialCode.CAPABILITY_MISSING,
          DenialCode.RISK_UNAVAILABLE,
          DenialCode.MARKET_CLOSED,
          DenialCode.PRICE_ABSENT,
          DenialCode.PRICE_STALE,
          DenialCode.PRICE_NOT_GOOD,
          DenialCode.ORDER_FREQUENCY,
          DenialCode.TOO_MANY_ORDERS);

  /** The pause after failures doubles at most this often. */
  private static final int MOST_DOUBLINGS = 4;

  private static final String SELF = "execution";

  private final ExecutionPolicy policy;

  public ExecutionRules(ExecutionPolicy policy) {
    this.policy = policy;
  }

  /** What a person wants. */
  public enum Wish {
    PAUSE,
    RESUME,
    CANCEL
  }

  /** Facts that follow from what is seen now; empty most of the time. */
  public List<ExecutionEvent> decide(ParentOrder parent, Observation seen) {
    Steps steps = new Steps(parent, seen);
    if (parent.status().terminal()) {
      return List.of();
    }
    steps.reports();
    steps.verdicts();
    steps.limits();
    steps.begin();
    steps.cancels();
    steps.place();
    steps.end();
    return List.copyOf(steps.events);
  }

  /**
   * @throws io.orchestrator.domain.common.RefusedException if it is over, or not paused
   */
  public List<ExecutionEvent> decide(
      ParentOrder parent, Wish wish, String by, Optional<TradingState> trading, Instant now) {
    String id = parent.request().id().value();
    if (parent.status().terminal()) {
      if (wish == Wish.CANCEL && parent.status() == ParentStatus.CANCELLED) {
        return List.of();
      }
      throw ExecutionRefusals.over(id, parent.status()).asException();
    }
    boolean stopping = parent.status() == ParentStatus.STOPPING;
    return switch (wish) {
      case PAUSE ->
          stopping || parent.status() == ParentStatus.PAUSED
              ? List.of()
              : List.of(new ExecutionEvent.Paused(by, "asked for", now));
      case RESUME -> {
        if (parent.status() != ParentStatus.PAUSED) {
          throw notPaused(id, parent.status()).asException();
        }
        boolean halted = trading.equals(Optional.of(TradingState.HALTED));
        yield List.of(new ExecutionEvent.Resumed(by, halted, now));
      }
      case CANCEL ->
          stopping
              ? List.of()
              : List.of(new ExecutionEvent.Stopping(ParentStatus.CANCELLED, by, "asked for", now));
    };
  }

  private static Refusal notPaused(String id, ParentStatus status) {
    return ExecutionRefusals.notPaused(id, status);
  }

  /**
   * Children that the desk is to be given: planned, and no word of the desk yet. The desk knows an
   * order by its id, so giving it again is a question about the first.
   */
  public List<OrderRequest> toSubmit(ParentOrder parent) {
    return parent.children().stream()
        .filter(c -> c.open() && c.status().isEmpty() && c.cancelAsked().isEmpty())
        .map(c -> request(parent.request(), c))
        .toList();
  }

  /** Children whose cancellation is wanted and not yet seen. */
  public List<ChildOrder> toCancel(ParentOrder parent) {
    return parent.children().stream()
        .filter(c -> c.open() && c.status().isPresent() && c.cancelAsked().isPresent())
        .toList();
  }

  private static OrderRequest request(ParentRequest parent, ChildOrder child) {
    return new OrderRequest(
            child.id(parent.id()),
            parent.symbol(),
            parent.side(),
            child.quantity(),
            OrderType.LIMIT,
            Optional.of(child.limitPrice()),
            TimeInForce.DAY,
            parent.correlationId(),
            parent.requestedBy())
        .of(parent.algorithm().strategy());
  }

  /** One decision: each step sees what the ones before it added. */
  private final class Steps {
    private final Observation seen;
    private final List<ExecutionEvent> events = new ArrayList<>();
    private ParentOrder parent;

    Steps(ParentOrder parent, Observation seen) {
      this.parent = parent;
      this.seen = seen;
    }

    private void add(ExecutionEvent event) {
      events.add(event);
      parent = parent.evolve(event);
    }

    /** Takes over what the desk says of the children. */
    void reports() {
      for (ChildOrder child : parent.children()) {
        OrderView view = seen.orders().get(child.number());
        if (view != null && differs(child, view)) {
          add(
              new ExecutionEvent.ChildReported(
                  child.number(),
                  view.status(),
                  view.filled(),
                  view.averagePrice(),
                  view.commission(),
                  view.detail(),
                  seen.now()));
        }
        boolean wanted = child.cancelAsked().isEmpty();
        if (child.status().isEmpty()
            && child.open()
            && seen.absent().contains(child.number())
            && !wanted) {
          add(
              new ExecutionEvent.ChildLapsed(
                  child.number(), child.cancelAsked().get(), seen.now()));
        }
      }
    }

    private static boolean differs(ChildOrder child, OrderView view) {
      return !child.status().equals(Optional.of(view.status()))
          || child.filled() != view.filled()
          || child.averagePrice().compareTo(view.averagePrice()) != 0
          || child.commission().compareTo(view.commission()) != 0;
    }

    /** What denials and rejections mean for the parent. */
    void verdicts() {
      if (!active() || parent.failures() == 0) {
        return;
      }
      ChildOrder last = parent.children().getLast();
      Optional<DenialCode> code = denial(last);
      if (code.map(PAUSING::contains).orElse(false)) {
        add(new ExecutionEvent.Paused(SELF, last.detail(), seen.now()));
      } else if (code.map(ENDING::contains).orElse(false)) {
        stop(ParentStatus.FAILED, last.detail());
      } else if (parent.failures() >= policy.maxFailures()
          && !code.map(WAITING::contains).orElse(false)) {
        stop(
            ParentStatus.FAILED,
            parent.failures() + " children in a row failed, the last: " + last.detail());
      }
    }

    private static Optional<DenialCode> denial(ChildOrder child) {
      if (!child.status().equals(Optional.of(OrderStatus.DENIED))) {
        return Optional.empty();
      }
      for (DenialCode code : DenialCode.values()) {
        if (child.detail().startsWith(code.code() + ":")) {
          return Optional.of(code);
        }
      }
      return Optional.empty();
    }

    /** The end of the window, a halt, too many children, too many shares. */
    void limits() {
      if (parent.status() == ParentStatus.STOPPING) {
        return;
      }
      if (parent.filled() > parent.request().quantity()) {
        stop(ParentStatus.FAILED, "more was filled than ordered");
      } else if (parent.remaining() == 0) {
        stop(ParentStatus.COMPLETED, "everything is filled");
      } else if (!seen.marketNow().isBefore(parent.plan().end())) {
        stop(ParentStatus.EXPIRED, "the window ended");
      } else if (parent.children().size() >= policy.maxChildren() && parent.working().isEmpty()) {
        stop(ParentStatus.FAILED, "the limit of " + policy.maxChildren() + " children is reached");
      } else if (active() && halted()) {
        add(new ExecutionEvent.Paused("trading_state", "trading is halted", seen.now()));
      }
    }

    private boolean halted() {
      return seen.tradingState().equals(Optional.of(TradingState.HALTED)) && !parent.haltAllowed();
    }

    private void stop(ParentStatus outcome, String reason) {
      add(new ExecutionEvent.Stopping(outcome, SELF, reason, seen.now()));
    }

    private boolean active() {
      return parent.status() == ParentStatus.WAITING || parent.status() == ParentStatus.RUNNING;
    }

    /** The window and its slices begin at a good price. */
    void begin() {
      if (!active() || seen.quote().isEmpty()) {
        return;
      }
      double mid = seen.quote().get().mid();
      Optional<Slice> slice = parent.plan().sliceAt(seen.marketNow());
      if (slice.isEmpty()) {
        return;
      }
      boolean first = parent.status() == ParentStatus.WAITING;
      if (first) {
        add(new ExecutionEvent.Started(mid, seen.marketNow(), seen.now()));
      }
      if (parent.lastSlice().isEmpty() || parent.lastSlice().getAsInt() < slice.get().index()) {
        add(
            new ExecutionEvent.SliceBegun(
                slice.get().index(),
                mid,
                // What was seen before the start is not of this execution.
                first ? 0 : seen.volume(),
                first ? 0 : seen.value(),
                seen.marketNow(),
                seen.now()));
      }
    }

    void cancels() {
      parent
          .working()
          .filter(c -> c.cancelAsked().isEmpty())
          .flatMap(this::whyCancel)
          .ifPresent(
              reason ->
                  add(
                      new ExecutionEvent.ChildCancelAsked(
                          parent.working().orElseThrow().number(), reason, seen.now())));
    }

    private Optional<String> whyCancel(ChildOrder child) {
      if (parent.status() == ParentStatus.STOPPING || parent.status() == ParentStatus.PAUSED) {
        return Optional.of(parent.reason());
      }
      Optional<Slice> slice = parent.plan().sliceAt(seen.marketNow());
      if (slice.isPresent() && slice.get().index() != child.slice()) {
        return Optional.of("its slice ended");
      }
      boolean resting =
          slice
              .map(s -> !crosses(s, child.marketAt()) && crosses(s, seen.marketNow()))
              .orElse(false);
      return resting ? Optional.of("crosses the spread now") : Optional.empty();
    }

    private boolean crosses(Slice slice, Instant at) {
      boolean late = !at.isBefore(slice.middle());
      boolean last = slice.index() == parent.plan().slices().size() - 1;
      boolean iceberg = parent.request().algorithm() == Algorithm.ICEBERG;
      return switch (parent.request().urgency()) {
        case HIGH -> true;
        case MEDIUM -> late && !iceberg;
        case LOW -> late && last && !iceberg;
      };
    }

    void place() {
      if (parent.status() != ParentStatus.RUNNING
          || seen.quote().isEmpty()
          || parent.children().size() >= policy.maxChildren()
          || !parent.unsettled(seen.now(), policy.settle()).isEmpty()
          || seen.now().isBefore(earliest())) {
        return;
      }
      Optional<Slice> slice = parent.plan().sliceAt(seen.marketNow());
      long quantity = slice.map(this::due).orElse(0L);
      if (quantity < 1) {
        return;
      }
      Quote quote = seen.quote().get();
      ChildPricing.price(
              parent.request(),
              parent.arrivalPrice(),
              quote,
              crosses(slice.get(), seen.marketNow()),
              policy.cushion())
          .ifPresent(price -> plan(slice.get(), quantity, price));
    }

    private void plan(Slice slice, long quantity, BigDecimal price) {
      add(
          new ExecutionEvent.ChildPlanned(
              slice.index(),
              parent.children().size(),
              quantity,
              price,
              seen.volume(),
              seen.value(),
              seen.marketNow(),
              seen.now()));
    }

    private Instant earliest() {
      if (parent.children().isEmpty()) {
        return Instant.MIN;
      }
      ChildOrder last = parent.children().getLast();
      if (parent.failures() == 0) {
        return last.plannedAt().plus(policy.childPause());
      }
      int doublings = Math.min(parent.failures() - 1, MOST_DOUBLINGS);
      return last.endedAt()
          .orElse(last.plannedAt())
          .plus(policy.retryPause().multipliedBy(1L << doublings));
    }

    /** Shares of the next child; 0: nothing is due. */
    private long due(Slice slice) {
      ParentRequest request = parent.request();
      ExecutionPlan plan = parent.plan();
      long rest = request.quantity() - parent.filled();
      long target =
          switch (request.algorithm()) {
            case TWAP, VWAP, IMPLEMENTATION_SHORTFALL -> plan.scheduledBy(seen.marketNow());
            case POV -> share(request.participation());
            case ICEBERG -> request.quantity();
          };
      long allowed = Math.min(target, request.quantity());
      if (request.maxParticipation() < 1) {
        allowed = Math.min(allowed, share(request.maxParticipation()));
      }
      long due = Math.min(Math.min(allowed - parent.filled(), most()), caughtUp(slice));
      boolean worthwhile = due >= plan.minSlice() || due == rest;
      return worthwhile ? due : 0;
    }

    /** An iceberg varies what it shows, so that its pieces are not told by their size. */
    private long most() {
      long max = parent.plan().maxSlice();
      ParentRequest request = parent.request();
      if (request.algorithm() != Algorithm.ICEBERG || request.randomise() == 0) {
        return max;
      }
      var random = new SplittableRandom(Planning.seed(request) + parent.children().size());
      double factor = 1 - request.randomise() * random.nextDouble();
      return Math.max(1, Math.round(max * factor));
    }

    private long share(double fraction) {
      return (long) Math.floor(fraction * parent.volumeSeen(seen.volume()));
    }

    /** Of a schedule, at most a multiple of what the slice was to do; the last slice is free. */
    private long caughtUp(Slice slice) {
      boolean last = slice.index() == parent.plan().slices().size() - 1;
      if (!parent.request().algorithm().scheduled() || last) {
        return Long.MAX_VALUE;
      }
      long mean = Math.max(1, parent.request().quantity() / parent.plan().slices().size());
      long done =
          parent.children().stream()
              .filter(c -> c.slice() == slice.index())
              .mapToLong(ChildOrder::filled)
              .sum();
      return (long) (policy.catchUp() * Math.max(mean, slice.quantity())) - done;
    }

    /** The broker reports a fee after its fill. */
    private boolean feesHadTime() {
      return parent.children().stream()
          .flatMap(c -> c.endedAt().stream())
          .noneMatch(end -> seen.now().isBefore(end.plus(policy.settle())));
    }

    void end() {
      if (parent.status() == ParentStatus.STOPPING
          && parent.unsettled(seen.now(), policy.settle()).isEmpty()
          && feesHadTime()) {
        ParentStatus outcome =
            parent.remaining() == 0 && parent.filled() == parent.request().quantity()
                ? ParentStatus.COMPLETED
                : parent.stopping().orElseThrow();
        add(
            new ExecutionEvent.Ended(
                outcome,
                seen.quote().map(Quote::mid).orElse(0.0),
                seen.volume(),
                seen.value(),
                seen.marketNow(),
                seen.now()));
      }
    }
  }
}

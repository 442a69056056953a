package io.orchestrator.domain.execution;

import io.orchestrator.domain.order.OrderStatus;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A parent order as its events tell it. Immutable.
 *
 * @param stopping the outcome while STOPPING
 * @param reason of the last pause or stop
 * @param arrivalPrice middle of the quote at the start, USD; 0 before
 * @param startedAt market time
 * @param marks middle of the quote at the begin of each slice, in order
 * @param children in the order in which they were planned; the index is their number
 * @param failures denials and rejections in a row
 * @param haltAllowed a person resumed it during a halt
 * @param volume shares traded in the market since the start, as last written
 * @param value USD, likewise
 * @param lastPrice middle of the quote, as last written
 * @param endedAt market time
 * @param createdAt wall time
 * @param updatedAt wall time
 * @param notes what happened, for people
 */
public record ParentOrder(
    ParentRequest request,
    ExecutionPlan plan,
    ParentStatus status,
    Optional<ParentStatus> stopping,
    String reason,
    double arrivalPrice,
    Optional<Instant> startedAt,
    List<Mark> marks,
    List<ChildOrder> children,
    int failures,
    boolean haltAllowed,
    long volume,
    double value,
    double lastPrice,
    Optional<Instant> endedAt,
    Instant createdAt,
    Instant updatedAt,
    List<Note> notes) {

  /** Most notes that are kept; pauses without end cannot fill the memory. */
  private static final int MAX_NOTES = 100;

  /**
   * @param price USD
   * @param filled shares of the parent at that moment
   */
  public record Mark(int slice, double price, long filled, Instant marketAt) {}

  /** Wall time. */
  public record Note(Instant at, String what) {}

  public static ParentOrder of(ExecutionEvent.Accepted e) {
    return new ParentOrder(
        e.request(),
        e.plan(),
        ParentStatus.WAITING,
        Optional.empty(),
        "",
        0,
        Optional.empty(),
        List.of(),
        List.of(),
        0,
        false,
        0,
        0,
        0,
        Optional.empty(),
        e.at(),
        e.at(),
        List.of(new Note(e.at(), "accepted")));
  }

  /** Applies what happened; {@code state} is empty before {@code Accepted}. */
  public static ParentOrder evolve(Optional<ParentOrder> state, ExecutionEvent event) {
    if (event instanceof ExecutionEvent.Accepted accepted) {
      return of(accepted);
    }
    return state.orElseThrow(() -> new IllegalStateException("not accepted yet")).evolve(event);
  }

  ParentOrder evolve(ExecutionEvent event) {
    Draft next = new Draft(this, event.at());
    switch (event) {
      case ExecutionEvent.Accepted e -> throw new IllegalStateException("accepted twice");
      case ExecutionEvent.Started e -> {
        next.status = ParentStatus.RUNNING;
        next.arrivalPrice = e.arrivalPrice();
        next.lastPrice = e.arrivalPrice();
        next.startedAt = Optional.of(e.marketAt());
        next.note("started at " + money(e.arrivalPrice()));
      }
      case ExecutionEvent.SliceBegun e -> {
        next.marks.add(new Mark(e.slice(), e.price(), filled(), e.marketAt()));
        next.observed(e.price(), e.volume(), e.value());
      }
      case ExecutionEvent.ChildPlanned e -> {
        next.children.add(planned(e));
        next.observed(lastPrice, e.volume(), e.value());
      }
      case ExecutionEvent.ChildReported e -> reported(next, e);
      case ExecutionEvent.ChildCancelAsked e ->
          next.child(e.number(), c -> cancelAsked(c, e.reason()));
      case ExecutionEvent.ChildLapsed e -> next.child(e.number(), c -> lapsed(c, e));
      case ExecutionEvent.Paused e -> {
        next.status = ParentStatus.PAUSED;
        next.reason = e.reason();
        next.haltAllowed = false;
        next.note("paused by " + e.by() + ": " + e.reason());
      }
      case ExecutionEvent.Resumed e -> {
        next.status = startedAt.isPresent() ? ParentStatus.RUNNING : ParentStatus.WAITING;
        next.reason = "";
        next.failures = 0;
        next.haltAllowed = e.duringHalt();
        next.note("resumed by " + e.by());
      }
      case ExecutionEvent.Stopping e -> {
        next.status = ParentStatus.STOPPING;
        next.stopping = Optional.of(e.outcome());
        next.reason = e.reason();
        next.note("stopping, by " + e.by() + ": " + e.reason());
      }
      case ExecutionEvent.Ended e -> {
        next.status = e.outcome();
        next.stopping = Optional.empty();
        next.endedAt = Optional.of(e.marketAt());
        next.observed(e.price() > 0 ? e.price() : lastPrice, e.volume(), e.value());
        next.note(e.outcome().name().toLowerCase(java.util.Locale.ROOT));
      }
    }
    return next.done();
  }

  private static ChildOrder planned(ExecutionEvent.ChildPlanned e) {
    return new ChildOrder(
        e.slice(),
        e.number(),
        e.quantity(),
        e.limitPrice(),
        e.at(),
        e.marketAt(),
        Optional.empty(),
        0,
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        Optional.empty(),
        Optional.empty(),
        false,
        "");
  }

  private void reported(Draft next, ExecutionEvent.ChildReported e) {
    next.child(
        e.number(),
        c ->
            new ChildOrder(
                c.slice(),
                c.number(),
                c.quantity(),
                c.limitPrice(),
                c.plannedAt(),
                c.marketAt(),
                Optional.of(e.status()),
                e.filled(),
                e.averagePrice(),
                e.commission(),
                c.cancelAsked(),
                c.endedAt()
                    .or(() -> e.status().terminal() ? Optional.of(e.at()) : Optional.empty()),
                false,
                e.detail()));
    boolean failed = e.status() == OrderStatus.DENIED || e.status() == OrderStatus.REJECTED;
    boolean wasFailed = children.get(e.number()).status().equals(Optional.of(e.status()));
    if (failed && !wasFailed) {
      next.failures = failures + 1;
    } else if (e.filled() > 0 || e.status() == OrderStatus.ACKNOWLEDGED) {
      next.failures = 0;
    }
  }

  private static ChildOrder cancelAsked(ChildOrder c, String reason) {
    return copy(c, Optional.of(reason), c.endedAt(), c.lapsed(), c.detail());
  }

  private static ChildOrder lapsed(ChildOrder c, ExecutionEvent.ChildLapsed e) {
    return copy(c, c.cancelAsked(), Optional.of(e.at()), true, e.reason());
  }

  private static ChildOrder copy(
      ChildOrder c, Optional<String> asked, Optional<Instant> ended, boolean lapsed, String words) {
    return new ChildOrder(
        c.slice(),
        c.number(),
        c.quantity(),
        c.limitPrice(),
        c.plannedAt(),
        c.marketAt(),
        c.status(),
        c.filled(),
        c.averagePrice(),
        c.commission(),
        asked,
        ended,
        lapsed,
        words);
  }

  public long filled() {
    return children.stream().mapToLong(ChildOrder::filled).sum();
  }

  public long remaining() {
    return Math.max(0, request.quantity() - filled());
  }

  /** Shares that children may still fill. */
  long held(Instant now, Duration settle) {
    return children.stream().mapToLong(c -> c.held(now, settle)).sum();
  }

  /** USD per share of what was filled; 0 if nothing was. */
  public BigDecimal averagePrice() {
    long filled = filled();
    if (filled == 0) {
      return BigDecimal.ZERO;
    }
    BigDecimal paid =
        children.stream()
            .map(c -> c.averagePrice().multiply(BigDecimal.valueOf(c.filled())))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return paid.divide(BigDecimal.valueOf(filled), 6, RoundingMode.HALF_EVEN);
  }

  public BigDecimal commission() {
    return children.stream().map(ChildOrder::commission).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** The child that is at work; there is at most one. */
  Optional<ChildOrder> working() {
    return children.stream().filter(ChildOrder::open).findFirst();
  }

  /** Children of which a word may still come. */
  public List<ChildOrder> unsettled(Instant now, Duration settle) {
    return children.stream().filter(c -> !c.settled(now, settle)).toList();
  }

  /** Never less than what was seen before. */
  long volumeSeen(long now) {
    return Math.max(volume, now);
  }

  OptionalInt lastSlice() {
    return marks.isEmpty() ? OptionalInt.empty() : OptionalInt.of(marks.getLast().slice());
  }

  private static String money(double price) {
    return String.format(java.util.Locale.ROOT, "%.4f", price);
  }

  /** The next state while one event is applied. */
  private static final class Draft {
    private final ParentOrder old;
    private final Instant at;
    private final List<Mark> marks;
    private final List<ChildOrder> children;
    private final List<Note> notes;
    private ParentStatus status;
    private Optional<ParentStatus> stopping;
    private String reason;
    private double arrivalPrice;
    private Optional<Instant> startedAt;
    private int failures;
    private boolean haltAllowed;
    private long volume;
    private double value;
    private double lastPrice;
    private Optional<Instant> endedAt;

    Draft(ParentOrder old, Instant at) {
      this.old = old;
      this.at = at;
      marks = new ArrayList<>(old.marks);
      children = new ArrayList<>(old.children);
      notes = new ArrayList<>(old.notes);
      status = old.status;
      stopping = old.stopping;
      reason = old.reason;
      arrivalPrice = old.arrivalPrice;
      startedAt = old.startedAt;
      failures = old.failures;
      haltAllowed = old.haltAllowed;
      volume = old.volume;
      value = old.value;
      lastPrice = old.lastPrice;
      endedAt = old.endedAt;
    }

    void note(String what) {
      if (notes.size() < MAX_NOTES) {
        notes.add(new Note(at, what));
      }
    }

    void child(int number, java.util.function.UnaryOperator<ChildOrder> change) {
      children.set(number, change.apply(children.get(number)));
    }

    void observed(double price, long newVolume, double newValue) {
      lastPrice = price;
      volume = Math.max(volume, newVolume);
      value = Math.max(value, newValue);
    }

    ParentOrder done() {
      return new ParentOrder(
          old.request,
          old.plan,
          status,
          stopping,
          reason,
          arrivalPrice,
          startedAt,
          List.copyOf(marks),
          List.copyOf(children),
          failures,
          haltAllowed,
          volume,
          value,
          lastPrice,
          endedAt,
          old.createdAt,
          at.isAfter(old.updatedAt) ? at : old.updatedAt,
          List.copyOf(notes));
    }
  }
}

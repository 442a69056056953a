package io.orchestrator.actors.trading;

import akka.actor.typed.javadsl.ActorContext;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.ExecId;
import io.orchestrator.domain.order.OrderMessage;
import io.orchestrator.domain.order.OrderState;
import io.orchestrator.domain.portfolio.Book;
import io.orchestrator.domain.risk.WorkingOrder;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The open orders in memory: their entities, the ways to find them by the broker's numbers, and
 * orders of other sources. Every map has a bound.
 */
final class DeskFloor {
  /** As many fills as the books remember. */
  private static final int MAX_EXEC_OWNERS = Book.MAX_EXECUTIONS;

  private static final Duration MIN_BACK_OFF = Duration.ofMillis(500);
  private static final Duration MAX_BACK_OFF = Duration.ofSeconds(5);

  private final ActorContext<TradingDesk.Command> context;
  private final InstantSource clock;
  private final int maxForeign;
  private final Map<String, OrderSlot> slots = new LinkedHashMap<>();
  private final Map<Integer, String> byBrokerId = new HashMap<>();
  private final Map<Long, String> byPermId = new HashMap<>();
  private final Map<String, String> execOwners = bounded(MAX_EXEC_OWNERS);
  private final Map<String, BigDecimal> unclaimedFees = bounded(MAX_EXEC_OWNERS);
  private final Map<String, Boolean> foreignRefs = bounded(MAX_EXEC_OWNERS);
  private final Map<Long, WorkingOrder> foreign = new LinkedHashMap<>();
  private final Set<OrderSlot> held = new LinkedHashSet<>();
  private boolean foreignOverflow;
  private boolean holding;

  DeskFloor(ActorContext<TradingDesk.Command> context, InstantSource clock, int maxForeign) {
    this.context = context;
    this.clock = clock;
    this.maxForeign = maxForeign;
  }

  private static <K, V> Map<K, V> bounded(int limit) {
    return new LinkedHashMap<>() {
      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > limit;
      }
    };
  }

  Collection<OrderSlot> slots() {
    return slots.values();
  }

  Optional<OrderSlot> find(String id) {
    return Optional.ofNullable(slots.get(id));
  }

  /** Open, wanted, or hearing of the broker; what is only read does not count. */
  int orders() {
    return (int) slots.values().stream().filter(slot -> !slot.onlyAsked()).count();
  }

  /** Callers that wait for a journal or for the end of an order. */
  int callers() {
    return slots.values().stream().mapToInt(s -> s.waiters.size() + s.seekers.size()).sum();
  }

  /** The slot of an order, with its entity started. */
  OrderSlot open(ClientOrderId id) {
    OrderSlot slot = slots.computeIfAbsent(id.value(), key -> new OrderSlot(id));
    startIfDue(slot);
    return slot;
  }

  private void startIfDue(OrderSlot slot) {
    if (slot.entity == null && !slot.stopping && !clock.instant().isBefore(slot.nextStart)) {
      start(slot);
    }
  }

  private void start(OrderSlot slot) {
    slot.ready = false;
    slot.entity = context.spawnAnonymous(OrderEntity.create(slot.id, context.getSelf(), clock));
    context.watchWith(slot.entity, new TradingDesk.EntityGone(slot.id.value()));
  }

  void say(OrderSlot slot, OrderMessage message) {
    slot.outbox.add(message);
    startIfDue(slot);
    if (holding) {
      held.add(slot);
    } else {
      flush(slot);
    }
  }

  /**
   * Runs it; what is said to an order meanwhile becomes one batch, one write in its journal.
   *
   * @param more asked afterwards: the words may wait for those of a later call
   */
  void together(Runnable words, BooleanSupplier more) {
    holding = true;
    try {
      words.run();
    } finally {
      holding = false;
    }
    if (!more.getAsBoolean()) {
      release();
    }
  }

  /** What waited to be one batch with later words goes out. */
  void release() {
    held.forEach(this::flush);
    held.clear();
  }

  /** One batch at a time; the entity's stash stays empty. */
  void flush(OrderSlot slot) {
    if (slot.ready && !slot.stopping && slot.inFlight.isEmpty() && !slot.outbox.isEmpty()) {
      slot.inFlight = List.copyOf(slot.outbox);
      slot.outbox.clear();
      slot.entity.tell(new OrderEntity.Hear(slot.inFlight));
    }
  }

  /** The entity read its journal, for the first time or after a failure. */
  void ready(OrderSlot slot, Optional<OrderState> state) {
    slot.ready = true;
    slot.failedStarts = 0;
    update(slot, state);
    if (slot.inFlight.isEmpty()) {
      if (!held.contains(slot)) {
        flush(slot);
      }
    } else {
      slot.entity.tell(new OrderEntity.Hear(slot.inFlight));
    }
  }

  void update(OrderSlot slot, Optional<OrderState> state) {
    slot.order = state;
    state.ifPresent(
        order -> {
          if (order.permId() > 0) {
            byPermId.put(order.permId(), slot.id.value());
          }
          if (order.brokerOrderId() > 0) {
            byBrokerId.put(order.brokerOrderId(), slot.id.value());
          }
          order.fills().keySet().forEach(root -> execOwners.put(root, slot.id.value()));
        });
  }

  /** Nothing more is expected of it: its entity stops, and starts again if something comes. */
  void retire(OrderSlot slot) {
    if (slot.idle() && slot.entity != null && !slot.stopping) {
      slot.stopping = true;
      slot.entity.tell(new OrderEntity.Stop());
    }
  }

  /**
   * The entity stopped. Whoever is still wanted starts again: at once, or, when it could not even
   * read its journal, after a while that grows, because the journal is what fails.
   */
  void gone(String id) {
    OrderSlot slot = slots.get(id);
    if (slot == null) {
      return;
    }
    if (!slot.ready && !slot.stopping) {
      slot.failedStarts++;
      Duration wait = MIN_BACK_OFF.multipliedBy(1L << Math.min(10, slot.failedStarts - 1));
      slot.nextStart = clock.instant().plus(wait.compareTo(MAX_BACK_OFF) < 0 ? wait : MAX_BACK_OFF);
    }
    slot.entity = null;
    slot.ready = false;
    slot.stopping = false;
    if (wanted(slot)) {
      startIfDue(slot);
      return;
    }
    slots.remove(id);
    byBrokerId.values().removeIf(id::equals);
    byPermId.values().removeIf(id::equals);
  }

  private static boolean wanted(OrderSlot slot) {
    boolean asked = !slot.seekers.isEmpty() || !slot.waiters.isEmpty();
    return !slot.idle() || slot.wish.isPresent() || asked || slot.open();
  }

  /** Those whose journal could not be read are tried again when their time has come. */
  void tick() {
    slots.values().forEach(this::startIfDue);
  }

  void expect(int brokerOrderId, OrderSlot slot) {
    byBrokerId.put(brokerOrderId, slot.id.value());
  }

  /** By the account-wide number first: order ids of other clients may be the same as ours. */
  Optional<OrderSlot> byBroker(int brokerOrderId, long permId) {
    String byPerm = permId > 0 ? byPermId.get(permId) : null;
    if (byPerm != null) {
      return find(byPerm);
    }
    return Optional.ofNullable(byBrokerId.get(brokerOrderId))
        .flatMap(this::find)
        .filter(slot -> slot.order.map(o -> o.permId() == 0 || permId == 0).orElse(true));
  }

  void owns(String execId, String clientOrderId) {
    execOwners.put(ExecId.parse(execId).root(), clientOrderId);
  }

  Optional<String> owner(String execId) {
    return Optional.ofNullable(execOwners.get(ExecId.parse(execId).root()));
  }

  void keepFee(String execId, BigDecimal amount) {
    unclaimedFees.put(execId, amount);
  }

  Optional<BigDecimal> claimFee(String execId) {
    return Optional.ofNullable(unclaimedFees.remove(execId));
  }

  void isForeign(String orderRef) {
    foreignRefs.put(orderRef, true);
  }

  boolean knownForeign(String orderRef) {
    return foreignRefs.containsKey(orderRef);
  }

  void foreignOrder(long permId, WorkingOrder order) {
    if (order.remaining() <= 0) {
      foreign.remove(permId);
    } else if (foreign.containsKey(permId) || foreign.size() < maxForeign) {
      foreign.put(permId, order);
    } else {
      foreignOverflow = true;
    }
  }

  Optional<WorkingOrder> foreignOrder(long permId) {
    return Optional.ofNullable(foreign.get(permId));
  }

  /** After a complete sync only what it showed is left. */
  void keepForeign(Collection<Long> seen) {
    foreign.keySet().retainAll(seen);
    foreignOverflow = foreignOverflow && foreign.size() >= maxForeign;
  }

  /** More foreign orders than are counted: exposure is not known. */
  boolean foreignOverflow() {
    return foreignOverflow;
  }

  /** Everything that may still fill, except the named order. */
  List<WorkingOrder> working(String except) {
    List<WorkingOrder> working = new ArrayList<>(foreign.values());
    for (OrderSlot slot : slots.values()) {
      if (slot.id.value().equals(except)) {
        continue;
      }
      if (slot.open()) {
        working.add(slot.working(DeskFloor::working));
      } else if (slot.order.isEmpty() && slot.wish.map(OrderSlot.Wish::judged).orElse(false)) {
        working.add(working(slot, slot.wish.get().request().quantity(), slot.wish.get().exit()));
      }
    }
    return working;
  }

  private static WorkingOrder working(OrderSlot slot) {
    OrderState order = slot.order.orElseThrow();
    return working(slot, order.remaining(), order.exit());
  }

  private static WorkingOrder working(OrderSlot slot, long remaining, boolean exit) {
    var request = slot.request().orElseThrow();
    return new WorkingOrder(
        slot.id.value(),
        request.symbol().value(),
        request.side(),
        remaining,
        request
            .limitPrice()
            .or(() -> request.conditions().stopPrice())
            .map(BigDecimal::doubleValue)
            .orElse(0.0),
        exit,
        request.conditions().ocaGroup().orElse(""),
        request.conditions().parent().map(ClientOrderId::value).orElse(""),
        request.strategy(),
        request.type().waitsForTrigger());
  }
}

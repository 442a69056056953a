package io.orchestrator.domain.order;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which orders someone wants to see, newest first.
 *
 * @param statuses empty: any
 * @param symbol of the order
 * @param from of the creation, inclusive; wall time
 * @param to of the creation, exclusive
 * @param correlationId the workflow or request behind it
 * @param after the last order of the page before
 * @param limit 1 or more
 */
public record OrderQuery(
    Set<OrderStatus> statuses,
    Optional<String> symbol,
    Optional<Instant> from,
    Optional<Instant> to,
    Optional<String> correlationId,
    Optional<Cursor> after,
    int limit) {

  /** Newest first; equal instants by name. */
  public static final Comparator<OrderView> NEWEST_FIRST =
      Comparator.comparing(OrderView::createdAt).reversed().thenComparing(OrderView::clientOrderId);

  /** A place between two orders that stays where it is when orders come or change. */
  public record Cursor(Instant createdAt, ClientOrderId id) {
    public static Cursor of(OrderView view) {
      return new Cursor(view.createdAt(), view.clientOrderId());
    }

    /**
     * @throws IllegalArgumentException not a cursor that was handed out
     */
    public static Cursor parse(String text) {
      return CursorText.parse(text, (at, id) -> new Cursor(at, new ClientOrderId(id)));
    }

    @Override
    public String toString() {
      return CursorText.of(createdAt, id);
    }

    boolean before(OrderView view) {
      int byTime = view.createdAt().compareTo(createdAt);
      return byTime < 0 || (byTime == 0 && view.clientOrderId().compareTo(id) > 0);
    }
  }

  /**
   * @param next where the following page begins; empty at the end
   */
  public record Page(List<OrderView> orders, Optional<Cursor> next) {}

  public boolean matches(OrderView view) {
    return (statuses.isEmpty() || statuses.contains(view.status()))
        && symbol.map(view.symbol()::equals).orElse(true)
        && from.map(f -> !view.createdAt().isBefore(f)).orElse(true)
        && to.map(t -> view.createdAt().isBefore(t)).orElse(true)
        && correlationId.map(view.correlationId()::equals).orElse(true);
  }

  public Page select(List<OrderView> all) {
    List<OrderView> found =
        all.stream()
            .filter(this::matches)
            .filter(view -> after.map(cursor -> cursor.before(view)).orElse(true))
            .sorted(NEWEST_FIRST)
            .limit(limit + 1L)
            .toList();
    if (found.size() <= limit) {
      return new Page(found, Optional.empty());
    }
    List<OrderView> page = List.copyOf(found.subList(0, limit));
    return new Page(page, Optional.of(Cursor.of(page.getLast())));
  }

  /**
   * The page of two lists together. Both begin where the page does, so the first of both are its.
   *
   * @param known the newer word on an order that is in both
   * @param older newest first, one more than the limit if there are more
   */
  public Page merge(Page known, List<OrderView> older) {
    Map<ClientOrderId, OrderView> all = new LinkedHashMap<>();
    known.orders().forEach(order -> all.put(order.clientOrderId(), order));
    older.forEach(order -> all.putIfAbsent(order.clientOrderId(), order));
    Page page = select(List.copyOf(all.values()));
    return page.next().isEmpty() ? new Page(page.orders(), known.next()) : page;
  }
}

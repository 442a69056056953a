package io.orchestrator.domain.risk;

import static io.orchestrator.domain.risk.NameExposure.micros;
import static io.orchestrator.domain.risk.NameExposure.plus;
import static io.orchestrator.domain.risk.NameExposure.usd;

import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.Side;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Positions, working orders and marks of all names, added up once, so that each rule of the gate
 * looks up what it needs. Constant; the book of the next check is made from this one, of which it
 * keeps the names where nothing changed. Sums of money are kept as whole millionths of a USD: they
 * do not depend on the order in which positions and orders were named.
 */
public final class ExposureBook {
  /** Of nothing. */
  public static final ExposureBook EMPTY = of(Map.of(), List.of(), Map.of());

  /** With more changed orders than this, adding up anew costs less. */
  private static final int MOST_CHANGES = 16;

  private final Map<String, Long> positions;
  private final List<WorkingOrder> working;
  private final Parents parents;
  private final Map<String, Integer> index;
  private final NameExposure[] names;
  private final long grossMicros;
  private final long shortMicros;
  private final long entryMicros;

  /**
   * Names that working orders wait for.
   *
   * @param wanted named as a parent by an order
   * @param present those of them that work
   */
  private record Parents(Set<String> wanted, Set<String> present) {
    static final Parents NONE = new Parents(Set.of(), Set.of());

    static Parents of(List<WorkingOrder> working) {
      Set<String> wanted = new HashSet<>();
      for (WorkingOrder order : working) {
        if (!order.parent().isEmpty()) {
          wanted.add(order.parent());
        }
      }
      if (wanted.isEmpty()) {
        return NONE;
      }
      Set<String> present = new HashSet<>();
      for (WorkingOrder order : working) {
        if (order.remaining() > 0 && wanted.contains(order.name())) {
          present.add(order.name());
        }
      }
      return new Parents(wanted, present);
    }

    /** Whether others may count differently when this order comes or goes. */
    boolean touchedBy(WorkingOrder order) {
      return !order.parent().isEmpty() || wanted.contains(order.name());
    }
  }

  private ExposureBook(
      Map<String, Long> positions,
      List<WorkingOrder> working,
      Parents parents,
      Map<String, Integer> index,
      NameExposure... names) {
    this.positions = positions;
    this.working = working;
    this.parents = parents;
    this.index = index;
    this.names = names;
    long gross = 0;
    long shorts = 0;
    long entries = 0;
    for (NameExposure name : names) {
      gross = plus(gross, name.grossMicros);
      shorts = plus(shorts, name.shortMicros);
      entries = plus(entries, name.entryMicros);
    }
    grossMicros = gross;
    shortMicros = shorts;
    entryMicros = entries;
  }

  /**
   * @param positions shares by symbol, negative when short; like the orders not changed afterwards
   * @param working everything that may still fill, but the order under judgement
   * @param marks USD by symbol; of a name that is held or worked in, a missing one stops entries
   */
  public static ExposureBook of(
      Map<String, Long> positions, List<WorkingOrder> working, Map<String, Double> marks) {
    return of(positions, working, (String symbol) -> marks.getOrDefault(symbol, 0.0));
  }

  private static ExposureBook of(
      Map<String, Long> positions, List<WorkingOrder> working, ToDoubleFunction<String> marks) {
    Map<String, List<WorkingOrder>> orders = new HashMap<>();
    for (WorkingOrder order : working) {
      orders.computeIfAbsent(order.symbol(), key -> new ArrayList<>(4)).add(order);
    }
    positions.forEach(
        (symbol, quantity) -> {
          if (quantity != 0) {
            orders.putIfAbsent(symbol, List.of());
          }
        });
    Parents parents = Parents.of(working);
    Map<String, Integer> index = new HashMap<>(orders.size() * 2);
    NameExposure[] names = new NameExposure[orders.size()];
    orders.forEach(
        (symbol, own) -> {
          int at = index.size();
          index.put(symbol, at);
          names[at] =
              new NameExposure(
                  symbol,
                  positions.getOrDefault(symbol, 0L),
                  usable(marks.applyAsDouble(symbol)),
                  own,
                  parents.present);
        });
    return new ExposureBook(positions, working, parents, index, names);
  }

  private static double usable(double mark) {
    return mark > 0 && Double.isFinite(mark) ? mark : 0;
  }

  // --- the next book ---

  /**
   * The book of what is true now; equal to one made anew, at the price of what has changed. Nothing
   * is taken on trust: every order, position and mark is compared with what this book was made of.
   *
   * @param positions shares by symbol; the same map again says that nothing changed in it
   * @param working orders that are the same objects as before are unchanged
   * @param marks USD, 0 when there is none that can be used
   */
  public ExposureBook next(
      Map<String, Long> positions, List<WorkingOrder> working, ToDoubleFunction<String> marks) {
    Changes changes = Changes.between(this.working, working);
    NameExposure[] next = changes.few(parents) ? names.clone() : null;
    if (next == null || !moveOrders(next, changes) || !movePositions(next, positions)) {
      return of(positions, working, marks);
    }
    boolean same = changes.none();
    for (int i = 0; i < next.length; i++) {
      if (next[i].isEmpty()) {
        return of(positions, working, marks);
      }
      double mark = usable(marks.applyAsDouble(next[i].symbol));
      if (mark != next[i].mark) {
        next[i] = with(next[i], next[i].position, mark, next[i].orders);
      }
      same &= next[i] == names[i];
    }
    return same && positions == this.positions
        ? this
        : new ExposureBook(positions, working, parents, index, next);
  }

  /** Orders between the first and the last place at which two lists differ. */
  private record Changes(List<WorkingOrder> gone, List<WorkingOrder> come) {
    static Changes between(List<WorkingOrder> before, List<WorkingOrder> now) {
      int shorter = Math.min(before.size(), now.size());
      int head = 0;
      while (head < shorter && before.get(head) == now.get(head)) {
        head++;
      }
      int tail = 0;
      while (tail < shorter - head
          && before.get(before.size() - 1 - tail) == now.get(now.size() - 1 - tail)) {
        tail++;
      }
      return new Changes(
          before.subList(head, before.size() - tail), now.subList(head, now.size() - tail));
    }

    boolean none() {
      return gone.isEmpty() && come.isEmpty();
    }

    boolean few(Parents parents) {
      return gone.size() + come.size() <= MOST_CHANGES
          && gone.stream().noneMatch(parents::touchedBy)
          && come.stream().noneMatch(parents::touchedBy);
    }
  }

  /** False: a name is new. */
  private boolean moveOrders(NameExposure[] next, Changes changes) {
    for (WorkingOrder order : changes.gone) {
      int at = index.get(order.symbol());
      next[at] = with(next[at], next[at].position, next[at].mark, without(order, next[at].orders));
    }
    for (WorkingOrder order : changes.come) {
      Integer at = index.get(order.symbol());
      if (at == null) {
        return false;
      }
      List<WorkingOrder> more = new ArrayList<>(next[at].orders);
      more.add(order);
      next[at] = with(next[at], next[at].position, next[at].mark, more);
    }
    return true;
  }

  private static List<WorkingOrder> without(WorkingOrder gone, List<WorkingOrder> orders) {
    List<WorkingOrder> left = new ArrayList<>(orders);
    for (int i = 0; i < left.size(); i++) {
      if (left.get(i) == gone) {
        left.remove(i);
        break;
      }
    }
    return left;
  }

  /** False: a name is new. */
  private boolean movePositions(NameExposure[] next, Map<String, Long> now) {
    if (now == positions) {
      return true;
    }
    for (Map.Entry<String, Long> entry : now.entrySet()) {
      if (entry.getValue() != 0 && !index.containsKey(entry.getKey())) {
        return false;
      }
    }
    for (int i = 0; i < next.length; i++) {
      long position = now.getOrDefault(next[i].symbol, 0L);
      if (position != next[i].position) {
        next[i] = with(next[i], position, next[i].mark, next[i].orders);
      }
    }
    return true;
  }

  private NameExposure with(
      NameExposure name, long position, double mark, List<WorkingOrder> orders) {
    return new NameExposure(name.symbol, position, mark, orders, parents.present);
  }

  // --- of one name ---

  private NameExposure name(String symbol) {
    Integer at = index.get(symbol);
    return at == null ? null : names[at];
  }

  long position(String symbol) {
    NameExposure name = name(symbol);
    return name == null ? 0 : name.position;
  }

  /** Without the other orders of the request's own group. */
  Exposure beside(OrderRequest request) {
    return beside(name(request.symbol().value()), request);
  }

  private static Exposure beside(NameExposure name, OrderRequest request) {
    return name == null
        ? new Exposure(0, 0, 0)
        : name.exposure(request.conditions().ocaGroup().orElse(""));
  }

  /** Working orders of a name on one side, in no order. */
  List<WorkingOrder> orders(String symbol, Side side) {
    NameExposure name = name(symbol);
    return name == null
        ? List.of()
        : name.orders.stream().filter(order -> order.side() == side).toList();
  }

  // --- of all names ---

  /** Something of one name, USD. */
  interface OfName {
    /**
     * @param position at its mark, USD, negative when short
     * @param entries working entries, USD
     */
    double usd(String symbol, double position, double entries);
  }

  /** The same to the last digit whatever the order of the names. */
  double sumOfNames(OfName part) {
    long sum = 0;
    for (NameExposure n : names) {
      sum = plus(sum, micros(1, part.usd(n.symbol, n.position * n.mark, n.entriesUsd())));
    }
    return usd(sum);
  }

  /** Orders that may still fill. */
  public int working() {
    return working.size();
  }

  /** Names that are held or worked in, with this one. */
  int namesWith(String symbol) {
    return names.length + (index.containsKey(symbol) ? 0 : 1);
  }

  /** A held or working name without a usable mark, other than this one; the first by name. */
  Optional<String> unpriced(String except) {
    String first = null;
    for (NameExposure name : names) {
      if (name.mark == 0
          && !name.symbol.equals(except)
          && (first == null || name.symbol.compareTo(first) < 0)) {
        first = name.symbol;
      }
    }
    return Optional.ofNullable(first);
  }

  /** Worst case over all names at their marks, USD, with the request at {@code price}. */
  double grossWith(OrderRequest request, double price) {
    NameExposure name = name(request.symbol().value());
    long others = grossMicros - (name == null ? 0 : name.grossMicros);
    return usd(others + micros(after(name, request).worst(), price));
  }

  /** Worst case of all short positions, USD, with the request at {@code price}. */
  double shortWith(OrderRequest request, double price) {
    NameExposure name = name(request.symbol().value());
    long others = shortMicros - (name == null ? 0 : name.shortMicros);
    return usd(others + micros(after(name, request).worstShort(), price));
  }

  /**
   * How far longs exceed shorts when every buy and no sell fills, the request among them; of a sell
   * how far shorts exceed longs when every sell and no buy fills. USD, negative when even then the
   * other side is larger.
   */
  double netWith(OrderRequest request, double price) {
    boolean buys = request.side() == Side.BUY;
    NameExposure own = name(request.symbol().value());
    double mark = own == null || own.mark == 0 ? price : own.mark;
    Exposure after = after(own, request);
    long shares = leaning(after, buys);
    // What leans to the other side counts at the lower price.
    double worst = shares > 0 ? price : Math.min(price, mark);
    long with = shares > 0 ? micros(shares, worst) : 0;
    long against = shares < 0 ? micros(-shares, worst) : 0;
    for (NameExposure name : names) {
      if (name != own) {
        shares = leaning(name.exposure, buys);
        with = plus(with, shares > 0 ? micros(shares, name.mark) : 0);
        against = plus(against, shares < 0 ? micros(-shares, name.mark) : 0);
      }
    }
    return usd(with - against);
  }

  private static long leaning(Exposure exposure, boolean buys) {
    return buys
        ? exposure.position() + exposure.workingBuys()
        : exposure.workingSells() - exposure.position();
  }

  /** Worst case over all names of the request's sector, USD, with the request at {@code price}. */
  double sectorWith(OrderRequest request, double price, Map<String, String> sectors) {
    String symbol = request.symbol().value();
    String sector = sectors.get(symbol);
    long sum = micros(after(name(symbol), request).worst(), price);
    for (NameExposure name : names) {
      if (!name.symbol.equals(symbol) && sector.equals(sectors.get(name.symbol))) {
        sum = plus(sum, name.grossMicros);
      }
    }
    return usd(sum);
  }

  private static Exposure after(NameExposure name, OrderRequest request) {
    return beside(name, request).plus(request.side(), request.quantity());
  }

  /** What working entries cost when they fill at the worse of their price and their mark, USD. */
  double workingEntriesUsd() {
    return usd(entryMicros);
  }

  /** Of one strategy; asked only where it has a limit. */
  double workingEntriesUsd(String strategy) {
    long sum = 0;
    for (NameExposure name : names) {
      for (WorkingOrder order : name.orders) {
        if (!order.exit() && order.strategy().equals(strategy)) {
          sum = plus(sum, name.entryMicros(order));
        }
      }
    }
    return usd(sum);
  }
}

package io.orchestrator.domain.risk;

import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.Side;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Positions, working orders and marks of all names, added up in one pass, so that each rule of the
 * gate looks up what it needs. Sums of money are kept as whole millionths of a USD: they do not
 * depend on the order in which positions and orders were named.
 */
public final class ExposureBook {
  private static final double MICROS = 1e6;

  /** Above this a sum is as good as infinite, and far from an overflow. */
  private static final double MOST_USD = 1e12;

  private static final long MOST_SUM = Long.MAX_VALUE / 4;

  private final Map<String, Name> names = new HashMap<>(256);
  private final List<WorkingOrder> working;
  private long grossMicros;
  private long shortMicros;
  private long workingEntryMicros;

  /** One name's sums; filled while the book is built, constant afterwards. */
  private static final class Name {
    long position;
    long buys;
    long sells;
    long entryMicros;
    int buyOrders;
    int sellOrders;
    double mark;
    Map<String, long[]> groups = Map.of();

    Exposure exposure() {
      return exposure("");
    }

    /** Without the orders of that group: they take each other's place. */
    Exposure exposure(String exceptGroup) {
      if (groups.isEmpty()) {
        return new Exposure(position, buys, sells);
      }
      long moreBuys = 0;
      long moreSells = 0;
      for (Map.Entry<String, long[]> group : groups.entrySet()) {
        if (!group.getKey().equals(exceptGroup)) {
          moreBuys += group.getValue()[0];
          moreSells += group.getValue()[1];
        }
      }
      return new Exposure(position, buys + moreBuys, sells + moreSells);
    }
  }

  private ExposureBook(List<WorkingOrder> working) {
    this.working = working;
  }

  /**
   * @param positions shares by symbol, negative when short
   * @param working everything that may still fill, but the order under judgement; not changed by
   *     the caller while the book is asked
   * @param marks USD by symbol; of a name that is held or worked in, a missing one stops entries
   */
  public static ExposureBook of(
      Map<String, Long> positions, List<WorkingOrder> working, Map<String, Double> marks) {
    ExposureBook book = new ExposureBook(working);
    positions.forEach(
        (symbol, quantity) -> {
          if (quantity != 0) {
            book.name(symbol, marks).position = quantity;
          }
        });
    Set<String> parents = parents(working);
    for (WorkingOrder order : working) {
      book.add(order, parents, marks);
    }
    book.names.values().forEach(book::sum);
    return book;
  }

  /** Names of working orders that others wait for; mostly none. */
  private static Set<String> parents(List<WorkingOrder> working) {
    Set<String> wanted = new HashSet<>();
    for (WorkingOrder order : working) {
      if (!order.parent().isEmpty()) {
        wanted.add(order.parent());
      }
    }
    if (wanted.isEmpty()) {
      return wanted;
    }
    Set<String> present = new HashSet<>();
    for (WorkingOrder order : working) {
      if (order.remaining() > 0 && wanted.contains(order.name())) {
        present.add(order.name());
      }
    }
    return present;
  }

  private Name name(String symbol, Map<String, Double> marks) {
    Name name = names.get(symbol);
    if (name == null) {
      name = new Name();
      Double mark = marks.get(symbol);
      name.mark = mark != null && mark > 0 && Double.isFinite(mark) ? mark : 0;
      names.put(symbol, name);
    }
    return name;
  }

  private void add(WorkingOrder order, Set<String> parents, Map<String, Double> marks) {
    Name name = name(order.symbol(), marks);
    if (!order.exit()) {
      long micros = entryMicros(order, name);
      workingEntryMicros = plus(workingEntryMicros, micros);
      name.entryMicros = plus(name.entryMicros, micros);
    }
    boolean buy = order.side() == Side.BUY;
    if (buy) {
      name.buyOrders++;
    } else {
      name.sellOrders++;
    }
    if (!order.parent().isEmpty() && parents.contains(order.parent())) {
      return;
    }
    if (order.ocaGroup().isEmpty()) {
      if (buy) {
        name.buys += order.remaining();
      } else {
        name.sells += order.remaining();
      }
    } else {
      if (name.groups.isEmpty()) {
        name.groups = new HashMap<>();
      }
      long[] group = name.groups.computeIfAbsent(order.ocaGroup(), key -> new long[2]);
      int side = buy ? 0 : 1;
      group[side] = Math.max(group[side], order.remaining());
    }
  }

  private static long entryMicros(WorkingOrder order, Name name) {
    return micros(order.remaining(), order.price() > name.mark ? order.price() : name.mark);
  }

  private void sum(Name name) {
    Exposure exposure = name.exposure();
    grossMicros = plus(grossMicros, micros(exposure.worst(), name.mark));
    shortMicros = plus(shortMicros, micros(exposure.worstShort(), name.mark));
  }

  /** Stays at its end: no sum of large values turns negative. */
  private static long plus(long sum, long more) {
    return Math.min(sum + more, MOST_SUM);
  }

  private static long micros(long shares, double usd) {
    double value = shares * usd;
    // What is not a number counts as endless, too.
    return (long) ((value < MOST_USD ? value : MOST_USD) * MICROS + 0.5);
  }

  // --- of one name ---

  long position(String symbol) {
    Name name = names.get(symbol);
    return name == null ? 0 : name.position;
  }

  /** Without the other orders of the request's own group. */
  Exposure beside(OrderRequest request) {
    Name name = names.get(request.symbol().value());
    return name == null
        ? new Exposure(0, 0, 0)
        : name.exposure(request.conditions().ocaGroup().orElse(""));
  }

  /** Working orders of a name on one side, in no order. */
  List<WorkingOrder> orders(String symbol, Side side) {
    Name name = names.get(symbol);
    int count = name == null ? 0 : side == Side.BUY ? name.buyOrders : name.sellOrders;
    if (count == 0) {
      return List.of(); // mostly so: nothing is looked through
    }
    List<WorkingOrder> orders = new ArrayList<>(count);
    for (WorkingOrder order : working) {
      if (order.side() == side && order.symbol().equals(symbol)) {
        orders.add(order);
      }
    }
    return orders;
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
    for (Map.Entry<String, Name> entry : names.entrySet()) {
      Name n = entry.getValue();
      sum =
          plus(
              sum,
              micros(1, part.usd(entry.getKey(), n.position * n.mark, n.entryMicros / MICROS)));
    }
    return sum / MICROS;
  }

  /** Orders that may still fill. */
  public int working() {
    return working.size();
  }

  /** Names that are held or worked in, with this one. */
  int namesWith(String symbol) {
    return names.size() + (names.containsKey(symbol) ? 0 : 1);
  }

  /** A held or working name without a usable mark, other than this one; the first by name. */
  Optional<String> unpriced(String except) {
    String first = null;
    for (Map.Entry<String, Name> entry : names.entrySet()) {
      String symbol = entry.getKey();
      if (entry.getValue().mark == 0
          && !symbol.equals(except)
          && (first == null || symbol.compareTo(first) < 0)) {
        first = symbol;
      }
    }
    return Optional.ofNullable(first);
  }

  /** Worst case over all names at their marks, USD, with the request at {@code price}. */
  double grossWith(OrderRequest request, double price) {
    Name name = names.get(request.symbol().value());
    long others = grossMicros - (name == null ? 0 : micros(name.exposure().worst(), name.mark));
    long worst = after(name, request).worst();
    return (others + micros(worst, price)) / MICROS;
  }

  /** Worst case of all short positions, USD, with the request at {@code price}. */
  double shortWith(OrderRequest request, double price) {
    Name name = names.get(request.symbol().value());
    long others =
        shortMicros - (name == null ? 0 : micros(name.exposure().worstShort(), name.mark));
    return (others + micros(after(name, request).worstShort(), price)) / MICROS;
  }

  /**
   * How far longs exceed shorts when every buy and no sell fills, the request among them; of a sell
   * how far shorts exceed longs when every sell and no buy fills. USD, negative when even then the
   * other side is larger.
   */
  double netWith(OrderRequest request, double price) {
    boolean buys = request.side() == Side.BUY;
    Name own = names.get(request.symbol().value());
    double mark = own == null || own.mark == 0 ? price : own.mark;
    Exposure after = after(own, request);
    long shares = leaning(after, buys);
    // What leans to the other side counts at the lower price.
    double worst = shares > 0 ? price : Math.min(price, mark);
    long with = shares > 0 ? micros(shares, worst) : 0;
    long against = shares < 0 ? micros(-shares, worst) : 0;
    for (Name name : names.values()) {
      if (name != own) {
        shares = leaning(name.exposure(), buys);
        with = plus(with, shares > 0 ? micros(shares, name.mark) : 0);
        against = plus(against, shares < 0 ? micros(-shares, name.mark) : 0);
      }
    }
    return (with - against) / MICROS;
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
    long sum = micros(after(names.get(symbol), request).worst(), price);
    for (Map.Entry<String, Name> entry : names.entrySet()) {
      if (!entry.getKey().equals(symbol) && sector.equals(sectors.get(entry.getKey()))) {
        sum = plus(sum, micros(entry.getValue().exposure().worst(), entry.getValue().mark));
      }
    }
    return sum / MICROS;
  }

  private static Exposure after(Name name, OrderRequest request) {
    Exposure before =
        name == null
            ? new Exposure(0, 0, 0)
            : name.exposure(request.conditions().ocaGroup().orElse(""));
    return before.plus(request.side(), request.quantity());
  }

  /** What working entries cost when they fill at the worse of their price and their mark, USD. */
  double workingEntriesUsd() {
    return workingEntryMicros / MICROS;
  }

  /** Of one strategy; asked only where it has a limit. */
  double workingEntriesUsd(String strategy) {
    long sum = 0;
    for (WorkingOrder order : working) {
      if (!order.exit() && order.strategy().equals(strategy)) {
        sum = plus(sum, entryMicros(order, names.get(order.symbol())));
      }
    }
    return sum / MICROS;
  }
}

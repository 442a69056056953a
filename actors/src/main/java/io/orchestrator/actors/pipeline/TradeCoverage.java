package io.orchestrator.actors.pipeline;

import io.orchestrator.domain.market.Gaps;
import io.orchestrator.domain.market.Symbol;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Of which times all trades of the watched symbols are known, and what must be asked for. All times
 * are market time, but that of the next try.
 */
final class TradeCoverage {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** The feed may have been dead for a moment before anyone noticed. */
  private static final Duration UNNOTICED = Duration.ofSeconds(2);

  private final BarSettings settings;
  private final Map<Symbol, State> states = new HashMap<>();
  private Instant heard = Instant.MIN;

  /** Of one symbol. */
  private static final class State {
    private final Gaps gaps = new Gaps();
    private boolean live;
    private Optional<Instant> lostAt = Optional.empty();
    private Instant since = Instant.MAX;
    private Instant notBefore = Instant.MIN;
    private Optional<Instant> formingFrom = Optional.empty();
    private boolean asked;
  }

  /**
   * What history is asked for.
   *
   * @param from start of a minute
   * @param to exclusive; the end of a minute, but for {@code trades} of the one that forms
   * @param trades trades, else finished minutes
   */
  record Order(Symbol symbol, Instant from, Instant to, boolean trades) {}

  TradeCoverage(BarSettings settings) {
    this.settings = settings;
  }

  void watch(Set<Symbol> symbols) {
    symbols.forEach(symbol -> states.putIfAbsent(symbol, new State()));
  }

  void forget(Set<Symbol> symbols) {
    states.keySet().removeAll(symbols);
  }

  /** The feed's session lives at that time. */
  void heard(Instant now) {
    heard = now.isAfter(heard) ? now : heard;
  }

  /** The session is lost: trades from the last sign of life on are missed. */
  void lost(Instant now) {
    Instant from = (heard.equals(Instant.MIN) || heard.isAfter(now) ? now : heard).minus(UNNOTICED);
    for (State state : states.values()) {
      if (state.live) {
        state.live = false;
        state.lostAt = Optional.of(from);
      }
    }
  }

  /**
   * The feed tells of the symbol: from now on its trades come.
   *
   * @param needed since when trades are wanted if it is watched anew
   * @return whether that is new
   */
  boolean live(Symbol symbol, Instant now, Instant needed) {
    State state = states.get(symbol);
    if (state == null || state.live) {
      return false;
    }
    state.live = true;
    state.gaps.open(state.lostAt.orElse(needed), now);
    state.since = state.lostAt.isPresent() ? state.since : now;
    state.lostAt = Optional.empty();
    state.formingFrom = Optional.of(now);
    return true;
  }

  boolean isLive(Symbol symbol) {
    State state = states.get(symbol);
    return state != null && state.live;
  }

  /** Since when it is watched. */
  Instant since(Symbol symbol) {
    State state = states.get(symbol);
    return state == null ? Instant.MAX : state.since;
  }

  /** The minute is not what its trades make any more: history is asked for it. */
  void doubt(Symbol symbol, Instant at) {
    State state = states.get(symbol);
    if (state != null) {
      Instant minute = minute(at);
      state.gaps.open(minute, minute.plus(MINUTE));
    }
  }

  /** Whether trades of that time may be missing. */
  boolean partial(Symbol symbol, Instant from, Instant to) {
    State state = states.get(symbol);
    if (state == null) {
      return true;
    }
    boolean lost = !state.live && state.lostAt.map(at -> at.isBefore(to)).orElse(true);
    return lost || state.gaps.touch(from, to);
  }

  void filled(Order order) {
    State state = states.get(order.symbol());
    if (state != null) {
      state.asked = false;
      state.gaps.close(order.from(), order.to());
    }
  }

  /**
   * It is tried again; trades of a minute that forms are not, the minute comes when it has ended.
   */
  void failed(Order order, Instant wall) {
    State state = states.get(order.symbol());
    if (state != null) {
      state.asked = false;
      if (!order.trades()) {
        state.notBefore = wall.plus(settings.retry());
      }
    }
  }

  /** What to ask for now, at most {@code room}. */
  List<Order> due(Instant now, Instant wall, int room) {
    List<Order> orders = new ArrayList<>();
    for (Map.Entry<Symbol, State> entry : states.entrySet()) {
      State state = entry.getValue();
      if (orders.size() >= room) {
        break;
      }
      if (state.live && !state.asked && !wall.isBefore(state.notBefore)) {
        next(entry.getKey(), state, now)
            .ifPresent(
                order -> {
                  state.asked = true;
                  orders.add(order);
                });
      }
    }
    return orders;
  }

  private Optional<Order> next(Symbol symbol, State state, Instant now) {
    Instant ended = minute(now.minus(settings.settle()));
    if (state.formingFrom.isPresent()) {
      Instant until = state.formingFrom.get();
      state.formingFrom = Optional.empty();
      if (!minute(until).isBefore(ended) && minute(until).isBefore(until)) {
        return Optional.of(new Order(symbol, minute(until), until, true));
      }
    }
    for (Gaps.Span gap : state.gaps.all()) {
      if (gap.to().isBefore(now.minus(settings.keep()))) {
        state.gaps.close(gap.from(), gap.to());
        continue;
      }
      Instant from = minute(gap.from());
      Instant last = minute(gap.to().minusNanos(1)).plus(MINUTE);
      Instant to = last.isAfter(ended) ? ended : last;
      if (from.isBefore(to)) {
        return Optional.of(new Order(symbol, from, to, false));
      }
    }
    return Optional.empty();
  }

  private static Instant minute(Instant at) {
    long second = at.getEpochSecond();
    return Instant.ofEpochSecond(second - Math.floorMod(second, 60L));
  }
}

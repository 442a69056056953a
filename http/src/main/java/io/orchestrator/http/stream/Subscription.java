package io.orchestrator.http.stream;

import io.orchestrator.actors.api.LiveFeed;
import io.orchestrator.actors.api.LiveFeed.Update;
import io.orchestrator.domain.event.EventFilter;
import io.orchestrator.domain.event.SystemEvent;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.http.json.Shape;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one client wants. A new client gets every channel and no symbol.
 *
 * @param timeframe of bars; empty: quotes only
 * @param filter of system events
 */
record Subscription(
    Set<Symbol> symbols, Optional<Timeframe> timeframe, Set<Channel> channels, EventFilter filter) {

  static final Subscription INITIAL =
      new Subscription(
          Set.of(), Optional.empty(), Set.copyOf(EnumSet.allOf(Channel.class)), EventFilter.ALL);

  /** Groups of messages that a client can switch. */
  enum Channel {
    EVENTS,
    RISK,
    HEALTH,
    WORKFLOWS,
    ORDERS;

    static Channel parse(String name) {
      for (Channel channel : values()) {
        if (channel.name().toLowerCase(Locale.ROOT).equals(name)) {
          return channel;
        }
      }
      throw new IllegalArgumentException(
          "must be one of events, risk, health, workflows, orders, was '" + name + "'");
    }
  }

  boolean wants(SystemEvent event) {
    return channels.contains(Channel.EVENTS) && filter.matches(event);
  }

  boolean wants(Update update) {
    return switch (update) {
      case LiveFeed.StatusUpdate u -> true;
      case LiveFeed.HealthUpdate u -> channels.contains(Channel.HEALTH);
      case LiveFeed.RiskUpdate u -> channels.contains(Channel.RISK);
      case LiveFeed.ViolationUpdate u -> channels.contains(Channel.RISK);
      case LiveFeed.WorkflowUpdate u -> channels.contains(Channel.WORKFLOWS);
      case LiveFeed.MarketTimeUpdate u -> false;
      case LiveFeed.OrderUpdate u -> channels.contains(Channel.ORDERS);
      case LiveFeed.QuoteUpdate u -> symbols.contains(u.quote().symbol());
      case LiveFeed.BarUpdate u ->
          symbols.contains(u.bar().symbol())
              && timeframe.filter(t -> t == u.bar().timeframe()).isPresent();
    };
  }

  Subscription plus(
      Set<Symbol> moreSymbols,
      Optional<Timeframe> newTimeframe,
      Set<Channel> moreChannels,
      Optional<EventFilter> newFilter) {
    Set<Symbol> allSymbols = new TreeSet<>(symbols);
    allSymbols.addAll(moreSymbols);
    Set<Channel> allChannels = new TreeSet<>(channels);
    allChannels.addAll(moreChannels);
    return new Subscription(
        allSymbols, newTimeframe.or(() -> timeframe), allChannels, newFilter.orElse(filter));
  }

  Subscription minus(Set<Symbol> fewerSymbols, Set<Channel> fewerChannels) {
    Set<Symbol> left = new TreeSet<>(symbols);
    left.removeAll(fewerSymbols);
    Set<Channel> leftChannels = new TreeSet<>(channels);
    leftChannels.removeAll(fewerChannels);
    return new Subscription(left, timeframe, leftChannels, filter);
  }

  Shape shape() {
    return Shape.of("symbols", symbols.stream().sorted().map(Symbol::value).toList())
        .and("timeframe", timeframe.map(Timeframe::wireName))
        .and(
            "channels",
            channels.stream().sorted().map(c -> c.name().toLowerCase(Locale.ROOT)).toList())
        .and(
            "filter",
            Shape.of("type", filter.types().stream().sorted().toList())
                .and("source", filter.sources().stream().sorted().toList())
                .and("severity", filter.minimumSeverity()));
  }
}

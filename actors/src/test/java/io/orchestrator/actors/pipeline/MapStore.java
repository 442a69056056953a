package io.orchestrator.actors.pipeline;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.CorporateAction;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.port.BarStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A store in memory that can fail. */
public final class MapStore implements BarStore {
  public boolean failing;
  private final Map<Series, TreeMap<Instant, StoredBar>> bars = new HashMap<>();
  private final Map<Series, List<Range>> covered = new HashMap<>();
  private final Map<Symbol, TreeMap<String, List<CorporateAction>>> actions = new HashMap<>();

  @Override
  public Written write(Series series, List<StoredBar> more, Optional<Range> range) {
    check();
    var kept = bars.computeIfAbsent(series, s -> new TreeMap<>());
    more.forEach(bar -> kept.put(bar.bar().start(), bar));
    range.ifPresent(r -> covered.computeIfAbsent(series, s -> new ArrayList<>()).add(r));
    return Written.NOTHING;
  }

  @Override
  public List<Bar> bars(Series series, Range range, int limit) {
    List<Bar> found = new ArrayList<>();
    scan(series, range, stored -> found.add(stored.bar()));
    return found.subList(Math.max(0, found.size() - limit), found.size());
  }

  @Override
  public void scan(Series series, Range range, Consumer<StoredBar> each) {
    check();
    bars.getOrDefault(series, new TreeMap<>())
        .subMap(range.from(), range.to())
        .values()
        .forEach(each);
  }

  @Override
  public List<Range> covered(Series series) {
    check();
    return Range.merged(covered.getOrDefault(series, List.of()));
  }

  @Override
  public List<Summary> series() {
    return bars.entrySet().stream()
        .map(
            e ->
                new Summary(
                    e.getKey(),
                    e.getValue().firstKey(),
                    e.getValue().lastKey(),
                    e.getValue().size()))
        .toList();
  }

  @Override
  public void replaceActions(String source, Symbol symbol, List<CorporateAction> actions) {
    check();
    this.actions.computeIfAbsent(symbol, s -> new TreeMap<>()).put(source, List.copyOf(actions));
  }

  @Override
  public List<CorporateAction> actions(Symbol symbol) {
    check();
    return actions.getOrDefault(symbol, new TreeMap<>()).values().stream()
        .flatMap(List::stream)
        .distinct()
        .sorted(Comparator.comparing(CorporateAction::date))
        .toList();
  }

  @Override
  public void drop(Series series) {
    check();
    bars.remove(series);
    covered.remove(series);
  }

  @Override
  public long prune(Timeframe timeframe, Instant before) {
    throw new UnsupportedOperationException("not asked for here");
  }

  @Override
  public void close() {
    bars.clear();
  }

  private void check() {
    if (failing) {
      throw new IllegalStateException("the store fails");
    }
  }
}

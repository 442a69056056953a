package io.orchestrator.adapters.iqfeed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.orchestrator.adapters.simulator.market.SimulatedMarket;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.port.IntervalBars;
import io.orchestrator.domain.port.IntervalBars.IntervalBar;
import io.orchestrator.domain.port.IntervalBars.Phase;
import io.orchestrator.domain.port.IntervalBars.Refused;
import io.orchestrator.domain.port.IntervalBars.Update;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** A sink of streamed bars that keeps what it gets. */
final class BarRecorder implements Consumer<Update> {
  private final List<Update> heard = new ArrayList<>();

  @Override
  public synchronized void accept(Update update) {
    heard.add(update);
  }

  synchronized List<IntervalBar> finished() {
    return heard.stream()
        .filter(IntervalBar.class::isInstance)
        .map(IntervalBar.class::cast)
        .filter(b -> b.phase() != Phase.FORMING)
        .sorted(Comparator.comparing(IntervalBar::start))
        .toList();
  }

  synchronized List<Update> heard() {
    return List.copyOf(heard);
  }

  void awaitMore(int bars) {
    int before = finished().size();
    FeedRig.await(bars + " more bars", () -> finished().size() >= before + bars);
  }

  void awaitRefusal(IntervalBars.Reason reason) {
    FeedRig.await(
        "refusal",
        () -> heard().stream().anyMatch(u -> u instanceof Refused r && r.reason() == reason));
  }

  /** The finished one-second bars are the market's own, from the first to the last. */
  void assertEachOnceAndNoneMissing(SimulatedMarket market) {
    List<IntervalBar> got = finished();
    assertFalse(got.isEmpty());
    List<Bar> truth =
        market.history(got.getFirst().symbol(), Timeframe.S1, 20_000).stream()
            .filter(b -> !b.start().isBefore(got.getFirst().start()))
            .filter(b -> !b.start().isAfter(got.getLast().start()))
            .toList();
    assertEquals(
        truth.stream().map(b -> b.start() + " " + b.close() + " " + b.volume()).toList(),
        got.stream().map(b -> b.start() + " " + b.close() + " " + b.volume()).toList());
  }
}

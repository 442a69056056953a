package io.orchestrator.actors.pipeline;

import io.orchestrator.actors.pipeline.DataPipeline.GetHistory;
import io.orchestrator.actors.pipeline.DataPipeline.HistoryReply;
import io.orchestrator.domain.cache.Found;
import io.orchestrator.domain.common.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Who waits for which history: bounded, equal requests share one answer. */
final class HistoryRequests {
  private final HistoryDesk desk;
  private final PipelineSettings settings;
  private final QualityFlags flags;
  private final Map<HistoryDesk.Key, List<GetHistory>> loading = new HashMap<>();

  /**
   * @param loaded to be given to {@link #finished}
   */
  record Started(HistoryDesk.Key key, CompletionStage<Found<HistoryDesk.Loaded>> loaded) {}

  HistoryRequests(HistoryDesk desk, PipelineSettings settings, QualityFlags flags) {
    this.desk = desk;
    this.settings = settings;
    this.flags = flags;
  }

  /** Empty when it was refused, or is under way already. */
  Optional<Started> begin(GetHistory ask) {
    if (ask.maxBars() < 1 || ask.maxBars() > settings.maxBars()) {
      ask.replyTo().tell(refused(badCount(ask.maxBars())));
      return Optional.empty();
    }
    HistoryDesk.Key key = new HistoryDesk.Key(ask.symbol(), ask.timeframe(), ask.maxBars());
    List<GetHistory> waiting = loading.get(key);
    if (waiting != null) {
      waiting.add(ask);
      return Optional.empty();
    }
    if (loading.size() >= settings.maxHistoryRequests()) {
      ask.replyTo().tell(refused(busy()));
      return Optional.empty();
    }
    loading.put(key, new ArrayList<>(List.of(ask)));
    return Optional.of(new Started(key, desk.load(key)));
  }

  /**
   * @param failure null when it was loaded
   */
  void finished(HistoryDesk.Key key, Found<HistoryDesk.Loaded> loaded, Throwable failure) {
    List<GetHistory> waiting = loading.remove(key);
    if (failure != null) {
      HistoryReply reply = refused(HistoryDesk.refusalOf(failure, key));
      waiting.forEach(ask -> ask.replyTo().tell(reply));
      return;
    }
    flags.flag(key.symbol(), loaded.value().findings());
    if (loaded.stale()) {
      flags.flag(key.symbol().value(), "stale_history", "flag", loaded.age().toMillis() / 1000.0);
    }
    waiting.forEach(ask -> ask.replyTo().tell(reply(ask, loaded)));
  }

  /** Who did not allow stale bars gets the failure. */
  private static HistoryReply reply(GetHistory ask, Found<HistoryDesk.Loaded> found) {
    if (found.stale() && !ask.staleAllowed()) {
      HistoryDesk.Key key = new HistoryDesk.Key(ask.symbol(), ask.timeframe(), ask.maxBars());
      return refused(HistoryDesk.refusalOf(found.failure().orElseThrow(), key));
    }
    return new HistoryReply(
        Optional.of(found.value().bars()),
        Optional.empty(),
        found.failure().map(why -> found.age()));
  }

  private static HistoryReply refused(Refusal refusal) {
    return new HistoryReply(Optional.empty(), Optional.of(refusal), Optional.empty());
  }

  private Refusal badCount(int maxBars) {
    return new Refusal(
        "market.bad_bar_count",
        400,
        "asked for " + maxBars + " bars",
        "ask for 1 to " + settings.maxBars());
  }

  private Refusal busy() {
    return new Refusal(
        "market.busy",
        503,
        settings.maxHistoryRequests() + " history requests are under way",
        "try again in a few seconds");
  }
}

package io.orchestrator.actors.pipeline;

import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.quality.QualitySettings;
import io.orchestrator.domain.market.quality.QuoteRules;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The newest believable quote of each symbol, and which changed since they were published. */
final class QuoteTable {
  private final QualitySettings settings;
  private final Map<Symbol, QuoteRules.Track> tracks = new HashMap<>();
  private final Map<Symbol, Quote> shown = new HashMap<>();
  private final Set<Symbol> changed = new LinkedHashSet<>();
  private boolean sessionUp;

  QuoteTable(QualitySettings settings) {
    this.settings = settings;
  }

  QuoteRules.Verdict offer(Quote quote, Instant now) {
    QuoteRules.Track track = tracks.getOrDefault(quote.symbol(), QuoteRules.Track.EMPTY);
    QuoteRules.Verdict verdict = QuoteRules.check(settings, track, quote, now);
    tracks.put(quote.symbol(), verdict.track());
    verdict
        .quote()
        .ifPresent(
            good -> {
              shown.put(good.symbol(), good);
              changed.add(good.symbol());
            });
    return verdict;
  }

  /** While the session is down every price is stale. */
  void session(boolean up) {
    if (sessionUp && !up) {
      shown.replaceAll((symbol, quote) -> QuoteRules.with(quote, DataQuality.STALE));
      changed.addAll(shown.keySet());
    }
    sessionUp = up;
  }

  boolean sessionUp() {
    return sessionUp;
  }

  /** The last good quote with the quality that it has now; a suspect one does not hide it. */
  Optional<Quote> quote(Symbol symbol, Instant now) {
    Quote good = tracks.getOrDefault(symbol, QuoteRules.Track.EMPTY).lastGood().orElse(null);
    if (good == null) {
      return Optional.empty();
    }
    Quote latest = shown.getOrDefault(symbol, good);
    DataQuality quality =
        latest.quality() == DataQuality.SUSPECT ? DataQuality.SUSPECT : good.quality();
    Quote marked = QuoteRules.with(good, sessionUp ? quality : DataQuality.STALE);
    return Optional.of(QuoteRules.aged(settings, marked, now));
  }

  /** What to publish now: each changed symbol once, in its newest state. */
  Set<Quote> takeChanged() {
    Set<Quote> result = new LinkedHashSet<>();
    for (Symbol symbol : changed) {
      Quote quote = shown.get(symbol);
      if (quote != null) {
        result.add(quote);
      }
    }
    changed.clear();
    return result;
  }

  void keepOnly(Set<Symbol> watched) {
    tracks.keySet().retainAll(watched);
    shown.keySet().retainAll(watched);
    changed.retainAll(new HashSet<>(watched));
  }
}

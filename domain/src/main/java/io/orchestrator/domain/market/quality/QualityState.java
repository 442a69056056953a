package io.orchestrator.domain.market.quality;

import io.orchestrator.domain.market.DataQuality;
import java.util.Optional;

/**
 * How far a symbol's data may be trusted now, and which rule says so.
 *
 * @param cause empty when GOOD, or when there was no quote yet
 */
public record QualityState(DataQuality quality, Optional<QualityRule> cause) {
  public static final QualityState GOOD = new QualityState(DataQuality.GOOD, Optional.empty());

  static QualityState of(DataQuality quality, QualityRule cause) {
    return new QualityState(quality, Optional.of(cause));
  }
}

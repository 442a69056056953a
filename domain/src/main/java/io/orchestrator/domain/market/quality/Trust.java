package io.orchestrator.domain.market.quality;

import io.orchestrator.domain.market.DataQuality;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How an offence is forgotten. SUSPECT ends after a number of good quotes in a row; QUARANTINED
 * after a larger number, if a least time has passed since the last offence as well. Every new
 * offence begins the count anew. Single-threaded.
 */
final class Trust {
  private final QualitySettings.Recovery bounds;
  private QualityRule suspicion;
  private QualityRule quarantine;
  private Instant offence = Instant.MIN;
  private int goodInARow;

  Trust(QualitySettings settings) {
    this.bounds = settings.recovery();
  }

  void offended(Finding finding) {
    switch (finding.effect()) {
      case FLAG -> {
        suspicion = finding.rule();
        goodInARow = 0;
      }
      case QUARANTINE -> {
        quarantine = finding.rule();
        offence = finding.at();
        goodInARow = 0;
      }
      case COUNT, DROP, HALT_ENTRIES -> {
        // What is not used needs no forgiveness; a condition ends by itself.
      }
    }
  }

  void good(Instant now) {
    if (suspicion == null && quarantine == null) {
      return;
    }
    goodInARow++;
    if (goodInARow >= bounds.suspectQuotes()) {
      suspicion = null;
    }
    if (quarantine != null
        && goodInARow >= bounds.quarantineQuotes()
        && Duration.between(offence, now).compareTo(bounds.quarantineTime()) >= 0) {
      quarantine = null;
    }
  }

  /** The worse of the two that are left. */
  Optional<QualityState> state() {
    if (quarantine != null) {
      return Optional.of(new QualityState(DataQuality.QUARANTINED, Optional.of(quarantine)));
    }
    return Optional.ofNullable(suspicion)
        .map(rule -> new QualityState(DataQuality.SUSPECT, Optional.of(rule)));
  }
}

package io.orchestrator.domain.strategy;

import java.util.Locale;
import java.util.Optional;

/** How far a version of a strategy has come: evidence, paper, then capital in steps. */
public enum Stage {
  /** Found by a search; may never be promoted. */
  CHALLENGER(0),
  /** Traded on paper, on days that no search has seen. */
  SHADOW(0),
  PILOT(0.05),
  PARTIAL(0.25),
  CHAMPION(1),
  /** Replaced, or taken back. */
  RETIRED(0);

  private final double capital;

  Stage(double capital) {
    this.capital = capital;
  }

  /** Share of the strategy's capital, 0 to 1. */
  public double capital() {
    return capital;
  }

  /** Empty where a promotion leads no further. */
  public Optional<Stage> next() {
    return switch (this) {
      case CHALLENGER -> Optional.of(SHADOW);
      case SHADOW -> Optional.of(PILOT);
      case PILOT -> Optional.of(PARTIAL);
      case PARTIAL -> Optional.of(CHAMPION);
      case CHAMPION, RETIRED -> Optional.empty();
    };
  }

  /** Between challenger and champion: observed until it gets there or is taken back. */
  public boolean underWay() {
    return this == SHADOW || this == PILOT || this == PARTIAL;
  }

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}

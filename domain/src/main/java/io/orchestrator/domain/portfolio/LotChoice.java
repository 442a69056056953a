package io.orchestrator.domain.portfolio;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;

/**
 * Which lots a closing trade closes: the named ones first, in their order, then by the rule.
 *
 * @param named ids of lots; one that is not open is passed over
 */
public record LotChoice(Rule rule, List<String> named) {
  /** How a lot is found when none, or not enough, is named. */
  public enum Rule {
    OLDEST_FIRST,
    NEWEST_FIRST,
    /** The smallest gain: the dearest of long lots, the cheapest of short ones. */
    HIGHEST_COST_FIRST
  }

  /** As many as a person names. */
  public static final int MAX_NAMED = 100;

  public LotChoice {
    named = List.copyOf(named);
    if (named.size() > MAX_NAMED) {
      throw new IllegalArgumentException("at most " + MAX_NAMED + " lots can be named");
    }
  }

  public static final LotChoice FIFO = new LotChoice(Rule.OLDEST_FIRST, List.of());

  /** Lots opened at the same instant keep the order in which they were booked. */
  public List<Lot> sequence(List<Lot> open) {
    Comparator<Lot> byRule =
        switch (rule) {
          case OLDEST_FIRST -> Comparator.comparing(Lot::openedAt);
          case NEWEST_FIRST -> Comparator.comparing(Lot::openedAt).reversed();
          case HIGHEST_COST_FIRST ->
              Comparator.comparing(
                      (Lot l) -> l.price().multiply(BigDecimal.valueOf(Long.signum(l.quantity()))))
                  .reversed();
        };
    return open.stream()
        .sorted(Comparator.comparingInt(this::place).thenComparing(byRule))
        .toList();
  }

  private int place(Lot lot) {
    int at = named.indexOf(lot.id());
    return at < 0 ? Integer.MAX_VALUE : at;
  }
}

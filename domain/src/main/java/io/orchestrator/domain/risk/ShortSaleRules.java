package io.orchestrator.domain.risk;

import java.util.Set;

/**
 * What a short sale needs beside room in the limits. The broker checks both again; these hold the
 * order back before it leaves.
 *
 * @param locateRequired a short sale needs a name that is easy to borrow, or shares that were
 *     located: {@link NarrowLimits#located()} (Regulation SHO, 17 CFR 242.203(b)(1))
 * @param easyToBorrow symbols that need no locate; the broker's list of the day
 * @param priceTest SEC Rule 201 is held, and a name whose closes are not known is not sold short
 */
public record ShortSaleRules(boolean locateRequired, Set<String> easyToBorrow, boolean priceTest) {
  public static final ShortSaleRules DEFAULT = new ShortSaleRules(false, Set.of(), true);

  /** Neither is asked for. */
  public static final ShortSaleRules NONE = new ShortSaleRules(false, Set.of(), false);

  public ShortSaleRules {
    easyToBorrow = Set.copyOf(easyToBorrow);
  }
}

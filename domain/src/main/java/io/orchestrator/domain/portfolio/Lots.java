package io.orchestrator.domain.portfolio;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Open lots of one name, all long or all short, and what closing others has brought. Pure.
 *
 * @param realized USD, without commissions
 */
public record Lots(List<Lot> open, BigDecimal realized) {
  public static final Lots NONE = new Lots(List.of(), BigDecimal.ZERO);

  private static final int PRICE_SCALE = 8;

  public long quantity() {
    return open.stream().mapToLong(Lot::quantity).sum();
  }

  /** USD, negative when short. */
  public BigDecimal cost() {
    return open.stream().map(Lot::cost).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /**
   * New shares for old ones. The whole is rounded towards zero, as brokers do; the lots share it by
   * largest remainder. The cost of the fraction that fell away is realised against the cash for it.
   */
  Lots split(CorporateAction split) {
    BigDecimal ratio = BigDecimal.valueOf(split.numerator());
    BigDecimal divisor = BigDecimal.valueOf(split.denominator());
    long left = split.shares(quantity());
    List<Lot> next = new ArrayList<>();
    List<BigDecimal> remainders = new ArrayList<>();
    for (Lot lot : open) {
      long whole = split.shares(lot.quantity());
      BigDecimal price =
          lot.price().multiply(divisor).divide(ratio, PRICE_SCALE, RoundingMode.HALF_EVEN);
      next.add(new Lot(lot.id(), whole, price, lot.openedAt()));
      remainders.add(
          BigDecimal.valueOf(lot.quantity())
              .multiply(ratio)
              .subtract(BigDecimal.valueOf(whole).multiply(divisor))
              .abs());
      left -= whole;
    }
    for (; left != 0; left -= Long.signum(left)) {
      int largest = 0;
      for (int i = 1; i < remainders.size(); i++) {
        largest = remainders.get(i).compareTo(remainders.get(largest)) > 0 ? i : largest;
      }
      next.set(largest, next.get(largest).of(next.get(largest).quantity() + Long.signum(left)));
      remainders.set(largest, BigDecimal.ONE.negate());
    }
    next.removeIf(lot -> lot.quantity() == 0);
    BigDecimal after = next.stream().map(Lot::cost).reduce(BigDecimal.ZERO, BigDecimal::add);
    BigDecimal fallen = cost().subtract(after);
    return new Lots(List.copyOf(next), realized.add(split.amount()).subtract(fallen));
  }
}

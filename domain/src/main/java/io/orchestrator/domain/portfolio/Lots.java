package io.orchestrator.domain.portfolio;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
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
   * Closes what stands against the trade, lot by lot as chosen; what is left opens a lot.
   *
   * @param signed shares, negative for a sale
   */
  Lots trade(String id, long signed, BigDecimal price, Instant at, LotChoice choice) {
    if (open.isEmpty() || Long.signum(quantity()) == Long.signum(signed)) {
      return opened(open, realized, id, signed, price, at);
    }
    long left = signed;
    BigDecimal gained = realized;
    List<Lot> kept = new ArrayList<>(open);
    for (Lot lot : choice.sequence(open)) {
      if (left == 0) {
        break;
      }
      long closed =
          Math.min(Math.abs(lot.quantity()), Math.abs(left)) * Long.signum(lot.quantity());
      gained = gained.add(price.subtract(lot.price()).multiply(BigDecimal.valueOf(closed)));
      left += closed;
      int at0 = kept.indexOf(lot);
      if (closed == lot.quantity()) {
        kept.remove(at0);
      } else {
        kept.set(at0, lot.of(lot.quantity() - closed));
      }
    }
    return opened(kept, gained, id, left, price, at);
  }

  private static Lots opened(
      List<Lot> open, BigDecimal realized, String id, long signed, BigDecimal price, Instant at) {
    if (signed == 0) {
      return new Lots(List.copyOf(open), realized);
    }
    List<Lot> next = new ArrayList<>(open);
    next.add(new Lot(id, signed, price, at));
    return new Lots(List.copyOf(next), realized);
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

package io.orchestrator.adapters.simulator.exchange;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The simulated broker.
 *
 * @param booksFile append-only file of everything the broker knows; created when missing
 * @param account its number; paper accounts start with D
 * @param startingCash USD, of a fresh account
 * @param seed of the sizes of partial fills
 * @param commissionPerShare USD
 * @param commissionMinimum USD an order
 * @param oneSidedSpread fraction of the last trade that a missing bid or ask is assumed away
 * @param maxRecords of the books; beyond it new orders are refused
 * @param forceToDisk whether each acknowledgement waits for the disk; false only for load tests
 */
public record ExchangeSettings(
    Path booksFile,
    String account,
    BigDecimal startingCash,
    PartialFills partialFills,
    long seed,
    BigDecimal commissionPerShare,
    BigDecimal commissionMinimum,
    double oneSidedSpread,
    long maxRecords,
    boolean forceToDisk) {

  public static final ExchangeSettings DEFAULT =
      new ExchangeSettings(
          Path.of("data", "simulated-broker.books"),
          "DU1234567",
          new BigDecimal("100000"),
          PartialFills.TYPICAL,
          42,
          new BigDecimal("0.005"),
          new BigDecimal("1.00"),
          0.0005,
          1_000_000,
          true);

  public ExchangeSettings {
    Objects.requireNonNull(booksFile, "booksFile");
    Objects.requireNonNull(partialFills, "partialFills");
    require(account.matches("[A-Z][A-Z0-9]{2,20}"), "account looks like DU1234567");
    require(startingCash.signum() > 0, "starting-cash must be positive");
    require(commissionPerShare.signum() >= 0, "commission-per-share must not be negative");
    require(commissionMinimum.signum() >= 0, "commission-minimum must not be negative");
    require(oneSidedSpread >= 0 && oneSidedSpread < 0.1, "one-sided-spread must be in [0, 0.1)");
    require(maxRecords > 0, "max-records must be positive");
  }

  public ExchangeSettings withBooksFile(Path file) {
    return new ExchangeSettings(
        file,
        account,
        startingCash,
        partialFills,
        seed,
        commissionPerShare,
        commissionMinimum,
        oneSidedSpread,
        maxRecords,
        forceToDisk);
  }

  public ExchangeSettings withStartingCash(BigDecimal cash) {
    return new ExchangeSettings(
        booksFile,
        account,
        cash,
        partialFills,
        seed,
        commissionPerShare,
        commissionMinimum,
        oneSidedSpread,
        maxRecords,
        forceToDisk);
  }

  public ExchangeSettings withPartialFills(PartialFills fills) {
    return new ExchangeSettings(
        booksFile,
        account,
        startingCash,
        fills,
        seed,
        commissionPerShare,
        commissionMinimum,
        oneSidedSpread,
        maxRecords,
        forceToDisk);
  }

  public ExchangeSettings withForceToDisk(boolean force) {
    return new ExchangeSettings(
        booksFile,
        account,
        startingCash,
        partialFills,
        seed,
        commissionPerShare,
        commissionMinimum,
        oneSidedSpread,
        maxRecords,
        force);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}

package io.orchestrator.domain.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PriceBandsTest {
  private static final Instant START = Instant.parse("2026-11-20T15:30:00Z");
  private final PriceBands bands =
      new PriceBands(new PriceBands.Settings(0.05, Duration.ofMinutes(5), 10, 2));
  private Instant now = START;

  private boolean see(double price) {
    now = now.plusSeconds(1);
    return bands.seen("AAPL", price, now);
  }

  @BeforeEach
  void quiet() {
    for (int i = 0; i < 10; i++) {
      assertFalse(see(100));
    }
  }

  @Test
  void thereIsNoBandBeforeEnoughWasSeen() {
    assertEquals(PriceBand.NONE, bands.band("MSFT"));
    assertFalse(bands.band("MSFT").leftBy(1));
    assertEquals(100, bands.band("AAPL").reference(), 1e-9);
    assertFalse(bands.band("AAPL").leftBy(104.99));
    assertTrue(bands.band("AAPL").leftBy(105.01));
    assertTrue(bands.band("AAPL").leftBy(Double.NaN));
  }

  /** One bad tick is no shock and does not move the reference; two on newer prices are. */
  @Test
  void aShockIsConfirmedAndToldOnce() {
    assertFalse(see(50));
    assertEquals(100, bands.band("AAPL").reference(), 1e-9);
    assertFalse(see(100));
    assertFalse(see(50));
    assertTrue(see(51));
    assertFalse(see(52), "told once");
    assertFalse(bands.seen("AAPL", 10, now), "the same moment again");
    assertFalse(see(Double.NaN));
    assertFalse(see(0));
  }

  @Test
  void aPriceThatStaysIsTheNewReference() {
    for (int i = 0; i < 310; i++) {
      see(80);
    }
    assertEquals(80, bands.band("AAPL").reference(), 1e-9);
    bands.keep(Set.of());
    assertEquals(PriceBand.NONE, bands.band("AAPL"));
  }
}

package io.orchestrator.domain.execution;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Quote;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a symbol when a plan is made.
 *
 * @param daily past daily bars, oldest first; empty if there are none
 * @param minutes past minute bars; only a volume curve needs them
 */
public record MarketPicture(
    Instant marketNow, Optional<Quote> quote, List<Bar> daily, List<Bar> minutes) {}

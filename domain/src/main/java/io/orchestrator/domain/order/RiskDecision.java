package io.orchestrator.domain.order;

import java.time.Instant;

/**
 * The gate's verdict with the numbers it rested on; written in the same journal entry as the
 * intent. USD unless said otherwise.
 *
 * @param exit verified to reduce a position: passes limits, breakers and states
 * @param referencePrice fresh mid of the symbol; 0 for an exit without a price
 * @param notional quantity times the worse of reference and limit price
 * @param concentrationAfter share of net liquidation in this name if everything working filled
 * @param grossExposureAfter multiple of net liquidation if everything working filled
 * @param buyingPowerLeft after this and all working entries
 * @param dailyPnl as the Risk Monitor last reported it
 * @param entriesLastMinute before this one
 * @param haltEpoch in which the order is authorised
 * @param decidedAt wall time; the verdict ages from here
 */
public record RiskDecision(
    boolean exit,
    double referencePrice,
    double notional,
    double concentrationAfter,
    double grossExposureAfter,
    double buyingPowerLeft,
    double dailyPnl,
    int entriesLastMinute,
    long haltEpoch,
    Instant decidedAt) {}

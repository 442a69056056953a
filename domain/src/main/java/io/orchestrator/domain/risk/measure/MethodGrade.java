package io.orchestrator.domain.risk.measure;

/**
 * How a method's own forecasts did.
 *
 * @param observations days with a forecast and an outcome
 * @param breaches95 losses above its 95 % Value at Risk
 * @param kupiec95 p-value: the share of breaches is 5 % (Kupiec 1995)
 * @param kupiec99 p-value: the share of breaches is 1 %
 * @param independence p-value at 95 %: a breach says nothing about the next day (Christoffersen
 *     1998)
 * @param coverage95 p-value at 95 %: share and independence together
 * @param coverage99 p-value at 99 %
 * @param shortfallRatio mean loss on days of a 95 % breach over the mean expected shortfall of
 *     these days; 0 without a breach
 * @param zone by breaches at 99 %
 */
public record MethodGrade(
    RiskMethod method,
    int observations,
    int breaches95,
    int breaches99,
    double kupiec95,
    double kupiec99,
    double independence,
    double coverage95,
    double coverage99,
    double shortfallRatio,
    Zone zone) {}

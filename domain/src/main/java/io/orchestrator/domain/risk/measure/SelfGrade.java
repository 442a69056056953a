package io.orchestrator.domain.risk.measure;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How the methods did by their own forecasts.
 *
 * @param configured should lead
 * @param lead leads by the grades
 * @param window newest days that the grades are from
 * @param grades of every method
 * @param demoted may not lead
 * @param days graded, oldest first
 * @param open the newest forecast without outcome
 * @param points measurements since the start of this process, oldest first, bounded
 */
public record SelfGrade(
    RiskMethod configured,
    RiskMethod lead,
    int window,
    List<MethodGrade> grades,
    Set<RiskMethod> demoted,
    List<GradedDay> days,
    Optional<GradingEvent.ForecastMade> open,
    List<RiskPoint> points) {}

package io.orchestrator.domain.risk.measure;

import java.time.LocalDate;
import java.util.List;

/**
 * A forecast and what came, USD.
 *
 * @param day newest close that the forecast knew
 * @param outcomeDay of the next close
 * @param value of the account when the forecast was made
 * @param lead method that led then
 * @param pnl of the same positions between the two closes
 */
public record GradedDay(
    LocalDate day,
    LocalDate outcomeDay,
    double value,
    RiskMethod lead,
    List<MethodFigures> figures,
    double pnl) {}

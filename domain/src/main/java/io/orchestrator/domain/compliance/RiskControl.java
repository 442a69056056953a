package io.orchestrator.domain.compliance;

import static io.orchestrator.domain.compliance.Requirement.*;

import io.orchestrator.domain.risk.BreakerName;
import io.orchestrator.domain.risk.BreakerPolicies;
import io.orchestrator.domain.risk.BreakerPolicy;
import io.orchestrator.domain.risk.BreakerState;
import io.orchestrator.domain.risk.LimitSet;
import io.orchestrator.domain.risk.RiskLimits;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The inventory of risk controls, as the UK's SS5/18 wants one: what each mitigates, its limit as
 * it runs now, what it does, and the test that proves it.
 */
public enum RiskControl {
  ORDER_SIZE(
      "an order that is too large by mistake",
      "denies the entry",
      l -> l.maxOrderQuantity() + " shares, " + usd(l.maxOrderNotional()),
      "GateRulesTest.everyRuleDeniesAnEntryAndLetsItsExitPass",
      SEC_2,
      RTS_8,
      RTS_15_1,
      FIA_SIZE),
  PRICE_COLLAR(
      "a price that is wrong by mistake",
      "denies the entry",
      l -> l.priceCollar() * 100 + " % from the fresh mid",
      "GateRulesTest.everyRuleDeniesAnEntryAndLetsItsExitPass",
      SEC_2,
      RTS_8,
      RTS_15_1,
      FIA_PRICE),
  REFERENCE_PRICE(
      "trading on data that is stale, crossed or suspect",
      "denies the entry",
      l -> "trading.max-quote-age, quality GOOD",
      "GateRulesTest.everyRuleDeniesAnEntryAndLetsItsExitPass",
      SEC_2,
      FIA_DATA),
  VALUE_PER_MINUTE(
      "many orders that are too large together",
      "denies the entry",
      l -> usd(l.maxNotionalPerMinute()) + " a minute",
      "GateRulesTest.everyRuleDeniesAnEntryAndLetsItsExitPass",
      SEC_2,
      RTS_15_1),
  BUYING_POWER(
      "more than the account can pay",
      "denies the entry",
      l -> "the broker's buying power less all that works",
      "GateRulesTest.everyRuleDeniesAnEntryAndLetsItsExitPass",
      SEC_1,
      RTS_15_4,
      FIA_CREDIT),
  EXPOSURE(
      "too much risk in all, working orders included",
      "denies the entry",
      l ->
          l.maxGrossExposure()
              + " × net liquidation, short "
              + l.maxShortExposure()
              + " ×, net "
              + l.maxNetExposure()
              + " ×, sector "
              + l.maxSectorExposure()
              + " ×",
      "ExposureSequencesTest.noSequenceTakesExposureOverALimit",
      SEC_1,
      RTS_15_4,
      FIA_CREDIT),
  CONCENTRATION(
      "too much in one name",
      "denies the entry",
      l -> l.maxConcentration() * 100 + " % of net liquidation, " + l.maxInstruments() + " names",
      "ExposureSequencesTest.noSequenceTakesExposureOverALimit",
      SEC_1,
      RTS_8,
      FIA_POSITION),
  PORTFOLIO_LIMITS(
      "an entry that takes any limit of the portfolio, a name or a strategy over its bound",
      "denies the entry",
      l ->
          usd(l.var95Limit())
              + " VaR, "
              + l.maxInstruments()
              + " names, gross "
              + l.maxGrossExposure()
              + " ×",
      "GateRulesTest.everyRuleDeniesAnEntryAndLetsItsExitPass",
      SEC_1,
      RTS_8),
  VALUE_AT_RISK(
      "an entry that takes the portfolio's risk over its limit",
      "denies the entry",
      l -> usd(l.var95Limit()),
      "MarginalVarTest.noSubsetOfFillsHasMoreRiskThanWasSaid",
      SEC_1,
      RTS_15_4),
  DUPLICATES(
      "the same order again, by id or by content",
      "answers with the first, denies the entry",
      l -> l.maxRepeats() + " equal entries a minute",
      "TradingDeskTest.parallelRepeatsSendOnce",
      SEC_3),
  ORDER_RATE(
      "an algorithm that runs wild",
      "denies the entry, opens a breaker",
      l -> l.maxOrdersPerMinute() + " a minute, " + l.maxOrdersPerSymbol() + " in one name",
      "GateRulesTest.everyRuleDeniesAnEntryAndLetsItsExitPass",
      RTS_8,
      RTS_15_2,
      FIA_MESSAGES),
  MESSAGE_RATE(
      "a flood of messages to the broker",
      "denies entries",
      l -> l.maxMessagesPerMinute() + " a minute",
      "GateRulesTest.everyRuleDeniesAnEntryAndLetsItsExitPass",
      RTS_15_1,
      RTS_15_2,
      FIA_MESSAGES),
  RESTRICTED_LIST(
      "trading what may not be traded",
      "denies the entry",
      l -> "GET /api/risk/limits: symbols, strategies",
      "GateRulesTest.everyRuleDeniesAnEntryAndLetsItsExitPass",
      SEC_4,
      RTS_15_4),
  NARROW_LIMITS(
      "an algorithm or a name with too much room",
      "denies the entry",
      l -> "GET /api/risk/limits: symbols, strategies",
      "GateRulesTest.narrowLimitsTightenOnly",
      SEC_1,
      RTS_8,
      RTS_15_4,
      FIA_LOCAL),
  SHORT_SALES(
      "selling short what may not be",
      "denies the entry",
      l ->
          l.maxShortExposure() == 0
              ? "none"
              : "names with no_short; trading.short-sales: locate, SEC Rule 201",
      "GateRulesTest.everyRuleDeniesAnEntryAndLetsItsExitPass",
      SEC_4),
  SELF_MATCH(
      "trading with oneself",
      "denies the entry",
      l -> "no own order on the other side at a price that it meets",
      "GateRulesTest.everyRuleDeniesAnEntryAndLetsItsExitPass",
      FIA_SELF),
  KILL_SWITCH(
      "anything that goes wrong",
      "cancels working entries and the workflows behind them; no entry passes",
      l -> "POST /api/trading/halt, also every order of the account",
      "KillTest.noEntryLeavesAfterTheKillHasAnsweredWhileManySubmit",
      RTS_12,
      FIA_KILL),
  STRATEGY_KILL(
      "one strategy, or one name, that goes wrong",
      "cancels its working entries; no entry of it passes",
      l -> "PUT /api/risk/limits: restricted",
      "RestrictedEntriesTest.aRestrictedStrategyLosesItsWorkingEntriesAndKeepsItsExits",
      RTS_12,
      FIA_KILL),
  EXITS_PASS(
      "a control that keeps a position from being closed",
      "a verified exit and a cancel pass every control",
      l -> "always",
      "PreTradeGateTest.exitsAreNeverBlocked",
      RTS_12),
  RECONCILIATION(
      "own books that are wrong",
      "no entry until books are equal; drift is told",
      l -> "trading.drift-budget-shares, -usd",
      "ReconciliationTest.aLargeDifferenceBlocksEntriesUntilAPersonTakesItOver",
      RTS_17,
      FIA_DROP_COPY),
  BROKER_SESSION(
      "orders into a session that is dead",
      "no entry; own orders' fate is asked for after every loss",
      l -> "probe and session of the gateway",
      "TradingDeskTest.nothingIsSentWhileTheGatewayHasLostTheBroker",
      FIA_HEARTBEAT,
      RTS_14),
  LIMIT_CHANGES(
      "limits changed without reason or by one person alone",
      "version, reason and person on record; four eyes on wish",
      l -> "risk.guard.four-eyes",
      "LimitsAndApprovalsTest.looserLimitsWaitForAnotherPerson",
      SEC_8,
      RTS_11,
      RTS_15_4,
      FIA_CHANGE),
  WARNINGS(
      "a limit that is reached without a word before",
      "tells distance and predicted time",
      l -> "risk.guard.warn-at",
      "ViolationRulesTest.aWarningComesBeforeTheLimitAndPredictsWhenItIsReached",
      RTS_16,
      FIA_ALERTS),
  EXECUTIONS_TOLD(
      "fills that nobody sees",
      "each is an event and goes to every client at once",
      l -> "order_filled, order_update",
      "TradingDeskTest.anOrderIsFilledInPartsAndBooked",
      SEC_6,
      RTS_16,
      FIA_REVIEW),
  ACCESS(
      "people who may not",
      "roles, short-lived tokens, lock-out",
      l -> "viewer, operator, trader, risk, admin",
      "AuthTest.eachRoleIncludesThoseBeforeAndNoMore",
      SEC_5,
      RTS_18),
  NO_WAY_AROUND(
      "orders that pass no control",
      "the desk is the only sender; the gate has no switch",
      l -> "no configuration switches it off",
      "TradingDeskTest.withoutRiskNumbersOrPermissionsEntriesStop",
      SEC_7),
  SIMULATED_BROKER(
      "tests on the real market",
      "the simulated feed and gateway speak the real protocols",
      l -> "ibkr.host empty",
      "ChaosRunTest.booksAreEqualInTheEnd",
      RTS_5_7),
  STRESS_TEST(
      "a system that fails under twice the load that it has seen",
      "a node of its own is loaded, the report says whether it passed",
      l -> "orchestrator stress --rts6",
      "Rts6StressTest.aNodeOfItsOwnIsLoadedAndTheReportAddsUp",
      RTS_10),
  SELF_ASSESSMENT(
      "a year in which nobody looked at the whole",
      "a report of controls, limits, their changes, what happened and what is open, for people to"
          + " complete and sign",
      l -> "orchestrator assessment --report FILE",
      "AssessmentReportTest.theReportHoldsWhatRunsWhatHappenedAndWhatIsOpen",
      RTS_9,
      SEC_8),
  SELF_GRADING(
      "a risk measure that is wrong",
      "the method loses the lead; the risk service is degraded, with an event",
      l -> "GET /api/risk/backtest",
      "SelfGradingTest.aRedMethodLosesTheLeadAndStaysDemotedAfterARestart",
      RTS_16),
  DAILY_LOSS_BREAKER(
      BreakerName.DAILY_LOSS,
      "RiskMonitorTest.aConfirmedLossHaltsUntilAPersonResetsAndResumes",
      SEC_1,
      RTS_16),
  CONCENTRATION_BREAKER(
      BreakerName.POSITION_CONCENTRATION,
      "BreakerTriggersTest.aNameTooLargeIsBlockedAndNoOther",
      FIA_POSITION),
  FREQUENCY_BREAKER(
      BreakerName.ORDER_FREQUENCY,
      "BreakerTriggersTest.tooManyEntriesBlockEntriesForAWhile",
      FIA_MESSAGES),
  DRAWDOWN_BREAKER(
      BreakerName.DRAWDOWN, "BreakerTriggersTest.aFallFromTheHighestValueReducesOnly", RTS_16),
  LOSS_STREAK_BREAKER(
      BreakerName.LOSS_STREAK,
      "BreakerTriggersTest.aStreakOfLossesBlocksEntriesAndOutlivesARestart",
      RTS_16),
  ERROR_RATE_BREAKER(
      BreakerName.ERROR_RATE, "BreakerTriggersTest.ordersThatFailBlockEntries", RTS_16),
  PRICE_SHOCK_BREAKER(
      BreakerName.PRICE_SHOCK,
      "BreakerTriggersTest.aPriceThatLeftItsBandBlocksItsName",
      FIA_DATA,
      FIA_PRICE),
  DATA_QUALITY_BREAKER(
      BreakerName.DATA_QUALITY,
      "BreakerTriggersTest.heldNamesWithoutAFreshPriceBlockEntries",
      FIA_DATA),
  REPEATED_EXECUTION_BREAKER(
      BreakerName.REPEATED_EXECUTION,
      "BreakerTriggersTest.aStrategyThatTradedEnoughWaitsForAPerson",
      RTS_15_3,
      FIA_REPEATED);

  private final String mitigates;
  private final String action;
  private final BiFunction<RiskLimits, BreakerPolicies, String> limit;
  private final BreakerName breaker;
  private final String test;
  private final Set<Requirement> answers;

  RiskControl(
      String mitigates,
      String action,
      Function<RiskLimits, String> limit,
      String test,
      Requirement... answers) {
    this.mitigates = mitigates;
    this.action = action;
    this.limit = (limits, policies) -> limit.apply(limits);
    this.breaker = null;
    this.test = test;
    this.answers = Set.of(answers);
  }

  RiskControl(BreakerName breaker, String test, Requirement... answers) {
    this.mitigates = breaker.watches();
    this.action = "circuit breaker " + breaker;
    this.limit = (limits, policies) -> policy(policies.of(breaker));
    this.breaker = breaker;
    this.test = test;
    this.answers = Set.of(answers);
  }

  private static String policy(BreakerPolicy p) {
    return "opens " + p.opens() + ", reset " + p.reset() + ", hold " + p.hold().toSeconds() + " s";
  }

  private static String usd(double value) {
    return Math.round(value) + " USD";
  }

  public String mitigates() {
    return mitigates;
  }

  public String action() {
    return action;
  }

  /** Limit or trigger as it runs now. */
  public String limit(LimitSet limits, BreakerPolicies policies) {
    return limit.apply(limits.account(), policies);
  }

  /** False: the running configuration has it switched off. */
  public boolean active(BreakerPolicies policies) {
    return breaker == null || policies.of(breaker).opens() != BreakerState.CLOSED;
  }

  /** {@code Class.method} of the test that proves it. */
  public String test() {
    return test;
  }

  /** Of a breaker; empty for every other control. */
  public Optional<BreakerName> breaker() {
    return Optional.ofNullable(breaker);
  }

  public Set<Requirement> answers() {
    return answers;
  }

  public static List<RiskControl> answering(Requirement requirement) {
    return List.of(values()).stream().filter(c -> c.answers.contains(requirement)).toList();
  }
}

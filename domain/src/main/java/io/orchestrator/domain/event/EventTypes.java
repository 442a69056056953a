package io.orchestrator.domain.event;

/**
 * The catalogue of event types: snake_case facts in the past tense. A new type is a new constant
 * here; {@code docs/reference/events.md} is generated from this file's comments.
 */
public final class EventTypes {
  private EventTypes() {}

  /** The system went from one state to another: from, to, cause, duration_s. */
  public static final String SYSTEM_STATE_CHANGED = "system_state_changed";

  /** The trading state changed: from, to, reason, by, epoch. */
  public static final String TRADING_STATE_CHANGED = "trading_state_changed";

  /** A child of the supervisor failed and is restarted: component, cause, attempt, delay_s. */
  public static final String COMPONENT_RESTARTED = "component_restarted";

  /** A service's health changed: service, from, to, detail. */
  public static final String SERVICE_HEALTH_CHANGED = "service_health_changed";

  /** A recovery step began: service, step, attempt. */
  public static final String RECOVERY_STARTED = "recovery_started";

  /** A recovery step ended: service, step, attempt, outcome. */
  public static final String RECOVERY_FINISHED = "recovery_finished";

  /** A workflow was accepted: workflow, workflow_id, parameters, requested_by. */
  public static final String WORKFLOW_STARTED = "workflow_started";

  /** A step of a workflow ended: workflow, workflow_id, step, attempt, duration, node. */
  public static final String WORKFLOW_STEP_COMPLETED = "workflow_step_completed";

  /** A step failed: workflow, workflow_id, step, attempt, error, will_retry, duration. */
  public static final String WORKFLOW_STEP_FAILED = "workflow_step_failed";

  /** A workflow ended well: workflow, workflow_id, duration, requested_by. */
  public static final String WORKFLOW_COMPLETED = "workflow_completed";

  /** A workflow ended badly: workflow, workflow_id, duration, requested_by, step, error. */
  public static final String WORKFLOW_FAILED = "workflow_failed";

  /**
   * The outcome of a step is not known; it is asked for: workflow, workflow_id, step, attempt,
   * cause.
   */
  public static final String WORKFLOW_STEP_UNKNOWN = "workflow_step_unknown";

  /** No further step begins until someone resumes: workflow, workflow_id, by. */
  public static final String WORKFLOW_PAUSED = "workflow_paused";

  /** A paused workflow goes on: workflow, workflow_id, by. */
  public static final String WORKFLOW_RESUMED = "workflow_resumed";

  /** A step waits for a signal: workflow, workflow_id, step, signal, until. */
  public static final String WORKFLOW_SIGNAL_AWAITED = "workflow_signal_awaited";

  /** The signal came: workflow, workflow_id, step, signal, by, payload. */
  public static final String WORKFLOW_SIGNAL_RECEIVED = "workflow_signal_received";

  /** A failed workflow goes on at the step that failed: workflow, workflow_id, step, by. */
  public static final String WORKFLOW_REOPENED = "workflow_reopened";

  /** A schedule started a workflow, or did not: schedule_id, workflow, due_at, outcome. */
  public static final String WORKFLOW_SCHEDULED = "workflow_scheduled";

  /** The effect of a step was undone, or could not be: workflow, workflow_id, step, error. */
  public static final String WORKFLOW_STEP_COMPENSATED = "workflow_step_compensated";

  /** A workflow was cancelled: workflow, workflow_id, duration, requested_by, by. */
  public static final String WORKFLOW_CANCELLED = "workflow_cancelled";

  /** Models were trained anew; in charge is: engine, timeframe, version, kind, reason. */
  public static final String MODEL_RETRAINED = "model_retrained";

  /**
   * A model in charge has drifted from its training: engine, timeframe, version, level,
   * drifted_share, performance_z.
   */
  public static final String MODEL_DRIFTED = "model_drifted";

  /** A search found parameters: strategy, version, parameters, deflated_sharpe, against, by. */
  public static final String STRATEGY_VERSION_ADDED = "strategy_version_added";

  /** A version of a strategy came to its next stage: strategy, version, from, to, reason, by. */
  public static final String STRATEGY_PROMOTED = "strategy_promoted";

  /** A version of a strategy was taken back: strategy, version, from, restored, reason, by. */
  public static final String STRATEGY_ROLLED_BACK = "strategy_rolled_back";

  /**
   * What a version of a strategy did since its stage began: strategy, version, stage, days, z,
   * drawdown, profit, drift.
   */
  public static final String STRATEGY_REVIEWED = "strategy_reviewed";

  /**
   * An order passed the gate and its intent is on disk: client_order_id, symbol, side, quantity.
   */
  public static final String ORDER_INTENDED = "order_intended";

  /** The gate refused an order: client_order_id, symbol, code, detail. */
  public static final String ORDER_DENIED = "order_denied";

  /** The broker's view of an order changed: client_order_id, status, filled, remaining. */
  public static final String ORDER_UPDATED = "order_updated";

  /** An execution was booked: client_order_id, exec_id, symbol, side, quantity, price. */
  public static final String ORDER_FILLED = "order_filled";

  /** The outcome of an order is not known; it is being asked for: client_order_id, cause. */
  public static final String ORDER_UNKNOWN = "order_unknown";

  /**
   * An execution algorithm was accepted: execution_id, algorithm, symbol, side, quantity, slices,
   * start, end, expected_cost_usd.
   */
  public static final String EXECUTION_ACCEPTED = "execution_accepted";

  /** Its window began: execution_id, arrival_price. */
  public static final String EXECUTION_STARTED = "execution_started";

  /** A slice of it began: execution_id, slice, slices, filled, remaining. */
  public static final String EXECUTION_PROGRESSED = "execution_progressed";

  /** It places no child until a person resumes it: execution_id, by, reason. */
  public static final String EXECUTION_PAUSED = "execution_paused";

  /** It goes on: execution_id, by. */
  public static final String EXECUTION_RESUMED = "execution_resumed";

  /**
   * It ended: execution_id, outcome, reason, filled, remaining, average_price, slippage_bps,
   * slippage_usd, children.
   */
  public static final String EXECUTION_ENDED = "execution_ended";

  /** Two live orders at the broker carry one name: client_order_id, symbol, perm_ids. */
  public static final String ORDER_DUPLICATED = "order_duplicated";

  /** Every open order of the account was asked to be cancelled: reason, by, outcome. */
  public static final String EVERYTHING_CANCELLED = "everything_cancelled";

  /** Positions are being closed after a halt: epoch, positions. */
  public static final String EMERGENCY_CLOSE_STARTED = "emergency_close_started";

  /** Positions are still open after a while: epoch, attempts, positions, detail. */
  public static final String EMERGENCY_CLOSE_DELAYED = "emergency_close_delayed";

  /** The broker's own books say that nothing is held: epoch, attempts, orders, reconciliation. */
  public static final String EMERGENCY_CLOSE_FINISHED = "emergency_close_finished";

  /**
   * As many executions of the last days are remembered as can be told from repetitions; entries
   * wait: executions.
   */
  public static final String EXECUTION_MEMORY_FULL = "execution_memory_full";

  /**
   * A node's memory became scarce: heavy steps wait, costly requests are refused: node, used,
   * high_watermark, low_watermark.
   */
  public static final String MEMORY_PRESSURE_BEGAN = "memory_pressure_began";

  /** The node takes everything again: node, used, high_watermark, low_watermark. */
  public static final String MEMORY_PRESSURE_ENDED = "memory_pressure_ended";

  /**
   * A person applied a split or dividend to the books: id, symbol, kind, numerator, denominator,
   * amount, effective_at, position.
   */
  public static final String CORPORATE_ACTION_APPLIED = "corporate_action_applied";

  /** A person said which lots a sale closed: exec_id, rule, named, by. */
  public static final String LOTS_CHOSEN = "lots_chosen";

  /** A person released a name that a double order had blocked: symbol, reason, by. */
  public static final String NAME_RELEASED = "name_released";

  /** The broker's word on a position was taken over: symbol, own, broker, usd, reconciliation. */
  public static final String POSITION_ADOPTED = "position_adopted";

  /**
   * Broker's and own books were compared: id, cause, outcome, differences, resolved, drift_shares,
   * drift_usd, detail.
   */
  public static final String RECONCILIATION_FINISHED = "reconciliation_finished";

  /** A limit was exceeded: violation, value, limit. */
  public static final String RISK_VIOLATION = "risk_violation";

  /** A violation ended: violation, value, limit. */
  public static final String RISK_VIOLATION_CLEARED = "risk_violation_cleared";

  /**
   * A number comes near its limit: violation, subject, value, limit, distance, predicted_s (until
   * the limit, if it goes on like this).
   */
  public static final String RISK_WARNING = "risk_warning";

  /** Other limits hold: version, reason, by, approved_by, restored, limits. */
  public static final String RISK_LIMITS_CHANGED = "risk_limits_changed";

  /** A second person has to agree: id, kind, summary, reason, by, expires_at. */
  public static final String APPROVAL_REQUESTED = "approval_requested";

  /** A request for a second person was decided: id, granted, by, reason. */
  public static final String APPROVAL_DECIDED = "approval_decided";

  /** Workflows that might place the next order were cancelled after a halt: workflows, reason. */
  public static final String INTENTS_CANCELLED = "intents_cancelled";

  /** An open breaker lets small entries pass: breaker, subject, probe_size, until. */
  public static final String BREAKER_PROBING = "breaker_probing";

  /** A circuit breaker opened: breaker, subject, state, allows, cause, until. */
  public static final String BREAKER_TRIPPED = "breaker_tripped";

  /** A circuit breaker was reset: breaker, subject, by, reason, rebased_equity. */
  public static final String BREAKER_RESET = "breaker_reset";

  /** A method's own forecasts failed, it may not lead: method, reason, lead. */
  public static final String RISK_METHOD_DEMOTED = "risk_method_demoted";

  /** A method's own forecasts are good again: method, reason, lead. */
  public static final String RISK_METHOD_RESTORED = "risk_method_restored";

  /** The feed session changed: state, detail. */
  public static final String FEED_STATE_CHANGED = "feed_state_changed";

  /** The broker session changed: state, detail. */
  public static final String BROKER_STATE_CHANGED = "broker_state_changed";

  /**
   * Bars that were told as final changed by late, removed or missed trades: symbol, cause, bars
   * (timeframe, start, revision, before, after), more. What was concluded from them stands on other
   * data.
   */
  public static final String BAR_CORRECTED = "bar_corrected";

  /** The broker session needs a person or other settings: cause, code, detail. */
  public static final String BROKER_ALARM = "broker_alarm";

  /** A split or dividend was not known before: symbol, kind, date, value. */
  public static final String CORPORATE_ACTION_KNOWN = "corporate_action_known";

  /** Data were refused or flagged by a quality rule: symbol, rule, effect, value. */
  public static final String DATA_QUALITY_FLAGGED = "data_quality_flagged";

  /** The trust in a symbol's data changed: symbol, from, to, rule, since. */
  public static final String DATA_QUALITY_CHANGED = "data_quality_changed";

  /** Someone logged in, or failed to: subject, outcome. */
  public static final String AUTHENTICATION = "authentication";

  /** People are told of something: id, key, severity, title, detail, count, reason. */
  public static final String ALERT_RAISED = "alert_raised";

  /** Somebody takes care of an alert: id, key, by, note. */
  public static final String ALERT_ACKNOWLEDGED = "alert_acknowledged";

  /** Nobody acknowledged an alert in time: id, key, step, trading_state. */
  public static final String ALERT_ESCALATED = "alert_escalated";

  /** The trouble of an alert is over: id, key. */
  public static final String ALERT_RESOLVED = "alert_resolved";

  /** A channel did not take an alert, and it is given up: id, channel, error. */
  public static final String ALERT_UNDELIVERED = "alert_undelivered";

  /** The configuration was read again: applied, after_restart, by. */
  public static final String CONFIGURATION_RELOADED = "configuration_reloaded";

  /** Access ended before its tokens do: kind, name, at, until. */
  public static final String ACCESS_REVOKED = "access_revoked";

  /** The log lost part of its memory history (never of its store): detail. */
  public static final String EVENT_LOG_RECOVERED = "event_log_recovered";

  /** Events were refused because the log's buffer was full: refused. */
  public static final String EVENTS_REFUSED = "events_refused";

  /** A component fails again and again and its part of the system is off: component, cause. */
  public static final String COMPONENT_ESCALATED = "component_escalated";

  /** A component works again after an escalation: component. */
  public static final String COMPONENT_RECOVERED = "component_recovered";

  /** Someone asked the system to change: action, by, outcome. */
  public static final String CONTROL_REQUESTED = "control_requested";

  /** The last step of a recovery ladder: entries stop until it works again: service, detail. */
  public static final String EMERGENCY_SHUTDOWN = "emergency_shutdown";
}

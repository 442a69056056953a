package io.orchestrator.domain.port;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** The configuration of this node as it is in force. */
public interface Configuration {
  /**
   * @param key full path, {@code orchestrator.http.port}
   * @param value as it would stand in a file; of a secret only whether it is set
   * @param origin file and line, variable, profile or option that it came from
   * @param reloadable whether a change counts without a restart
   */
  record Entry(String key, String value, String origin, boolean reloadable) {}

  /** One key whose value changed. */
  record Change(String key, String before, String after) {}

  /**
   * @param applied counts from now on
   * @param afterRestart differs from what runs, and counts after a restart
   */
  record Reloaded(List<Change> applied, List<Change> afterRestart) {}

  /** All keys, sorted. */
  List<Entry> entries();

  /**
   * Reads all sources again and applies what may change while running: limits, intervals, log
   * levels. All or nothing. Refused with {@code config.invalid} (409), naming every problem, or
   * with the refusal of the limits.
   */
  CompletionStage<Reloaded> reload(String by);
}

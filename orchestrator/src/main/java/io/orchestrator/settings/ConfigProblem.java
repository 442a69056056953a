package io.orchestrator.settings;

/**
 * One thing that is wrong with the configuration.
 *
 * @param where file and line as the parser names them, or the variable it came from
 * @param key full path, {@code orchestrator.http.port}
 * @param allowed what would be right
 */
public record ConfigProblem(String where, String key, String reason, String allowed) {
  @Override
  public String toString() {
    return where + ": " + key + ": " + reason + (allowed.isEmpty() ? "" : "; allowed: " + allowed);
  }
}

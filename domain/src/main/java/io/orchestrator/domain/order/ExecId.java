package io.orchestrator.domain.order;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An execution's identity: {@code 0000e0d5.69dd7411.01.01}. A correction repeats the root and
 * raises the number behind the last dot; it replaces the earlier execution.
 *
 * @param revision 0 when the id has no such shape: then it has no corrections
 */
public record ExecId(String root, int revision) {
  private static final Pattern SHAPE = Pattern.compile("(.+\\..+)\\.(\\d{1,4})");

  public static ExecId parse(String execId) {
    Matcher matcher = SHAPE.matcher(execId);
    return matcher.matches()
        ? new ExecId(matcher.group(1), Integer.parseInt(matcher.group(2)))
        : new ExecId(execId, 0);
  }
}

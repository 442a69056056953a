package io.orchestrator.settings;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used; holds every problem, not only the first. Exit code 2. */
public final class BadConfiguration extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient List<ConfigProblem> problems;

  public BadConfiguration(List<ConfigProblem> problems) {
    super(problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  public List<ConfigProblem> problems() {
    return problems;
  }
}

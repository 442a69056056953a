package io.orchestrator.cli;

import picocli.CommandLine.Option;

/** Why somebody does what stands in the history. */
final class GivenReason {
  @Option(names = "--reason", required = true, description = "Why; it stands in the history.")
  String text;
}

package io.orchestrator.adapters.iqfeed;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Level 1 updates from bytes to validated state on one core, beside the same bytes merely read line
 * by line. One operation is one message. Scores of the two in one run make the ratio.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class LevelOneBench {
  private final LevelOneLines lines = new LevelOneLines();

  /** What the session does with a chunk of the socket, without handing quotes over. */
  @Benchmark
  @OperationsPerInvocation(LevelOneLines.MESSAGES)
  public long bytesToState() {
    return lines.decode(false);
  }

  /** The same, and the quote object that a subscriber gets. */
  @Benchmark
  @OperationsPerInvocation(LevelOneLines.MESSAGES)
  public long bytesToQuotes() {
    return lines.decode(true);
  }

  /** The limit: the lines and nothing else. */
  @Benchmark
  @OperationsPerInvocation(LevelOneLines.MESSAGES)
  public long linesOnly() throws IOException {
    return LevelOneCpu.readLines(lines.bytes);
  }
}

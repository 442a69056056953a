package io.orchestrator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BacktestCommandTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    CommandLine cli = OrchestratorCli.create();
    cli.setOut(new PrintWriter(out));
    cli.setErr(new PrintWriter(err));
    return cli.execute(args);
  }

  private void prices(String name) throws Exception {
    var random = new SplittableRandom(name.hashCode());
    var text = new StringBuilder("date,open,high,low,close,volume,adjusted_close\n");
    double price = 100;
    for (int i = 0; i < 700; i++) {
      price *= Math.exp(0.01 * random.nextGaussian());
      text.append(
          "%s,%.4f,%.4f,%.4f,%.4f,1000000,%.4f%n"
              .formatted(LocalDate.of(2010, 1, 1).plusDays(i), price, price, price, price, price));
    }
    Files.writeString(folder.resolve(name + ".csv"), text);
  }

  @Test
  void testsAStrategyAndSearchesWithAReport() throws Exception {
    prices("AAA");
    prices("BBB");
    assertEquals(
        0, run("backtest", "momentum", "--csv", folder.toString(), "--set", "lookback=60"));
    assertTrue(out.toString().contains("max_drawdown"), out.toString());
    Path report = folder.resolve("r.html");
    assertEquals(
        0,
        run(
            "backtest",
            "momentum",
            "--csv",
            folder.toString(),
            "--search",
            "random",
            "--iterations",
            "20",
            "--report",
            report.toString()),
        err.toString());
    assertTrue(Files.readString(report).contains("<svg"), "no drawing");
    assertTrue(out.toString().contains("probability_of_overfitting"), out.toString());
  }

  @Test
  void mistakesAreToldWithAdvice() throws Exception {
    prices("AAA");
    assertEquals(2, run("backtest", "astrology", "--csv", folder.toString()));
    assertTrue(err.toString().contains("mean_reversion"), err.toString());
    assertEquals(2, run("backtest", "momentum", "--csv", folder.toString(), "--set", "lookbak=60"));
    assertTrue(err.toString().contains("lookback"), err.toString());
    Files.writeString(folder.resolve("BAD.csv"), "date,open\n2010-01-01,x\n");
    assertEquals(1, run("backtest", "momentum", "--csv", folder.toString()));
    assertTrue(err.toString().contains("BAD.csv, line 2"), err.toString());
  }
}

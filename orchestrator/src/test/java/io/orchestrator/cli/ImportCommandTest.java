package io.orchestrator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ImportCommandTest {
  @TempDir Path directory;
  private Path files;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void write() throws IOException {
    files = Files.createDirectory(directory.resolve("csv"));
    Files.writeString(
        directory.resolve("my.conf"), "orchestrator.home = \"" + directory.resolve("home") + "\"");
    Files.writeString(
        files.resolve("AAPL.csv"),
        """
        date,open,high,low,close,volume,adjusted_close
        2020-08-27,508,509,495,500.04,38888096,125.01
        2020-08-28,504,505,498,499.23,46907479,124.8075
        2020-08-31,127,131,126,129.04,223505733,129.04
        2020-09-01,133,134,130,oops,150000000,134
        """);
  }

  @Test
  void importsAndReportsForPrograms() {
    assertEquals(1, run("--json"), err.toString());
    JsonNode report = ApiClient.parse(out.toString());
    assertEquals(3, report.at("/files/0/added").asInt(), report.toString());
    assertEquals(5, report.at("/rejected/0/line").asInt());
    assertEquals(1, report.path("rejected_total").asInt());
    assertEquals("split", report.at("/quality/0/actions/0/kind").asText());
    assertEquals(4.0, report.at("/quality/0/actions/0/value").asDouble());
    assertTrue(Files.isRegularFile(directory.resolve("home/market/bars.duckdb")));
    assertEquals(1, run("--json"));
  }

  @Test
  void importsAndReportsForPeople() {
    assertEquals(1, run());
    assertTrue(out.toString().contains("2020-08-31 1:4.0"), out.toString());
    assertTrue(out.toString().contains("close 'oops' is no number"), out.toString());
    files = directory.resolve("nowhere");
    assertEquals(2, run());
    assertTrue(err.toString().contains("There is no folder"), err.toString());
  }

  private int run(String... options) {
    CommandLine line = OrchestratorCli.create();
    line.addSubcommand("import", new ImportCommand());
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    String[] arguments = new String[options.length + 5];
    arguments[0] = "import";
    arguments[1] = "bars";
    arguments[2] = files.toString();
    arguments[3] = "--config";
    arguments[4] = directory.resolve("my.conf").toString();
    System.arraycopy(options, 0, arguments, 5, options.length);
    return line.execute(arguments);
  }
}

package io.orchestrator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import picocli.CommandLine;

/** The engine from the command line: what it prints, refuses and draws. */
class AnalyseCommandTest {
  private static final String HOSTILE = "b<i>&\"'";

  @TempDir Path directory;
  private Path csv;
  private final StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  @BeforeEach
  void series() throws Exception {
    // b follows a by one step.
    Random random = new Random(1);
    StringBuilder text = new StringBuilder("date,a,\"" + HOSTILE.replace("\"", "\"\"") + "\",c\n");
    double last = 0;
    for (int t = 0; t < 300; t++) {
      double a = random.nextGaussian();
      double b = 0.8 * last + random.nextGaussian();
      text.append("day ").append(t).append(',').append(a).append(',').append(b).append(',');
      text.append(random.nextGaussian()).append('\n');
      last = a;
    }
    csv = Files.writeString(directory.resolve("series.csv"), text);
  }

  private int run(String... arguments) {
    CommandLine line = OrchestratorCli.create();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return line.execute(
        Stream.concat(Stream.of("analyse"), Stream.of(arguments)).toArray(String[]::new));
  }

  private int network(String... more) {
    List<String> all =
        new ArrayList<>(List.of("network", "--csv", csv.toString(), "--estimator", "gaussian"));
    all.addAll(List.of("--max_lag_sources", "2"));
    all.addAll(List.of(more));
    return run(all.toArray(String[]::new));
  }

  private static Path data(String file) {
    return data("information", file);
  }

  private static Path data(String below, String file) {
    String named = System.getenv("ORCHESTRATOR_MARKET_DATA");
    return Stream.of(
            named == null ? "../shared/data" : named, "../../shared/data", "../../../shared/data")
        .map(folder -> Path.of(folder).resolve(below).resolve(file))
        .filter(Files::isReadable)
        .findFirst()
        .orElseGet(
            () -> {
              assumeTrue(false, "test data not found; set ORCHESTRATOR_MARKET_DATA");
              return null;
            });
  }

  @Test
  void fiveKnownLinks() {
    csv = data("lin5.csv");
    assertEquals(
        0,
        run("network", "--csv", csv.toString(), "--estimator", "gaussian", "--json"),
        err.toString());
    JsonNode json = ApiClient.parse(out.toString());
    Set<String> links = new TreeSet<>();
    json.path("edges")
        .forEach(
            e ->
                links.add(
                    e.path("source").asText() + e.path("target").asText() + e.path("lag").asInt()));
    assertEquals(Set.of("x0x12", "x0x23", "x0x32", "x4x31", "x3x41"), links);
    assertEquals(0.3102468358522891, json.at("/edges/0/value").asDouble(), 1e-9);
    assertEquals("nats", json.path("unit").asText());
    assertEquals(995, json.path("rows").asInt());
    assertEquals(5, json.at("/settings/max_lag_sources").asInt());
    assertEquals(5, json.path("targets").size());
    assertEquals(2, json.at("/adjacency/max_te_lag/0/1").asInt());
    assertEquals(0.3102468358522891, json.at("/adjacency/value/0/1").asDouble(), 1e-9);
    assertEquals(0, json.at("/adjacency/binary/1/0").asInt());
    assertTrue(err.toString().contains("target 5 of 5: x4, 1 sources"), err.toString());
  }

  @Test
  void drawsEveryLink() throws Exception {
    Path svg = directory.resolve("network.svg");
    assertEquals(0, network("--svg", svg.toString(), "--json"), err.toString());
    JsonNode edges = ApiClient.parse(out.toString()).path("edges");
    assertTrue(edges.size() >= 1);
    Document drawing =
        DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(svg.toFile());
    Set<String> drawn = new TreeSet<>();
    NodeList paths = drawing.getElementsByTagName("path");
    for (int i = 0; i < paths.getLength(); i++) {
      if (!paths.item(i).getTextContent().isEmpty()) {
        drawn.add(paths.item(i).getTextContent());
      }
    }
    Set<String> expected = new TreeSet<>();
    edges.forEach(
        e -> expected.add(e.path("source").asText() + " to " + e.path("target").asText()));
    assertEquals(expected, drawn);
    assertTrue(drawn.contains("a to " + HOSTILE), drawn.toString());
    assertTrue(drawing.getDocumentElement().getTextContent().contains("1: 0."), "lag and value");
    assertFalse(Files.exists(directory.resolve("network.svg.part")));
  }

  /** Sixteen years of six names, as docs/information-theory.md says: the same to the byte. */
  @Test
  void drawingInTheDocuments() throws Exception {
    Path svg = directory.resolve("daily.svg");
    List<String> command = new ArrayList<>(List.of("network", "--csv"));
    for (String name : List.of("SPY", "IWM", "AAPL", "IBM", "BAC", "GOOG")) {
      command.add(data("us-equities/daily", name + ".csv").toString());
    }
    command.addAll(List.of("--column", "adjusted_close", "--returns", "--estimator", "gaussian"));
    command.addAll(List.of("--correct_by_target", "false", "--svg", svg.toString()));
    assertEquals(0, run(command.toArray(String[]::new)), err.toString());
    assertEquals(
        Files.readString(Path.of("../docs/images/daily-network.svg")).replace("\r\n", "\n"),
        Files.readString(svg));
  }

  @Test
  void conditionsAndLocalValues() {
    assertEquals(0, network("--local_values", "--json"), err.toString());
    JsonNode link = ApiClient.parse(out.toString()).at("/targets/1/links/0");
    double sum = 0;
    for (JsonNode value : link.path("local")) {
      sum += value.asDouble();
    }
    assertEquals(298, link.path("local").size());
    assertEquals(link.path("value").asDouble(), sum / 298, 1e-9);
    out.getBuffer().setLength(0);
    assertEquals(0, network("--add_conditionals", "a:1", "--json"), err.toString());
    assertEquals(0, ApiClient.parse(out.toString()).path("edges").size(), "a is given");
    assertEquals(2, network("--add_conditionals", "a"));
    assertEquals(2, network("--add_conditionals", "nobody:1"));
  }

  @Test
  void tableForPeople() {
    assertEquals(0, network("--targets", HOSTILE), err.toString());
    assertTrue(out.toString().startsWith("SOURCE"), out.toString());
    assertTrue(out.toString().contains("1 links between 3 series"), out.toString());
  }

  /** TRENTOOL's value for this file, which has no header: one is put before it. */
  @Test
  void transferEntropyByNearestNeighbours() throws Exception {
    String rows =
        Files.readString(data("2coupledRandomCols-1.txt"))
            .strip()
            .lines()
            .map(line -> line.strip().replaceAll("\\s+", ","))
            .reduce("x,y", (a, b) -> a + "\n" + b);
    Path file = Files.writeString(directory.resolve("coupled.csv"), rows);
    assertEquals(
        0,
        run(
            "te",
            "--csv",
            file.toString(),
            "--estimator",
            "ksg",
            "--source",
            "x",
            "--target",
            "y",
            "--n_perm",
            "100",
            "--json"),
        err.toString());
    JsonNode pair = ApiClient.parse(out.toString()).at("/pairs/0");
    assertEquals(0.3058006, pair.path("value").asDouble(), 1e-6);
    assertEquals(99, pair.path("rows").asInt());
    assertEquals(100, pair.path("surrogates").asInt());
    assertTrue(pair.path("significant").asBoolean());
    assertEquals(4, pair.at("/settings/kraskov_k").asInt());
    assertEquals(100, pair.at("/settings/n_perm").asInt());
  }

  @Test
  void severalSeriesTogether() {
    String[] asked = {
      "multi", "--csv", csv.toString(), "--estimator", "ksg", "--n_perm", "50", "--series"
    };
    String[] all =
        Stream.concat(Stream.of(asked), Stream.of("a,c", "--json")).toArray(String[]::new);
    assertEquals(0, run(all), err.toString());
    JsonNode json = ApiClient.parse(out.toString());
    assertEquals("multi", json.path("measure").asText());
    assertEquals("c", json.at("/series/1").asText());
    assertFalse(json.path("significant").asBoolean(), "independent noise");
    String[] twice = Stream.concat(Stream.of(asked), Stream.of("a,a")).toArray(String[]::new);
    assertEquals(CliFailure.USAGE, run(twice));
    assertTrue(err.toString().contains("two different series"), err.toString());
  }

  @Test
  void mutualInformationAndStorage() {
    assertEquals(
        0,
        run(
            "mi",
            "--csv",
            csv.toString(),
            "--estimator",
            "discrete",
            "--n_discrete_bins",
            "3",
            "--source",
            "a",
            "--lag_mi",
            "1",
            "--json"),
        err.toString());
    JsonNode json = ApiClient.parse(out.toString());
    assertEquals("bits", json.path("unit").asText());
    assertEquals(2, json.path("pairs").size());
    assertTrue(json.at("/pairs/0/significant").asBoolean());
    out.getBuffer().setLength(0);
    assertEquals(
        0,
        run(
            "ais",
            "--csv",
            data("lin5.csv").toString(),
            "--estimator",
            "gaussian",
            "--target",
            "x0",
            "--json"),
        err.toString());
    JsonNode storage = ApiClient.parse(out.toString()).at("/targets/0");
    assertEquals(1.1917354180161304, storage.path("joint").asDouble(), 1e-9);
    assertEquals("[4,1,2]", storage.path("past_lags").toString());
  }

  @Test
  void columnsOfSeveralFilesAreJoinedByDate() throws Exception {
    Path one = Files.writeString(directory.resolve("one.csv"), prices(0, 60));
    Path two = Files.writeString(directory.resolve("two.csv"), prices(10, 70));
    assertEquals(
        0,
        run(
            "mi",
            "--csv",
            one.toString(),
            two.toString(),
            "--column",
            "close",
            "--returns",
            "--estimator",
            "gaussian",
            "--source",
            "one",
            "--json"),
        err.toString());
    assertEquals(49, ApiClient.parse(out.toString()).at("/pairs/0/rows").asInt());
  }

  private static String prices(int from, int to) {
    Random random = new Random(from);
    StringBuilder text = new StringBuilder("date,open,close\n");
    for (int t = from; t < to; t++) {
      text.append(t).append(",1,").append(10 + random.nextDouble()).append('\n');
    }
    return text.toString();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a,b\\n1,2\\n3 | line 3: 1 cells",
        "a,b\\n1,2\\n3,oops | line 3: b 'oops' is no finite number",
        "a,b\\n1,2\\n\\n3,NaN | line 4: b 'NaN'",
        "a,b\\n1,Infinity | line 2: b 'Infinity'",
        "a,a\\n1,2 | line 1: each column needs a name",
        "date\\n1 | line 1: 1 to 1000 series",
        "1,2\\n3,4 | line 1: numbers where the names",
        "a,b | there are no values",
        "a,\"b\\n1,2 | line 1: a quote that is not closed",
      })
  void malformedFiles(String content, String expected) throws Exception {
    csv = Files.writeString(directory.resolve("bad.csv"), content.replace("\\n", "\n"));
    assertEquals(1, network());
    assertTrue(err.toString().contains(expected), err.toString());
    assertEquals("", out.toString());
  }

  @Test
  void hostileFiles() throws Exception {
    csv = Files.writeString(directory.resolve("wide.csv"), "a,".repeat(100_000));
    assertEquals(1, network());
    assertTrue(err.toString().contains("more than 1000 columns"), err.toString());
    csv = Files.write(directory.resolve("binary.csv"), new byte[] {(byte) 0xC3, (byte) 0x28, 10});
    assertEquals(1, network());
    assertTrue(err.toString().contains("no text in UTF-8"), err.toString());
    csv = Files.writeString(directory.resolve("empty.csv"), "");
    assertEquals(1, network());
  }

  @Test
  void wrongUsage() {
    assertEquals(2, run());
    assertEquals(2, run("network", "--csv", csv.toString()));
    assertEquals(2, network("--n_perm_omnibus", "20"));
    assertTrue(err.toString().contains("20 permutations cannot"), err.toString());
    assertEquals(2, network("--max_lag_sources", "299"));
    assertEquals(2, network("--targets", "nobody"));
    assertTrue(err.toString().contains("There is no series 'nobody'"), err.toString());
    csv = directory.resolve("nowhere.csv");
    assertEquals(2, network());
  }

  @Test
  void cancelled() {
    err =
        new StringWriter() {
          @Override
          public void write(String text, int from, int length) {
            super.write(text, from, length);
            if (text.contains("target 1 of 3")) {
              Thread.currentThread().interrupt();
            }
          }
        };
    Path svg = directory.resolve("network.svg");
    int code = network("--num_threads", "1", "--svg", svg.toString());
    assertTrue(Thread.interrupted(), err.toString());
    assertEquals(AnalyseOptions.CANCELLED, code, err.toString());
    assertEquals("", out.toString());
    assertFalse(Files.exists(svg));
  }

  @Test
  void exclusiveOrIsOnlyKnownTogether() throws Exception {
    Random random = new Random(3);
    StringBuilder text = new StringBuilder("x,y,z\n0,0,0\n");
    int last = 0;
    for (int t = 0; t < 4_000; t++) {
      int x = random.nextInt(2);
      int y = random.nextInt(2);
      text.append(x).append(',').append(y).append(',').append(last).append('\n');
      last = x ^ y;
    }
    Path file = Files.writeString(directory.resolve("xor.csv"), text);
    String[] command = {
      "pid",
      "--csv",
      file.toString(),
      "--source",
      "x,y",
      "--target",
      "z",
      "--discretise_method",
      "none",
      "--json"
    };
    assertEquals(0, run(command), err.toString());
    JsonNode json = ApiClient.parse(out.toString());
    assertEquals(1, json.at("/broja/syn_s1_s2").asDouble(), 0.01);
    assertEquals(0.4150374993, json.path("sxpid").path("{1 2}").asDouble(), 0.01);
    command[4] = "z,nobody";
    assertEquals(2, run(command));
    assertEquals(2, run("pid", "--csv", file.toString(), "--source", "x", "--target", "z"));
    assertTrue(err.toString().contains("two to four sources"), err.toString());
  }

  @Test
  void linksOfTwoSetsOfDataAreCompared() throws Exception {
    Path weak = directory.resolve("weak.csv");
    Random random = new Random(8);
    StringBuilder text = new StringBuilder(Files.readAllLines(csv).getFirst() + "\n");
    for (int t = 0; t < 300; t++) {
      text.append("day ").append(t);
      for (int i = 0; i < 3; i++) {
        text.append(',').append(random.nextGaussian());
      }
      text.append('\n');
    }
    Files.writeString(weak, text);
    String[] command = {
      "compare",
      "--csv",
      csv.toString(),
      "--with",
      weak.toString(),
      "--estimator",
      "gaussian",
      "--max_lag_sources",
      "1",
      "--json"
    };
    assertEquals(0, run(command), err.toString());
    JsonNode link = ApiClient.parse(out.toString()).at("/links/0");
    assertEquals("a", link.path("source").asText());
    assertEquals(HOSTILE, link.path("target").asText());
    assertTrue(link.path("significant").asBoolean() && link.path("a_larger").asBoolean());
    command[4] = Files.writeString(directory.resolve("two.csv"), "p,q\n1,2\n").toString();
    assertEquals(2, run(command));
    assertTrue(err.toString().contains("different series"), err.toString());
  }

  /** Ended after the first target, gone on with: the same to the last digit as in one go. */
  @Test
  void goesOnFromACheckpoint() throws Exception {
    Path kept = directory.resolve("network.checkpoint");
    assertEquals(0, network("--json"), err.toString());
    String whole = out.toString();
    out.getBuffer().setLength(0);
    err =
        new StringWriter() {
          @Override
          public void write(String text, int from, int length) {
            super.write(text, from, length);
            if (text.contains("target 1 of 3")) {
              Thread.currentThread().interrupt();
            }
          }
        };
    String[] command = {"--json", "--num_threads", "1", "--checkpoint", kept.toString()};
    assertEquals(AnalyseOptions.CANCELLED, network(command), err.toString());
    assertTrue(Thread.interrupted());
    Files.writeString(kept, "{\"target\":1,\"sour", StandardOpenOption.APPEND); // cut off
    err = new StringWriter();
    assertEquals(0, network(command), err.toString());
    assertTrue(err.toString().startsWith("1 of 3 targets were done"), err.toString());
    assertTrue(err.toString().contains("target 2 of 3"), err.toString());
    assertEquals(whole, out.toString());
    err = new StringWriter();
    assertEquals(2, network("--checkpoint", kept.toString(), "--seed", "1"));
    assertTrue(err.toString().contains("checkpoint of other data, settings"), err.toString());
    Files.writeString(kept, "a,b\n1,2\n");
    assertEquals(2, network("--checkpoint", kept.toString()));
  }

  @Test
  void endsWithTheTimeBudget() {
    assertEquals(2, network("--time_budget", "soon"));
    assertTrue(err.toString().contains("90s, 30m or 8h"), err.toString());
    assertEquals(0, network("--time_budget", "1h"), err.toString());
    out.getBuffer().setLength(0);
    int code =
        run(
            "network",
            "--csv",
            csv.toString(),
            "--estimator",
            "ksg",
            "--time_budget",
            "0.001s",
            "--use_gpu",
            "false");
    assertEquals(AnalyseOptions.OUT_OF_TIME, code, err.toString());
    assertTrue(err.toString().contains("time budget of 0.001s is used up"), err.toString());
    assertEquals("", out.toString());
  }

  @Test
  void helpHasAnExample() {
    assertEquals(0, run("network", "--help"));
    assertTrue(out.toString().contains("orchestrator analyse network --csv"), out.toString());
  }
}

package io.orchestrator.persistence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestrator.domain.common.JournalRecord;
import io.orchestrator.domain.common.Journaled;
import io.orchestrator.domain.event.EventsRecorded;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.event.SystemEvent;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalCodecTest {
  enum Colour {
    RED,
    BLUE
  }

  record Inner(String name, BigDecimal price) {}

  sealed interface Sample extends JournalRecord permits Full, Moved {}

  @Journaled(name = "sample-full")
  record Full(
      long number,
      double ratio,
      boolean flag,
      Colour colour,
      Instant at,
      Duration took,
      BigDecimal money,
      Optional<String> note,
      Optional<Instant> ended,
      List<Inner> parts,
      Map<String, Object> data,
      Map<Colour, Integer> counts)
      implements Sample {
    public boolean isDerived() {
      return true;
    }

    public String getDerived() {
      return "must not be written";
    }
  }

  /** Version 1 had one field {@code full_name}; version 2 split it; version 3 renamed one half. */
  @Journaled(name = "sample-moved", version = 3)
  record Moved(String givenName, String surname, BigDecimal price) implements Sample {}

  private static final Upcaster SPLIT =
      new Upcaster(
          "sample-moved",
          1,
          old -> {
            String[] names = old.path("full_name").asText().split(" ", 2);
            old.remove("full_name");
            return old.put("givenName", names[0]).put("familyName", names[1]);
          });
  private static final Upcaster RENAME =
      new Upcaster("sample-moved", 2, JournalCodecTest::renameFamilyName);

  private static ObjectNode renameFamilyName(ObjectNode old) {
    old.set("surname", old.remove("familyName"));
    return old;
  }

  private final JournalCodec codec =
      new JournalCodec(
          JournalTypes.of(List.of(Sample.class, EventsRecorded.class), List.of(RENAME, SPLIT)),
          10_000,
          20);

  private static Full full() {
    return new Full(
        Long.MAX_VALUE,
        0.1 + 0.2,
        true,
        Colour.BLUE,
        Instant.parse("2024-01-25T10:30:00.123456789Z"),
        Duration.ofMillis(1500),
        new BigDecimal("187.3500"),
        Optional.of("ä \u0000 \" \\ 💥"),
        Optional.empty(),
        List.of(new Inner("a", new BigDecimal("1E+3")), new Inner("b", BigDecimal.ZERO)),
        Map.of("symbol", "AAPL", "n", 3, "x", 1.5, "list", List.of(1, "b", Map.of("k", true))),
        Map.of(Colour.RED, 4));
  }

  @Test
  void everyKindOfComponentComesBackEqual() throws Exception {
    byte[] json = codec.encode(full());
    assertEquals("sample-full:1", codec.manifest(full()));
    Full back = (Full) codec.decode(json, "sample-full:1");
    // 1E+3 is written in plain notation, so its scale becomes 0.
    assertEquals(new BigDecimal("1000"), back.parts().getFirst().price());
    Full expected = full();
    assertEquals(
        new Full(
            expected.number(),
            expected.ratio(),
            expected.flag(),
            expected.colour(),
            expected.at(),
            expected.took(),
            expected.money(),
            expected.note(),
            expected.ended(),
            back.parts(),
            expected.data(),
            expected.counts()),
        back);
  }

  @Test
  void rowsAreReadable() throws Exception {
    String json = new String(codec.encode(full()), StandardCharsets.UTF_8);
    assertTrue(json.contains("\"at\":\"2024-01-25T10:30:00.123456789Z\""), json);
    assertTrue(json.contains("\"took\":\"PT1.5S\""), json);
    assertTrue(json.contains("\"money\":187.3500"), json);
    assertTrue(json.contains("\"colour\":\"BLUE\""), json);
    assertTrue(!json.contains("erived"), json);
  }

  @Test
  void unknownFieldsArePassedOverAndMissingOnesAreEmpty() throws Exception {
    Full read =
        (Full)
            codec.decode(
                "{\"number\":5,\"later\":{\"x\":[1]}}".getBytes(StandardCharsets.UTF_8),
                "sample-full:1");
    assertEquals(5, read.number());
    assertEquals(Optional.empty(), read.note());
  }

  @Test
  void oldVersionsAreLiftedStepByStep() throws Exception {
    byte[] v1 = "{\"full_name\":\"Ada Lovelace\",\"price\":1.10}".getBytes(StandardCharsets.UTF_8);
    byte[] v2 =
        "{\"givenName\":\"Ada\",\"familyName\":\"Lovelace\",\"price\":1.10}"
            .getBytes(StandardCharsets.UTF_8);
    Moved expected = new Moved("Ada", "Lovelace", new BigDecimal("1.10"));
    assertEquals(expected, codec.decode(v1, "sample-moved:1"));
    assertEquals(expected, codec.decode(v2, "sample-moved:2"));
    assertEquals(expected, codec.decode(codec.encode(expected), "sample-moved:3"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"never-heard-of:1", "sample-full", "sample-full:x", "sample-full:0", "", ":1"})
  void anUnknownManifestIsNamed(String manifest) throws Exception {
    byte[] json = codec.encode(full());
    JournalFormatException e =
        assertThrows(JournalFormatException.class, () -> codec.decode(json, manifest));
    assertTrue(e.getMessage().contains(manifest.replaceAll(":.*", "")), e.getMessage());
  }

  @Test
  void aNewerVersionIsNotGuessed() throws Exception {
    byte[] json = codec.encode(full());
    JournalFormatException e =
        assertThrows(JournalFormatException.class, () -> codec.decode(json, "sample-full:2"));
    assertTrue(e.getMessage().contains("newer"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "null", "[]", "{\"number\":\"x\"}", "{} {}", "{\"colour\":\"GREEN\"}"})
  void brokenRowsAreErrorsNotGuesses(String json) {
    assertThrows(
        JournalFormatException.class,
        () -> codec.decode(json.getBytes(StandardCharsets.UTF_8), "sample-full:1"));
  }

  @Test
  void depthAndSizeAreBounded() {
    String deep = "{\"data\":{\"a\":" + "[".repeat(30) + "]".repeat(30) + "}}";
    assertThrows(
        JournalFormatException.class,
        () -> codec.decode(deep.getBytes(StandardCharsets.UTF_8), "sample-full:1"));
    SystemEvent large =
        new SystemEvent(
            1, Instant.EPOCH, "t", "s", Severity.INFO, Map.of("x", "y".repeat(20_000)), "");
    JournalFormatException e =
        assertThrows(
            JournalFormatException.class, () -> codec.encode(new EventsRecorded(List.of(large))));
    assertTrue(e.getMessage().contains("max-record-bytes"), e.getMessage());
  }

  record Stranger(int x) implements JournalRecord {}

  @Journaled(name = "sample-full")
  record SameName(int x) implements JournalRecord {}

  @Journaled(name = "sample-nested")
  record Nested(List<Sample> inside) implements JournalRecord {}

  @Journaled(name = "sample-key")
  record RecordKey(Map<Inner, String> byInner) implements JournalRecord {}

  @Journaled(name = "sample-old", version = 2)
  record NoUpcaster(int x) implements JournalRecord {}

  @Journaled(name = "Not Kebab")
  record BadName(int x) implements JournalRecord {}

  @Test
  void mistakesInTheCatalogueFailAtStart() {
    refused("two journal records", List.of(Full.class, SameName.class));
    refused("Nested.inside", List.of(Nested.class));
    refused("map key", List.of(RecordKey.class));
    refused("no upcaster", List.of(NoUpcaster.class));
    refused("kebab", List.of(BadName.class));
    refused("@Journaled", List.of(Stranger.class));
    refused("neither sealed nor a record", List.of(JournalRecord.class));
    JournalFormatException e =
        assertThrows(JournalFormatException.class, () -> codec.encode(new Stranger(1)));
    assertTrue(e.getMessage().contains("catalogue"), e.getMessage());
  }

  private static void refused(String word, List<Class<? extends JournalRecord>> roots) {
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> JournalTypes.of(roots, List.of()));
    assertTrue(e.getMessage().contains(word), e.getMessage());
  }

  @Test
  void theProgramsOwnCatalogueIsSound() {
    JournalTypes types = JournalTypes.of(JournalCatalogue.ROOTS, JournalCatalogue.UPCASTERS);
    assertTrue(types.all().stream().anyMatch(t -> t.manifest().equals("events-recorded:1")));
  }
}

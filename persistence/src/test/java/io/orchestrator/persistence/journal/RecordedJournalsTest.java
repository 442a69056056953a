package io.orchestrator.persistence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestrator.domain.common.JournalRecord;
import io.orchestrator.domain.common.Journaled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rows as released programs wrote them, {@code {"manifest":…,"json":{…}}} a line, are read by this
 * one. A file here only ever grows; a row that fails needs an upcaster, not an edit.
 */
class RecordedJournalsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JournalTypes TYPES =
      JournalTypes.of(JournalCatalogue.ROOTS, JournalCatalogue.UPCASTERS);
  private static final JournalCodec CODEC = new JournalCodec(TYPES, 1 << 20, 100);

  static List<Path> recordings() throws Exception {
    Path folder = Path.of(RecordedJournalsTest.class.getResource("/journals").toURI());
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void everyRowIsStillRead(Path recording) throws Exception {
    List<String> lines = Files.readAllLines(recording);
    assertTrue(!lines.isEmpty(), recording + " is empty");
    for (String line : lines) {
      JsonNode row = JSON.readTree(line);
      String manifest = row.get("manifest").asText();
      byte[] written = row.get("json").toString().getBytes(StandardCharsets.UTF_8);
      JournalRecord record = CODEC.decode(written, manifest);
      // What it says now, read again, is the same: nothing was lost on the way.
      assertEquals(record, CODEC.decode(CODEC.encode(record), CODEC.manifest(record)), line);
      if (CODEC.manifest(record).equals(manifest)) {
        assertKept(JSON.readTree(written), JSON.readTree(CODEC.encode(record)), line);
      }
    }
  }

  /** Fields may have been added since, none lost or changed. */
  private static void assertKept(JsonNode then, JsonNode now, String where) {
    if (then.isContainerNode()) {
      assertEquals(then.getNodeType(), now.getNodeType(), where);
      then.fieldNames().forEachRemaining(name -> assertKept(then.get(name), now.path(name), where));
      for (int i = 0; then.isArray() && i < then.size(); i++) {
        assertKept(then.get(i), now.path(i), where);
      }
    } else {
      assertEquals(then, now, where);
    }
  }

  /** A record that was forgotten in the catalogue would be found at its first write only. */
  @Test
  void everyJournaledRecordOfTheDomainIsInTheCatalogue() throws Exception {
    Set<Class<?>> known = new HashSet<>();
    TYPES.all().forEach(type -> known.add(type.record()));
    List<String> forgotten = new ArrayList<>();
    for (String name : domainClasses()) {
      Class<?> type = Class.forName(name, false, JournalRecord.class.getClassLoader());
      if (type.isAnnotationPresent(Journaled.class) && !known.contains(type)) {
        forgotten.add(name);
      }
    }
    assertEquals(List.of(), forgotten, "add their roots to JournalCatalogue");
  }

  private static List<String> domainClasses() throws Exception {
    Path source =
        Path.of(JournalRecord.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    if (Files.isDirectory(source)) {
      return classes(source);
    }
    try (FileSystem jar = FileSystems.newFileSystem(source)) {
      return classes(jar.getPath("/"));
    }
  }

  private static List<String> classes(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString())
          .filter(file -> file.startsWith("io") && file.endsWith(".class"))
          .filter(file -> !file.contains("package-info"))
          .map(file -> file.substring(0, file.length() - 6).replaceAll("[/\\\\]", "."))
          .toList();
    }
  }
}

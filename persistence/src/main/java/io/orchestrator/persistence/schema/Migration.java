package io.orchestrator.persistence.schema;

import io.orchestrator.domain.common.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One numbered step of the schema.
 *
 * @param checksum SHA-256 of the file with LF line ends, hexadecimal
 * @param statements in order, without the final semicolon
 */
record Migration(int version, String name, String checksum, List<String> statements) {
  private static final Pattern FILE_NAME = Pattern.compile("V(\\d{3})__([a-z0-9_]+)\\.sql");

  /** Reads {@code schema/<folder>/<fileName>} of this module. */
  static Migration load(String folder, String fileName) {
    String path = "/schema/" + folder + "/" + fileName;
    try (InputStream in = Migration.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("migration is not on the class path: " + path);
      }
      return parse(fileName, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path, e);
    }
  }

  /** A statement ends with a semicolon at the end of a line; a comment is a line of its own. */
  static Migration parse(String fileName, String text) {
    Matcher matcher = FILE_NAME.matcher(fileName);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not V<nnn>__<name>.sql: " + fileName);
    }
    String normal = text.replace("\r\n", "\n");
    List<String> statements = new ArrayList<>();
    StringBuilder statement = new StringBuilder();
    for (String line : normal.split("\n")) {
      if (line.isBlank() || line.stripLeading().startsWith("--")) {
        continue;
      }
      statement.append(line.stripTrailing()).append('\n');
      if (line.stripTrailing().endsWith(";")) {
        statements.add(statement.substring(0, statement.lastIndexOf(";")).strip());
        statement.setLength(0);
      }
    }
    if (!statement.isEmpty()) {
      throw new IllegalArgumentException(fileName + " ends within a statement: " + statement);
    }
    return new Migration(
        Integer.parseInt(matcher.group(1)), matcher.group(2), Sha256.hex(normal), statements);
  }
}

package io.orchestrator.persistence.journal;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.orchestrator.domain.common.JournalRecord;
import java.io.IOException;

/**
 * Between records and JSON. Unknown fields are passed over on reading, so that a field can be
 * dropped; a missing one is null, zero or {@code Optional.empty()}, so that one can be added.
 */
public final class JournalCodec {
  private final JournalTypes types;
  private final ObjectMapper mapper;
  private final int maxRecordBytes;

  /** One that knows its serializer for each type. */
  private final ClassValue<ObjectWriter> writers =
      new ClassValue<>() {
        @Override
        protected ObjectWriter computeValue(Class<?> type) {
          return mapper.writerFor(type);
        }
      };

  /**
   * @param maxRecordBytes of the JSON, written or read
   * @param maxNestingDepth of lists and maps when read
   */
  public JournalCodec(JournalTypes types, int maxRecordBytes, int maxNestingDepth) {
    this.types = types;
    this.maxRecordBytes = maxRecordBytes;
    this.mapper = mapper(maxRecordBytes, maxNestingDepth);
  }

  private static ObjectMapper mapper(int maxBytes, int maxDepth) {
    StreamReadConstraints limits =
        StreamReadConstraints.builder()
            .maxDocumentLength(maxBytes)
            .maxStringLength(maxBytes)
            .maxNestingDepth(maxDepth)
            .maxNumberLength(400)
            .maxNameLength(10_000)
            .build();
    return JsonMapper.builder(JsonFactory.builder().streamReadConstraints(limits).build())
        .addModule(new JavaTimeModule())
        .addModule(new Jdk8Module())
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
        .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
        // Upcasters work on trees: a price must leave one as it came.
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        // Only the components of a record are its data, not its derived getX() and isX().
        .visibility(PropertyAccessor.GETTER, Visibility.NONE)
        .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
        .visibility(PropertyAccessor.SETTER, Visibility.NONE)
        .visibility(PropertyAccessor.FIELD, Visibility.ANY)
        .visibility(PropertyAccessor.CREATOR, Visibility.ANY)
        .build();
  }

  /** {@code name:version}. */
  public String manifest(Object record) throws JournalFormatException {
    return types.ofClass(record.getClass()).manifest();
  }

  /**
   * @throws JournalFormatException if it is not in the catalogue, not writable or too large
   */
  public byte[] encode(Object record) throws JournalFormatException {
    JournalTypes.Type type = types.ofClass(record.getClass());
    byte[] json;
    try {
      json = writers.get(record.getClass()).writeValueAsBytes(record);
    } catch (IOException e) {
      throw new JournalFormatException("cannot write " + type.manifest() + ": " + reason(e), e);
    }
    if (json.length > maxRecordBytes) {
      throw new JournalFormatException(
          "%s has %d bytes, more than the %d of orchestrator.persistence.journal.max-record-bytes"
              .formatted(type.manifest(), json.length, maxRecordBytes));
    }
    return json;
  }

  /**
   * @param manifest as it was when the row was written
   * @throws JournalFormatException if the name or version is unknown or the JSON does not fit
   */
  public JournalRecord decode(byte[] json, String manifest) throws JournalFormatException {
    int colon = manifest.lastIndexOf(':');
    JournalTypes.Type type = types.ofName(colon < 0 ? manifest : manifest.substring(0, colon));
    int version = version(manifest, colon);
    if (version > type.version()) {
      throw new JournalFormatException(
          "the journal holds %s, this program knows %s up to version %d: a newer program wrote it"
              .formatted(manifest, type.name(), type.version()));
    }
    if (json.length > maxRecordBytes) {
      throw new JournalFormatException(
          "a row of %s has %d bytes, more than %d"
              .formatted(manifest, json.length, maxRecordBytes));
    }
    try {
      JournalRecord record =
          version == type.version()
              ? mapper.readValue(json, type.record())
              : mapper.readerFor(type.record()).readValue(upcast(json, type, version));
      if (record == null) {
        throw new JournalFormatException("a row of " + manifest + " is the JSON null");
      }
      return record;
    } catch (JournalFormatException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new JournalFormatException("cannot read a row of " + manifest + ": " + reason(e), e);
    }
  }

  private JsonNode upcast(byte[] json, JournalTypes.Type type, int version) throws IOException {
    JsonNode tree =
        mapper.reader().with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).readTree(json);
    if (!(tree instanceof ObjectNode object)) {
      throw new JournalFormatException("a row of " + type.name() + " is not a JSON object");
    }
    ObjectNode present = object;
    for (int v = version; v < type.version(); v++) {
      present = types.upcaster(type.name(), v).step().apply(present);
    }
    return present;
  }

  private static int version(String manifest, int colon) throws JournalFormatException {
    try {
      int version = colon < 0 ? 0 : Integer.parseInt(manifest, colon + 1, manifest.length(), 10);
      if (version >= 1) {
        return version;
      }
    } catch (NumberFormatException e) {
      throw new JournalFormatException("manifest is not name:version: " + manifest, e);
    }
    throw new JournalFormatException("manifest is not name:version: " + manifest);
  }

  private static String reason(Exception e) {
    String message = String.valueOf(e.getMessage());
    return message.length() <= 500 ? message : message.substring(0, 500) + "…";
  }
}

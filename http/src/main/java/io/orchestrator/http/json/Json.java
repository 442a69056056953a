package io.orchestrator.http.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * The one JSON dialect of this server: strict when it reads (no duplicate keys, no trailing bytes,
 * bounded depth), plain when it writes (decimal notation, ISO-8601 instants, never NaN).
 */
public final class Json {
  /** Deepest nesting of arrays and objects that is read. */
  public static final int MAX_DEPTH = 32;

  private static final int MAX_NUMBER_LENGTH = 64;
  private static final int MAX_NAME_LENGTH = 256;
  private static final double SMALLEST_PLAIN = 1e-9;
  private static final double LARGEST_PLAIN = 1e18;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_NUMBER_LENGTH)
                          .maxNameLength(MAX_NAME_LENGTH)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                  .build())
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          .addModule(plainNumbers())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  private Json() {}

  /**
   * @throws InvalidInput with line and column when it is not one JSON object
   */
  public static ObjectNode parseObject(byte[] bytes) {
    JsonNode node;
    try {
      node = MAPPER.readTree(bytes);
    } catch (JacksonException e) {
      throw malformed(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw InvalidInput.malformed(
        node == null || node.isMissingNode()
            ? "the body is empty"
            : "expected a JSON object, found " + kind(node));
  }

  public static byte[] bytes(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String text(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "an array";
      case OBJECT, POJO -> "an object";
      case STRING, BINARY -> "a string";
      case NUMBER -> "a number";
      case BOOLEAN -> "a boolean";
      case NULL, MISSING -> "null";
    };
  }

  private static InvalidInput malformed(JacksonException e) {
    var at = e.getLocation();
    String where =
        at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    return InvalidInput.malformed(e.getOriginalMessage() + where);
  }

  private static SimpleModule plainNumbers() {
    var module = new SimpleModule("plain-numbers");
    for (Class<? extends Number> type : List.of(Double.class, double.class)) {
      module.addSerializer(type, new PlainNumber());
    }
    for (Class<? extends Number> type : List.of(Float.class, float.class)) {
      module.addSerializer(type, new PlainNumber());
    }
    module.addSerializer(BigDecimal.class, new PlainNumber());
    return module;
  }

  /**
   * 1.0E7 becomes 10000000.0; what is not finite becomes null, which every JSON reader knows. What
   * no price can be (a p-value of 1.9E-114) is not spelled out in a hundred zeros.
   */
  private static final class PlainNumber extends JsonSerializer<Number> {
    @Override
    public void serialize(Number value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      double size = Math.abs(value.doubleValue());
      if (!Double.isFinite(size)) {
        out.writeNull();
      } else if (size != 0 && (size < SMALLEST_PLAIN || size > LARGEST_PLAIN)) {
        out.writeNumber(value.doubleValue());
      } else {
        out.writeNumber(new BigDecimal(value.toString()));
      }
    }
  }

  /** For tests and clients of this module: any JSON as maps and lists. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> map(String json) {
    try {
      return MAPPER.readValue(json, Map.class);
    } catch (JsonProcessingException e) {
      throw malformed(e);
    }
  }
}

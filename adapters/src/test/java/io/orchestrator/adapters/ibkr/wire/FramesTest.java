package io.orchestrator.adapters.ibkr.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Frames in every fragmentation, hostile ones, and the shapes of fields. */
class FramesTest {
  /** Gives the bytes in pieces of 1 to 7, as a network may. */
  private static InputStream fragmented(byte[] bytes, long seed) {
    Random random = new Random(seed);
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] b, int off, int len) {
        return super.read(b, off, Math.min(len, 1 + random.nextInt(7)));
      }
    };
  }

  @Property(tries = 200)
  void everyFragmentationGivesTheSameFrames(
      @ForAll("payloads") List<byte[]> payloads, @ForAll long seed) throws IOException {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (byte[] payload : payloads) {
      stream.write(Frames.frame(payload));
    }
    FrameReader reader = new FrameReader(fragmented(stream.toByteArray(), seed), 4096);
    for (byte[] payload : payloads) {
      assertArrayEquals(payload, reader.read().orElseThrow());
    }
    assertEquals(Optional.empty(), reader.read());
  }

  @Provide
  Arbitrary<List<byte[]>> payloads() {
    return Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(300).list().ofMaxSize(8);
  }

  @Property(tries = 500)
  void fieldsComeBackAsTheyWere(@ForAll("fieldLists") List<String> fields) throws IOException {
    assertEquals(fields, Frames.fields(Frames.payload(fields)));
  }

  @Provide
  Arbitrary<List<String>> fieldLists() {
    return Arbitraries.strings()
        .excludeChars('\0')
        .ofMaxLength(30)
        .filter(s -> s.chars().noneMatch(c -> Character.isSurrogate((char) c)))
        .list()
        .ofMinSize(1)
        .ofMaxSize(40);
  }

  @Property(tries = 200)
  void randomBytesNeverBreakTheDecoderInAnUnknownWay(@ForAll("garbage") byte[] payload) {
    for (Registry registry : List.of(ServerMessages.registry(), ClientMessages.registry())) {
      try {
        registry.decode(payload);
      } catch (WireException expected) {
        assertTrue(expected.code() == 505 || expected.code() == 508, expected.getMessage());
      }
    }
  }

  /** Begins with a known id as often as not, so that the tables are reached. */
  @Provide
  Arbitrary<byte[]> garbage() {
    Arbitrary<String> field =
        Arbitraries.oneOf(
            Arbitraries.integers().map(String::valueOf),
            Arbitraries.of("", "-1", "1e5", "BUY", "None", "2147483647", "99999999999999999999"),
            Arbitraries.strings().ascii().excludeChars('\0').ofMaxLength(5));
    return field
        .list()
        .ofMaxSize(150)
        .flatMap(
            rest ->
                Arbitraries.of("3", "4", "5", "11", "17", "10", "59", "101", "x", "")
                    .map(
                        id -> {
                          var all = new java.util.ArrayList<>(rest);
                          all.addFirst(id);
                          return Frames.payload(all);
                        }));
  }

  @Property(tries = 300)
  void whatATableWritesItReads(
      @ForAll("tickets") List<Long> numbers, @ForAll("texts") String reference) throws IOException {
    Message m =
        OrderTables.PLACE_ORDER
            .message()
            .set("orderId", numbers.get(0))
            .set("totalQuantity", numbers.get(1))
            .set("orderRef", reference)
            .set("orderType", "LMT");
    Message back = ClientMessages.registry().decode(OrderTables.PLACE_ORDER.encode(m));
    assertEquals(numbers.get(0), back.integer("orderId"));
    assertEquals(numbers.get(1), back.numberOrZero("totalQuantity").longValueExact());
    assertEquals(reference, back.text("orderRef"));
    assertTrue(back.flag("transmit"));
  }

  @Provide
  Arbitrary<List<Long>> tickets() {
    return Arbitraries.longs().between(1, 1_000_000_000L).list().ofSize(2);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(100);
  }

  @Test
  void hostileLengthsAreRefusedWithoutAllocating() {
    for (String head : List.of("00000000", "ffffffff", "80000000", "00100001", "01000000")) {
      byte[] bytes = java.util.HexFormat.of().parseHex(head);
      FrameReader reader = new FrameReader(new ByteArrayInputStream(bytes), 1 << 20);
      WireException e = assertThrows(WireException.class, reader::read, head);
      assertEquals(WireException.BAD_LENGTH, e.code());
    }
  }

  @Test
  void anEndInsideAFrameIsNoCleanEnd() throws IOException {
    byte[] frame = Frames.frame(Frames.payload(List.of("49", "1", "1700000000")));
    for (int cut = 1; cut < frame.length; cut++) {
      byte[] part = java.util.Arrays.copyOf(frame, cut);
      FrameReader reader = new FrameReader(new ByteArrayInputStream(part), 4096);
      assertThrows(EOFException.class, reader::read, "cut after " + cut);
    }
  }

  @Test
  void aHostileCountOfRowsIsRefused() {
    WireException e =
        assertThrows(
            WireException.class,
            () ->
                ServerMessages.registry()
                    .decode(Frames.payload(List.of("17", "1", "a", "b", "2000000000"))));
    assertEquals(WireException.BAD_FIELD, e.code());
  }

  @Test
  void shapesOfFields() {
    assertTrue(Kind.INTEGER.accepts("-9223372036854775808"));
    assertTrue(!Kind.INTEGER.accepts("9223372036854775808"));
    assertTrue(!Kind.INTEGER.accepts("1.0"));
    assertTrue(!Kind.INTEGER.accepts("0x10"));
    assertTrue(Kind.NUMBER.accepts("1.7976931348623157E308"));
    assertTrue(Kind.NUMBER.accepts("Infinity"));
    assertTrue(!Kind.NUMBER.accepts("NaN"));
    assertTrue(!Kind.NUMBER.accepts("1f"));
    assertTrue(!Kind.NUMBER.accepts("1,5"));
    assertTrue(Kind.SIZE.accepts("1,000.5"));
    assertTrue(Kind.FLAG.accepts("2"));
    assertTrue(!Kind.FLAG.accepts("true"));
  }
}

package io.orchestrator.adapters.ibkr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.orchestrator.adapters.ibkr.wire.Frames;
import io.orchestrator.adapters.ibkr.wire.Message;
import io.orchestrator.adapters.ibkr.wire.Registry;
import io.orchestrator.adapters.ibkr.wire.ServerMessages;
import io.orchestrator.adapters.ibkr.wire.Wire;
import io.orchestrator.adapters.ibkr.wire.WireException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Real frames, damaged: whatever comes, it is a message, an event or a {@link WireException}. */
class MutatedFrameTest {
  private static final List<String> FRAMES =
      List.of(
          "3¦17¦Filled¦10¦0¦190.12¦900017¦0¦190.12¦8¦¦0.0¦",
          "4¦2¦17¦201¦Order rejected - reason:\\u00e9¦¦",
          "11¦-1¦17¦265598¦AAPL¦STK¦¦0.0¦¦¦SMART¦USD¦AAPL¦NMS¦0000e0d5.69dd7411.01.01¦"
              + "20260413 15:27:04 US/Eastern¦DU1234567¦ISLAND¦BOT¦10¦190.12¦900017¦8¦0¦10¦"
              + "190.12¦ref-1¦¦¦¦2¦0¦",
          "59¦1¦0000e0d5.69dd7411.01.01¦1.0¦USD¦1.7976931348623157E308¦1.7976931348623157E308¦¦",
          "61¦3¦DU1234567¦265598¦AAPL¦STK¦¦0.0¦¦¦NASDAQ¦USD¦AAPL¦NMS¦10¦180.25¦",
          "6¦2¦$LEDGER-CashBalance¦1000.00¦USD¦DU1234567¦",
          "17¦1004¦a¦b¦2¦20260401¦190¦192¦189¦191¦1000000¦190.5¦5000¦"
              + "20260402¦191¦193¦190¦192¦1100000¦191.5¦5100¦",
          "99¦1009¦3¦1712064600¦190.1¦190.12¦100¦200¦0¦",
          "79¦1010¦1¦265598¦AAPL¦STK¦NASDAQ¦USD¦2¦OPT¦WAR¦APPLE INC¦¦",
          "9¦1¦100¦",
          "15¦1¦DU1234567,¦");

  private static final List<String> POISON =
      List.of(
          "",
          "-1",
          "0",
          "2147483648",
          "-9223372036854775808",
          "9223372036854775808",
          "1e999",
          "-Infinity",
          "NaN",
          "1.7976931348623157E308",
          "1,000",
          ".",
          "x".repeat(5000),
          "\\u00",
          "é",
          "20260230 25:61:61 Nowhere/None",
          "99999999999");

  private static final Registry TABLES = ServerMessages.registry();

  private static byte[] bytes(String text) {
    return text.replace('¦', '\0').getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] mutated(Random random) {
    String frame = FRAMES.get(random.nextInt(FRAMES.size()));
    List<String> fields = new ArrayList<>(List.of(frame.split("¦", -1)));
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(fields.size());
      switch (random.nextInt(4)) {
        case 0 -> fields.set(at, POISON.get(random.nextInt(POISON.size())));
        case 1 -> fields.add(at, POISON.get(random.nextInt(POISON.size())));
        case 2 -> Collections.swap(fields, at, random.nextInt(fields.size()));
        default -> {
          if (fields.size() > 1) {
            fields.remove(at);
          }
        }
      }
    }
    byte[] payload = bytes(String.join("¦", fields));
    for (int i = random.nextInt(3); i > 0 && payload.length > 0; i--) {
      payload[random.nextInt(payload.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return payload;
  }

  @Property(tries = 2000)
  void damageIsAlwaysSaidInTheSameWay(@ForAll long seed) {
    byte[] payload = mutated(new Random(seed));
    Translation translation = new Translation(ZoneId.of("America/New_York"), 17);
    try {
      Message m = TABLES.decode(payload);
      assertTrue(m.toString().length() < 100 * 1024);
      translation.event(m);
    } catch (WireException expected) {
      assertTrue(expected.code() == 505 || expected.code() == 508, expected.getMessage());
      assertTrue(expected.getMessage().length() < 300, "a damaged frame is not quoted whole");
    }
  }

  /** A mebibyte of nothing is read for tens of bytes a field, and a lie about rows is refused. */
  @Test
  void aHostileFrameCostsNoMoreThanItsSizeAllows() throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[] rows = bytes("17¦1004¦a¦b¦1000000¦" + "¦".repeat((1 << 20) - 20));
    byte[] fields = bytes("3¦" + "¦".repeat((1 << 20) - 2));
    for (byte[] payload : List.of(rows, fields)) {
      long before = threads.getCurrentThreadAllocatedBytes();
      try {
        TABLES.decode(payload);
      } catch (WireException expected) {
        assertEquals(508, expected.code());
      }
      long used = threads.getCurrentThreadAllocatedBytes() - before;
      assertTrue(used < 96L * payload.length, used + " bytes for " + payload.length);
    }
    assertThrows(WireException.class, () -> TABLES.decode(rows));
    assertThrows(
        IllegalArgumentException.class, () -> Frames.frame(new byte[Wire.MAX_PAYLOAD + 1]));
  }
}

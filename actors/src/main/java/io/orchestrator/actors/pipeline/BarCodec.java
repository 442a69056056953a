package io.orchestrator.actors.pipeline;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Bars as bytes for the cache: a version byte, a count, then 48 bytes a bar. */
final class BarCodec {
  private static final byte VERSION = 1;
  private static final int BAR_BYTES = 8 + 4 * 8 + 8;

  private BarCodec() {}

  static byte[] encode(List<Bar> bars) {
    ByteBuffer buffer = ByteBuffer.allocate(1 + 4 + bars.size() * BAR_BYTES);
    buffer.put(VERSION).putInt(bars.size());
    for (Bar bar : bars) {
      buffer
          .putLong(bar.start().toEpochMilli())
          .putDouble(bar.open())
          .putDouble(bar.high())
          .putDouble(bar.low())
          .putDouble(bar.close())
          .putLong(bar.volume());
    }
    return buffer.array();
  }

  /** Empty for anything that this program did not write so: a cache is never trusted. */
  static Optional<List<Bar>> decode(byte[] bytes, Symbol symbol, Timeframe timeframe) {
    if (bytes.length < 5 || bytes[0] != VERSION) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
    int count = buffer.getInt();
    if (count < 0 || buffer.remaining() != (long) count * BAR_BYTES) {
      return Optional.empty();
    }
    List<Bar> bars = new ArrayList<>(count);
    try {
      for (int i = 0; i < count; i++) {
        bars.add(
            new Bar(
                symbol,
                timeframe,
                Instant.ofEpochMilli(buffer.getLong()),
                buffer.getDouble(),
                buffer.getDouble(),
                buffer.getDouble(),
                buffer.getDouble(),
                buffer.getLong()));
      }
    } catch (IllegalArgumentException damaged) {
      return Optional.empty();
    }
    return Optional.of(List.copyOf(bars));
  }
}

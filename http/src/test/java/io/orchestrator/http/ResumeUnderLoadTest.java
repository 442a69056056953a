package io.orchestrator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.http.auth.RateSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Clients whose connections are cut at random while events keep coming: each has read every event
 * once and in order. {@code -Dresume.disconnects=1000} cuts as often, {@code -Dresume.seed} names
 * the moments.
 */
class ResumeUnderLoadTest {
  private static final int CLIENTS = 4;
  private static final int DISCONNECTS = Integer.getInteger("resume.disconnects", 60);
  private static final long SEED = Long.getLong("resume.seed", 1L);

  private static TestServer server;

  @BeforeAll
  static void start() {
    server =
        new TestServer(
            s ->
                TestServer.patient(
                    TestServer.with(
                        s, new RateSettings(1000, 9000, 1000, 90_000, 9000, 9000, 100))));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void everyClientReadsEveryEventOnceAndInOrder() throws Exception {
    var stop = new AtomicBoolean();
    Thread load = Thread.ofPlatform().start(() -> happen(stop));
    List<Reader> readers = new ArrayList<>();
    var cutting = new CountDownLatch(CLIENTS);
    for (int i = 0; i < CLIENTS; i++) {
      Reader reader = new Reader(new Random(SEED * 100 + i), DISCONNECTS / CLIENTS);
      readers.add(reader);
      Thread.ofVirtual()
          .start(
              () -> {
                reader.readAndBreak();
                cutting.countDown();
              });
    }
    assertTrue(cutting.await(10, TimeUnit.MINUTES), "seed " + SEED);
    stop.set(true);
    load.join();
    long last = server.world.log.size();
    for (Reader reader : readers) {
      reader.readTo(last);
      for (int i = 1; i < reader.seen.size(); i++) {
        assertEquals(reader.seen.get(i - 1) + 1, reader.seen.get(i), "seed " + SEED);
      }
      assertEquals(last, reader.seen.getLast(), "seed " + SEED);
      assertEquals(DISCONNECTS / CLIENTS, reader.breaks);
    }
    System.out.println(
        CLIENTS * (DISCONNECTS / CLIENTS) + " disconnects, " + last + " events, seed " + SEED);
  }

  /** A few hundred a second, in bursts. */
  private static void happen(AtomicBoolean stop) {
    int n = 0;
    while (!stop.get()) {
      server.world.happen(EventDraft.of("noted", "load", Severity.INFO, Map.of("n", n)));
      if (++n % 10 == 0) {
        java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    }
  }

  /** One client over many connections. */
  private static final class Reader {
    private final Random random;
    private final int planned;
    private final List<Long> seen = new ArrayList<>();
    private int breaks;

    Reader(Random random, int planned) {
      this.random = random;
      this.planned = planned;
    }

    void readAndBreak() {
      while (breaks < planned) {
        try (var client = connect()) {
          // At once now and then: before the answer to its resume has come.
          boolean atOnce = !seen.isEmpty() && random.nextInt(5) == 0;
          read(client, atOnce ? 0 : 1 + random.nextInt(40));
          breaks++;
        }
      }
    }

    void readTo(long last) {
      try (var client = connect()) {
        while (seen.getLast() < last) {
          read(client, 1);
        }
      }
    }

    private StreamClient connect() {
      var client = StreamClient.connect(server, "/", server.token(Role.VIEWER));
      Map<String, Object> welcome = client.next("welcome");
      // The first time it begins with what comes next.
      Object after = seen.isEmpty() ? welcome.get("seq") : seen.getLast();
      client.send(
          "{\"type\":\"resume\",\"epoch\":\""
              + welcome.get("epoch")
              + "\",\"after_seq\":"
              + after
              + "}");
      return client;
    }

    private void read(StreamClient client, int events) {
      for (int i = 0; i < events; i++) {
        Map<String, Object> event = StreamClient.data(client.next("system_event"));
        seen.add(((Number) event.get("seq")).longValue());
      }
    }
  }
}

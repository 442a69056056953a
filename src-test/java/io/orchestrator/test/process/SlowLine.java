package io.orchestrator.test.process;

import akka.actor.ActorSystem;
import akka.stream.DelayOverflowStrategy;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Tcp;
import akka.util.ByteString;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A line to a port of this machine on which each answer takes as long as it is told to. */
public final class SlowLine implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ActorSystem system =
      ActorSystem.create("slow-line", ConfigFactory.parseString("akka.loglevel = WARNING"));
  private final Tcp.ServerBinding binding;
  private volatile Duration delay = Duration.ZERO;

  public SlowLine(int port) {
    Tcp tcp = Tcp.get(system);
    binding =
        tcp.bind("127.0.0.1", 0)
            .to(
                Sink.foreach(
                    client ->
                        client.handleWith(
                            tcp.outgoingConnection("127.0.0.1", port).via(answers()), system)))
            .run(system)
            .toCompletableFuture()
            .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
            .join();
  }

  private Flow<ByteString, ByteString, ?> answers() {
    return Flow.of(ByteString.class)
        .delayWith(() -> element -> delay, DelayOverflowStrategy.backpressure());
  }

  public int port() {
    return binding.localAddress().getPort();
  }

  /** From the next answer on. */
  public void takes(Duration each) {
    delay = each;
  }

  @Override
  public void close() {
    system.terminate();
    system
        .getWhenTerminated()
        .toCompletableFuture()
        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .join();
  }
}
